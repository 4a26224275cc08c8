"""The first rows of the queue, painted before Textual is imported.

Importing Textual is 85 % of a start (spec/performance.md section 1). What stands here is the same
list in the same place, in plain text, read straight from the store; the app then paints over it.
"""

import os
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from typing import Any

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.store import queue, views
from csr_desk.store.connection import Store
from csr_desk.terminal import prepaint
from csr_desk.terminal.probe import too_small
from csr_desk.terminal.signals import guard_start
from csr_desk.widgets import queue_columns

FIRST_VIEW = "mine"
LINES_ABOVE = 3
LINES_BELOW = 2


class FirstPaint:
    """What was painted, and how to take it back when the desk does not open after all."""

    def __init__(self, attributes: list[Any]) -> None:
        self.attributes = attributes
        """The terminal's settings before the desk touched them."""

    def take_back(self) -> None:
        """Leave the alternate screen and give the terminal its settings back."""
        os.write(sys.stdout.fileno(), prepaint.LEAVE)
        termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self.attributes)


def paint(database: Path, now: Callable[[], Instant]) -> FirstPaint | None:
    """Paint the first rows of the agent's queue; None where there is nothing to paint yet.

    Keys typed from here on wait in the terminal's buffer, unseen, until the desk reads them.
    """
    size = os.get_terminal_size(sys.stdout.fileno())
    if not database.exists() or too_small(*size) is not None:
        return None
    try:
        lines = _lines(database, size.columns, size.lines, now())
    except errors.DeskError:
        return None  # opening the desk says what is wrong, in a sentence
    if not lines:
        return None
    painted = FirstPaint(_quiet(sys.stdin.fileno()))
    guard_start(painted.take_back)
    frame = prepaint.frame([[line] for line in lines], [""], size.columns, size.lines)
    os.write(sys.stdout.fileno(), frame)
    return painted


def _lines(database: Path, width: int, height: int, now: Instant) -> list[str]:
    store = Store(database, read_only=True, busy_ms=50)
    try:
        # A store of an older schema is brought up to date first.
        if not store.value("SELECT 1 FROM pragma_table_info('ticket') WHERE name = 'sla_kind'"):
            return []
        source = queue.QueueSource(store, views.named(store, FIRST_VIEW), now=now)
        rows = [source.row(index) for index in range(height - LINES_ABOVE - LINES_BELOW - 1)]
        wide = queue_columns.columns(width - 1)
        above = [""] * (LINES_ABOVE - 1) + [wide.titles()]
        return above + [
            " " + "".join(words for words, _ in queue_columns.pieces(row, wide, now, marked=False))
            for row in rows
            if row is not None
        ]
    finally:
        store.close()


def _quiet(file: int) -> list[Any]:
    """Stop the echo of keys and return the settings before."""
    before = termios.tcgetattr(file)
    after = termios.tcgetattr(file)
    after[3] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(file, termios.TCSANOW, after)
    return before
