"""One line of pieces that repaints only the cells that changed: the clock costs a few bytes."""

from collections.abc import Sequence
from itertools import groupby
from typing import Self

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from csr_desk.domain.bars import Piece
from csr_desk.text import cell_width

Cell = tuple[str, str, str]
"""One character with its role and the command a click gives."""


def cells(pieces: Sequence[Piece]) -> list[Cell]:
    """Return the pieces letter by letter."""
    return [(letter, piece.role, piece.command) for piece in pieces for letter in piece.text]


def changed(old: Sequence[Cell], new: Sequence[Cell]) -> tuple[int, int] | None:
    """Return the first and one past the last cell that differ, None when none does."""
    length = max(len(old), len(new))
    blank: Cell = (" ", "", "")
    before = [*old, *[blank] * (length - len(old))]
    after = [*new, *[blank] * (length - len(new))]
    different = [index for index in range(length) if before[index] != after[index]]
    return (different[0], different[-1] + 1) if different else None


class BarLine(Widget):
    """A line of pieces; `show` replaces them."""

    DEFAULT_CSS = """
    BarLine { height: 1; width: 1fr; padding: 0 1; }
    BarLine > .bar--strong { text-style: bold; }
    BarLine > .bar--muted { color: $text-muted; }
    BarLine > .bar--warning { color: $text-warning; text-style: bold; }
    BarLine > .bar--good { color: $text-success; }
    BarLine > .bar--error { color: $text-error; text-style: bold reverse; }
    """
    COMPONENT_CLASSES = {
        "bar--plain",
        "bar--strong",
        "bar--muted",
        "bar--warning",
        "bar--good",
        "bar--error",
    }

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._cells: list[Cell] = []
        self._kept: tuple[Region, list[Strip]] | None = None
        self._styles: dict[str, Style] = {}

    @property
    def words(self) -> str:
        """Return the text the line shows."""
        return "".join(letter for letter, _, _ in self._cells)

    @property
    def room(self) -> int:
        """Return how many cells a line across the window has, also before it is laid out."""
        return self.content_size.width or max(self.app.size.width - 2, 0)

    def show(self, pieces: Sequence[Piece]) -> None:
        """Show other pieces; only the cells that differ are painted."""
        new = cells(pieces)
        # A wide letter moves all cells after it: then the whole line is painted.
        simple = all(
            letter.isascii() or cell_width(letter) == 1 for letter, _, _ in (*self._cells, *new)
        )
        span = changed(self._cells, new)
        if span is None:
            return
        self._cells = new
        if simple:
            self.refresh(Region(span[0], 0, span[1] - span[0], 1))
        else:
            self.refresh()

    def command_at(self, x: int) -> str:
        """Return the command of the cell at a column of the content, `""` for none."""
        column = 0
        for letter, _, command in self._cells:
            column += Segment(letter).cell_length
            if x < column:
                return command
        return ""

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the line as it was painted last while nothing asked for a new one.

        Textual asks every widget in sight for its lines with each frame, whatever has changed.
        """
        if self._kept is None or self._kept[0] != crop:
            self._kept = crop, super().render_lines(crop)
        return self._kept[1]

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Let the line be painted anew."""
        self._kept = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Paint anew in other colours."""
        super().notify_style_update()
        self._kept = None
        self._styles.clear()

    def render_line(self, y: int) -> Strip:
        """Return the line as a strip."""
        width = self.content_size.width
        found = [
            Segment("".join(letter for letter, _, _ in group), self._style(role))
            for role, group in groupby(self._cells, key=lambda cell: cell[1])
        ]
        return Strip(found).crop(0, width).extend_cell_length(width, self._style("plain"))

    def _style(self, role: str) -> Style:
        style = self._styles.get(role)
        if style is None:
            style = self._styles[role] = self.get_component_rich_style(f"bar--{role}")
        return style
