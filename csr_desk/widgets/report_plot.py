"""A plot of a report's numbers, drawn by plotext; loaded when a plot is first looked at."""

from rich.text import Text
from textual.app import RenderResult
from textual_plotext import PlotextPlot

from csr_desk import text
from csr_desk.widgets.report_numbers import Bars

LEAST_WIDTH, LEAST_HEIGHT = 24, 6
"""In less room plotext draws nothing that can be read; the numbers beside it say it all."""

LABEL = 20


class ReportPlot(PlotextPlot):
    """Bars in the colours of the theme; every word on it has passed the gate."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: Bars | None = None

    def draw(self, bars: Bars) -> None:
        """Show other bars."""
        self._bars = bars
        self.refresh()

    def render(self) -> RenderResult:
        """Return the plot, or nothing where there is no room for one."""
        bars, (width, height) = self._bars, self.size
        if bars is None or bars.is_empty or width < LEAST_WIDTH or height < LEAST_HEIGHT:
            return Text()
        self._plan(bars, height)
        return super().render()

    def _plan(self, bars: Bars, height: int) -> None:
        plt = self.plt
        plt.clear_figure()
        colour = self._colour("primary")
        if bars.left is not None:
            self._histogram(bars, colour)
        elif bars.lies:
            kept = max(height - 3, 1)
            labels = [text.line(label, LABEL) for label in bars.labels[:kept]]
            plt.bar(
                list(reversed(labels)), list(reversed(bars.heights[:kept])),
                orientation="horizontal", width=0.5, color=colour,
            )  # fmt: skip
            plt.xlim(0, max(bars.heights))
            plt.xticks(*_steps(max(bars.heights)))
        else:
            labels = [text.line(label, LABEL) for label in bars.labels]
            plt.bar(labels, list(bars.heights), width=0.7, color=colour)
            plt.ylim(0, max(bars.heights))
            plt.yticks(*_steps(max(bars.heights)))

    def _histogram(self, bars: Bars, colour: tuple[int, int, int]) -> None:
        plt, step = self.plt, bars.step
        left = bars.left or 0.0
        middles = [left + step * (place + 0.5) for place in range(len(bars.heights))]
        highest = max(bars.heights)
        plt.bar(middles, list(bars.heights), width=0.8, color=colour)
        for mark in bars.marks:
            kind = "warning" if mark.word else "success"
            plt.plot([mark.at, mark.at], [0, highest], marker="│", color=self._colour(kind))
            if mark.word:
                plt.text(
                    mark.word,
                    x=mark.at,
                    y=highest,
                    color=self._colour(kind),
                    background=self._colour("surface"),
                )
        end = left + step * len(bars.heights)
        plt.xlim(left, max([end, *(mark.at for mark in bars.marks)]))
        plt.ylim(0, highest)
        ticks = [left + step * place for place in range(0, len(bars.heights) + 1, 2)]
        plt.xticks(ticks, [f"{tick:.0f}" for tick in ticks])
        plt.yticks(*_steps(highest))

    def _colour(self, name: str) -> tuple[int, int, int]:
        from textual.color import Color

        return Color.parse(self.app.theme_variables[name]).rgb


def _steps(highest: int) -> tuple[list[float], list[str]]:
    """Return whole numbers for the axis of counts."""
    step = max(1, -(-highest // 4))
    ticks = [float(tick) for tick in range(0, highest + 1, step)]
    return ticks, [f"{tick:.0f}" for tick in ticks]
