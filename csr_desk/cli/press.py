"""Names the keys that a terminal sends, one by one, and gives the terminal back as it was."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from csr_desk import errors
from csr_desk.cli.key_bytes import name_of
from csr_desk.cli.output import Output
from csr_desk.commands import registry
from csr_desk.keymap import Keymap, shown

PAUSE_S = 0.05
"""How long the rest of an escape sequence may take; a lone Esc is an Esc after it."""

LONGEST = 64
LEAVE = "ctrl+c"


def run(out: Output, keys: Keymap) -> int:
    """Name keys until Ctrl+C; with `--json` name one. Refused where there is no terminal."""
    if not sys.stdin.isatty():
        raise errors.Refused(
            "there is no keyboard here", "Run `csr-desk keys --press` in a terminal."
        )
    for raw in _presses(sys.stdin.fileno(), out):
        name = name_of(raw)
        found = [one.id for one in registry.ALL if name in keys.of(one.id)]
        if out.as_json:
            out.document({"key": name, "bytes": raw.hex(" "), "commands": found})
            return 0
        words = ", ".join(found) or "no command"
        out.say(f"{shown(name)}  ({raw.hex(' ')})  {words}")
        sys.stdout.flush()
        if name == LEAVE:
            break
    return 0


def _presses(descriptor: int, out: Output) -> Iterator[bytes]:
    """Yield the bytes of each key; the terminal is as before when the last one is taken."""
    with _raw(descriptor):
        # Said only now: what is typed on seeing it is already read as keys.
        if not out.as_json:
            out.say("Press keys to see their names; Ctrl+C ends.")
            sys.stdout.flush()
        while True:
            first = os.read(descriptor, 1)
            if not first:
                return
            yield _rest(descriptor, first)


def _rest(descriptor: int, first: bytes) -> bytes:
    """Read on what belongs to a key: an escape sequence, or the bytes of one character."""
    more = {0b110: 1, 0b1110: 2, 0b11110: 3}
    size = next((n for mark, n in more.items() if first[0] >> (7 - n - 1) == mark), 0)
    if first != b"\x1b":
        return first + (os.read(descriptor, size) if size else b"")
    raw = first
    while len(raw) < LONGEST and select.select([descriptor], [], [], PAUSE_S)[0]:
        raw += os.read(descriptor, 1)
        if len(raw) > 2 and raw[-1:].isalpha() | (raw[-1:] == b"~"):
            break
    return raw


@contextmanager
def _raw(descriptor: int) -> Iterator[None]:
    """Let each key come at once and as bytes; a signal from outside puts the terminal back too."""
    import termios
    import tty

    before = termios.tcgetattr(descriptor)
    handlers = {number: signal.signal(number, _leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        mode = termios.tcgetattr(descriptor)
        mode[0] &= ~(termios.ICRNL | termios.IXON)
        mode[3] &= ~termios.ISIG
        termios.tcsetattr(descriptor, termios.TCSADRAIN, mode)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
