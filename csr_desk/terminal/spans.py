"""Painting no more than what changed.

Textual crops a changed span at its right end only and repaints the line from the widget's left
edge, and a widget that asks for a repaint gets all of its lines: a clock of five cells costs the
whole bar, a letter the whole editor. Here spans are cropped at both ends, what stands on the
screen already is not written again, and lines that only moved are moved by the terminal.
"""

from collections.abc import Sequence
from typing import NamedTuple
from weakref import WeakKeyDictionary

from rich.console import Console
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Offset

from csr_desk.terminal import shift

Line = dict[int, tuple[int, str]]
"""What was written last on a line: first column → the column after it, and the bytes."""

_painted: WeakKeyDictionary[Console, dict[int, Line]] = WeakKeyDictionary()


class Part(NamedTuple):
    """Bytes for a stretch of a line."""

    y: int
    start: int
    stop: int
    written: str


def render_spans(update: ChopsUpdate, console: Console) -> str:
    """Return the bytes of an update, each span cropped at both ends, without those that stand."""
    lines = _painted.setdefault(console, {})
    parts = [part for part in _parts(update, console) if part.start < part.stop]
    found: list[str] = []
    width = max((ends[-1] for ends in update.chop_ends if ends), default=0)
    moved = shift.moved(lines, parts, width)
    if moved is not None:
        found.append(moved.sequence)
        parts += [Part(*part) for part in shift.move(lines, moved, parts)]
    for y, start, stop, written in parts:
        if is_new(lines.setdefault(y, {}), start, stop, written):
            found.append(_move_to(Offset(start, y)) + written)
    return "".join(found)


def _parts(update: ChopsUpdate, console: Console) -> Sequence[Part]:
    found: list[Part] = []
    for y, x1, x2 in update.spans:
        if y >= len(update.chops):
            continue  # the window became smaller since: that line is not there any more
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x >= x2 or end <= x1:
                continue
            start, stop = max(x, x1), min(end, x2)
            part = strip if (start, stop) == (x, end) else strip.crop(start - x, stop - x)
            found.append(Part(y, start, stop, part.render(console)))
    return found


def is_new(line: Line, start: int, stop: int, written: str) -> bool:
    """Note what is written on columns of a line; False when the same stands there already."""
    if line.get(start) == (stop, written):
        return False
    for first in [one for one, (last, _) in line.items() if one < stop and last > start]:
        del line[first]
    line[start] = stop, written
    return True


def forget(console: Console) -> None:
    """Write everything anew from here on: the terminal may show something else by now."""
    _painted.pop(console, None)


def _move_to(offset: Offset) -> str:
    return f"\x1b[{offset.y + 1};{offset.x + 1}H"


def render_whole(update: LayoutUpdate, console: Console) -> str:
    """Return the bytes of a whole screen, whatever was known of the one before."""
    forget(console)
    lines = _painted.setdefault(console, {})
    found: list[str] = []
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        found.append(_move_to(Offset(x, y)))
        for strip in line:
            written = strip.render(console)
            lines.setdefault(y, {})[x] = x + strip.cell_length, written
            found.append(written)
            x += strip.cell_length
    return "".join(found)


def install_exact_spans() -> None:
    """Let every repaint of Textual use the two functions above."""
    setattr(ChopsUpdate, "render_segments", render_spans)  # noqa: B010  # a method of Textual
    setattr(LayoutUpdate, "render_segments", render_whole)  # noqa: B010
