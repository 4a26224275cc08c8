"""Lines that need no frame around them: what a widget paints is what the screen gets.

Textual lays border, padding and background around every line and keeps the result by its place
in the window, so a list that scrolls by one row makes all of its lines anew. A widget that has
none of these gives its strips as they are; a strip that is kept is then painted at no cost.
"""

from collections.abc import Iterable

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar
from textual.strip import Strip
from textual.widget import Widget

from csr_desk.text import cell_width
from csr_desk.widgets.lean_scroll_bar import LeanScrollBar


def final(widget: Widget, style: Style) -> Style:
    """Return a style as the line filters of the app leave it, such as those for few colours.

    A line made of such styles needs no filter any more.
    """
    filters = widget.get_line_filters()
    if not filters:
        return style
    background, segments = widget.background_colors[1], [Segment(" ", style)]
    for one in filters:
        segments = one.apply(segments, background)
    return segments[0].style or Style.null()


def line(pieces: Iterable[tuple[str, Style]], width: int, blank: Style) -> Strip:
    """Return pieces as a line of exactly `width` cells; neighbours of one style become one."""
    segments: list[Segment] = []
    used = 0
    for words, style in pieces:
        used += len(words) if words.isascii() else cell_width(words)
        if segments and segments[-1].style is style:
            segments[-1] = Segment(segments[-1].text + words, style)
        else:
            segments.append(Segment(words, style))
    if used > width:
        return Strip(segments, used).crop(0, width)
    if used < width:
        segments.append(Segment(" " * (width - used), blank))
    return Strip(segments, width)


class PlainLines(ScrollView):
    """A list or text by the Line API whose `render_line` gives whole lines in `final` styles."""

    _is_plain: bool | None = None

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """Return the scrollbar, made when it is first asked for."""
        if self._vertical_scrollbar is None:
            bar = LeanScrollBar(name="vertical", thickness=self.scrollbar_size_vertical)
            bar.display = False
            self._vertical_scrollbar = bar
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def take_height(self, lines: int) -> None:
        """Have so many lines; the place is laid out anew only where that moves anything."""
        size = Size(1, lines)
        if self.styles.auto_dimensions or not self.container_size:
            self.virtual_size = size
        elif size != self.virtual_size:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in a region of the widget."""
        if self._is_plain is None:
            self._is_plain = self._has_plain_styles()
        if not self._is_plain or crop.x:
            return super().render_lines(crop)
        return [self.render_line(y) for y in crop.line_range]

    def _has_plain_styles(self) -> bool:
        styles = self.styles
        return not (
            any(styles.gutter)
            or any(edge for edge, _ in styles.outline)
            or self.opacity != 1.0
            or styles.text_opacity != 1.0
            or styles.tint.a
            or styles.has_rule("hatch")
        )

    def notify_style_update(self) -> None:
        """Look at the styles anew."""
        super().notify_style_update()
        self._is_plain = None
