"""A scrollbar of a few strips: its lines are alike but for the ends of the thumb."""

from typing import Self, cast

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip


class LeanScrollBar(ScrollBar):
    """Textual's vertical scrollbar without a layout of text behind each frame (1 ms a frame)."""

    _kept: tuple[Size, list[Strip]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines in a region of the scrollbar, kept until something changes."""
        if self._kept is None or self._kept[0] != self.size:
            self._kept = self.size, self._lines()
        return self._kept[1][crop.y : crop.bottom]

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Let the lines be made anew."""
        self._kept = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Let the lines be made anew in other colours."""
        super().notify_style_update()
        self._kept = None

    def _lines(self) -> list[Strip]:
        """Return all lines, each kind of them made once."""
        bar = cast(ScrollBarRender, self.render())
        style = self.app.console.get_style(bar.style)
        if style.color is None or style.bgcolor is None or self.thickness != 1:
            return super().render_lines(self.size.region)
        segments = bar.render_bar(
            self.size.height,
            bar.virtual_size,
            bar.window_size,
            bar.position,
            back_color=style.bgcolor,
            bar_color=style.color,
        ).segments
        made: dict[int, Strip] = {}
        for one in segments:
            if id(one) not in made:
                made[id(one)] = self._strip(one)
        return [made[id(one)] for one in segments]

    def _strip(self, segment: Segment) -> Strip:
        strip = Strip([segment], 1)
        for line_filter in self.get_line_filters():
            strip = strip.apply_filter(line_filter, self.background_colors[1])
        return strip
