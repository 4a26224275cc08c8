"""The pane of the plots: a title, the plot, and the same numbers in words beside it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import text
from csr_desk.widgets.log_list import fitted
from csr_desk.widgets.report_lines import Shown
from csr_desk.widgets.report_numbers import PLOTS, Bars, bars

if TYPE_CHECKING:
    from csr_desk.widgets.report_plot import ReportPlot

NOTHING = "There is nothing to plot in this time."


class ReportPlots(Vertical):
    """One of the plots; `next` shows the one after it."""

    def __init__(self) -> None:
        super().__init__(id="plots")
        self._place = 0
        self._shown: Shown | None = None
        self._plot: ReportPlot | None = None

    def compose(self) -> Iterable[Widget]:
        """Compose the title and the numbers; the plot comes when it is first looked at."""
        yield Static(markup=False, id="plot-title")
        yield Static(markup=False, id="plot-numbers")

    @property
    def is_last(self) -> bool:
        """Tell whether the plot in sight is the last one."""
        return self._place == len(PLOTS) - 1

    async def show(self, shown: Shown, step: int = 0) -> None:
        """Show a plot of a report: the one in sight, or the one some steps further."""
        self._place = (self._place + step) % len(PLOTS)
        self._shown = shown
        if self.display:
            await self._draw(shown)

    async def _draw(self, shown: Shown) -> None:
        found = bars(shown, PLOTS[self._place])
        title = f"{found.title} ({self._place + 1} of {len(PLOTS)})"
        self.query_one("#plot-title", Static).update(text.plain(title, single_line=True))
        if self._plot is None:
            # Deferred: plotext is loaded when a plot is first looked at.
            from csr_desk.widgets.report_plot import ReportPlot

            self._plot = ReportPlot()
            await self.mount(self._plot, after=self.query_one("#plot-title"))
        self._plot.display = not found.is_empty
        self._plot.draw(found)
        self._say(found)

    def _say(self, found: Bars) -> None:
        """Write the numbers in as many columns as there is room for."""
        words = found.words if not found.is_empty else (*found.words, NOTHING)
        width = max(self.content_size.width, 30)
        size = min(max((text.cell_width(one) for one in words), default=1) + 2, width)
        columns = max(width // size, 1)
        height = -(-len(words) // columns)
        rows = [
            "".join(fitted(one, size) for one in words[start::height]).rstrip()
            for start in range(height)
        ]
        self.query_one("#plot-numbers", Static).update(text.plain("\n".join(rows)))

    async def on_resize(self) -> None:
        """Fit the numbers to the window."""
        if self._shown is not None and self.display:
            await self._draw(self._shown)
