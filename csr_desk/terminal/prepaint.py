"""The first rows on the screen before Textual is imported: plain bytes from plain text.

Importing Textual is 85 % of a start. The rows painted here stand in the alternate screen, which the
driver takes over without clearing it (DeskDriver.prepainted).
"""

import unicodedata
from collections.abc import Sequence
from itertools import zip_longest

ENTER = b"\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J"
LEAVE = b"\x1b[0m\x1b[?7h\x1b[?1049l\x1b[?25h"
HEADER_ON = "\x1b[7m"
HEADER_OFF = "\x1b[27m"
GAP = "  "
# Controls, formats (bidi, joiners), surrogates, unassigned and private code points, line ends.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ZERO_WIDTH = frozenset({"Mn", "Me"})


def frame(
    rows: Sequence[Sequence[str]],
    header: Sequence[str],
    width: int,
    height: int,
    widths: Sequence[int] | None = None,
) -> bytes:
    """Return the bytes that show a header and rows on a screen of width x height cells.

    Columns are as wide as their widest cell, or as ``widths`` says. The rows must be sanitised
    already; a control or bidi character that comes all the same is left out.
    """
    shown = rows[: max(0, height - 1)]
    columns = list(widths) if widths is not None else _column_widths([header, *shown])
    lines = [HEADER_ON + _line(header, columns, width) + HEADER_OFF]
    lines += [_line(row, columns, width) for row in shown]
    body = "".join(
        f"\x1b[{number};1H{line}" for number, line in enumerate(lines[: max(0, height)], start=1)
    )
    return ENTER + body.encode("utf-8")


def cells(character: str) -> int:
    """Return how many terminal cells a character takes: 0, 1 or 2 (Unicode East Asian Width)."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in _ZERO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _safe(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(each for each in text if unicodedata.category(each) not in _UNSAFE)


def _width(text: str) -> int:
    return len(text) if text.isascii() else sum(map(cells, text))


def _fit(text: str, width: int) -> str:
    """Return text cut or padded to exactly width cells."""
    taken, kept = 0, []
    for character in text:
        size = cells(character)
        if taken + size > width:
            break
        taken += size
        kept.append(character)
    return "".join(kept) + " " * (width - taken)


def _column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [
        max(_width(_safe(cell)) for cell in column) for column in zip_longest(*rows, fillvalue="")
    ]


def _line(row: Sequence[str], columns: Sequence[int], width: int) -> str:
    cells_of_row = (_fit(_safe(cell), size) for cell, size in zip(row, columns, strict=False))
    return _fit(GAP.join(cells_of_row), max(0, width))
