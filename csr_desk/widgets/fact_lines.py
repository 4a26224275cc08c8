"""What is known of a customer, a fact a line, beside a conversation."""

from collections.abc import Sequence

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from csr_desk.widgets.plain_lines import final, line

Fact = tuple[str, str]
"""A text that is clean and cut already, and its role: `plain`, `strong`, `muted`."""

EDGE = "│ "


class FactLines(Widget):
    """Lines of facts as high as the place; `show` replaces them without a new layout."""

    HELP = "The customer, the note about them, and their last contacts."
    DEFAULT_CSS = """
    FactLines { height: 1fr; }
    FactLines > .facts--strong { text-style: bold; }
    FactLines > .facts--muted { color: $text-muted; }
    FactLines > .facts--edge { color: $panel; }
    """
    COMPONENT_CLASSES = {"facts--plain", "facts--strong", "facts--muted", "facts--edge"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  # Textual's own name
        super().__init__(id=id)
        self._facts: Sequence[Fact] = ()
        self._styles: dict[str, Style] = {}

    def show(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        if facts != self._facts:
            self._facts = facts
            self.refresh()

    def notify_style_update(self) -> None:
        """Paint anew in other colours."""
        super().notify_style_update()
        self._styles.clear()

    def render(self) -> str:
        """Return the facts as a text, a line each."""
        return "\n".join(words for words, _ in self._facts)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in a region of the panel: it has no frame but its left edge."""
        return [self.render_line(y) for y in crop.line_range]

    def render_line(self, y: int) -> Strip:
        """Return one of the lines."""
        words, role = self._facts[y] if y < len(self._facts) else ("", "plain")
        pieces = ((EDGE, self._style("edge")), (words, self._style(role)))
        return line(pieces, self.size.width, self._style("plain"))

    def _style(self, role: str) -> Style:
        style = self._styles.get(role)
        if style is None:
            found = self.get_component_rich_style(f"facts--{role}")
            style = self._styles[role] = final(self, found)
        return style
