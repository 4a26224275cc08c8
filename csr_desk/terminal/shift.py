"""Lines that only moved up or down are moved by the terminal itself, within a scrolling region.

A list that scrolls by a row changes every one of its lines, some 10 KB of them in a wide window;
moved by the terminal it costs the new line, and what stands beside the list and must stay.
"""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import NamedTuple

Line = dict[int, tuple[int, str]]
Part = tuple[int, int, int, str]
"""A line's number, the first column, the column after the last, and the bytes."""

FEWEST = 8
"""A change of fewer parts than this is written as it is."""

SAMPLE = 12
"""How many parts of an update tell whether it is worth comparing all of them."""

STEPS = (1, -1, 2, -2, 3, -3)
"""Lines to move by, upwards positive: a key moves by one, a mouse wheel by three."""


class Moved(NamedTuple):
    """The lines `top` to `bottom`, both included, go up by `step`, down when it is negative."""

    top: int
    bottom: int
    step: int

    @property
    def sequence(self) -> str:
        """Return the bytes that move the lines; index and reverse index work in every terminal."""
        edge, letter = (self.bottom, "D") if self.step > 0 else (self.top, "M")
        region = f"\x1b[{self.top + 1};{self.bottom + 1}r"
        return f"{region}\x1b[{edge + 1};1H" + f"\x1b{letter}" * abs(self.step) + "\x1b[r"


def moved(lines: Mapping[int, Line], parts: Sequence[Part], width: int) -> Moved | None:
    """Return by how much the lines of an update moved; None when they did not.

    None too where a line is not known over all of the screen's `width`.
    """
    if len(parts) < FEWEST:
        return None
    some = parts[:: max(len(parts) // SAMPLE, 1)]
    for step in STEPS:
        if not _came(lines, some, step):
            continue
        rows = _came(lines, parts, step)
        if 2 * len(rows) > len({part[0] for part in parts}):
            top, bottom = min(rows) + min(step, 0), max(rows) + max(step, 0)
            whole = all(_is_known(lines.get(y, {}), width) for y in range(top, bottom + 1))
            return Moved(top, bottom, step) if whole else None
    return None


def _came(lines: Mapping[int, Line], parts: Sequence[Part], step: int) -> set[int]:
    """Return the lines that now show what stood `step` lines below them."""
    return {
        y
        for y, start, stop, written in parts
        if lines.get(y + step, {}).get(start) == (stop, written)
        and lines.get(y, {}).get(start) != (stop, written)
    }


def _is_known(line: Line, width: int) -> bool:
    """Tell whether every column of a line is known: only such a line can be put back together."""
    at = 0
    while at in line:
        at = line[at][0]
    return at == width


def move(lines: MutableMapping[int, Line], found: Moved, parts: Sequence[Part]) -> Iterator[Part]:
    """Note that the terminal has moved lines, and yield what beside the update must stay."""
    top, bottom, step = found
    before = {y: lines[y] for y in range(top, bottom + 1)}
    for y in before:
        lines[y] = dict(before.get(y + step, {}))
    wanted: dict[int, list[tuple[int, int]]] = {}
    for y, start, stop, _ in parts:
        wanted.setdefault(y, []).append((start, stop))
    for y, line in before.items():
        for start, (stop, written) in line.items():
            if all(stop <= first or last <= start for first, last in wanted.get(y, ())):
                yield y, start, stop, written
