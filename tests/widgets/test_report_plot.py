"""The plots: what data says on them is inert, they fit any room, and the numbers say the same."""

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from csr_desk import text
from csr_desk.widgets.report_numbers import Bars
from csr_desk.widgets.report_plot import ReportPlot

HOSTILE = "[red]late[/] \x1b]0;owned\x07\x1b[31m [@click=app.quit]x[/] \u202egnp"
NAMED = Bars("Reasons", (HOSTILE, "returns/refund"), (5, 3), ("one", "two"), lies=True)
HOURS = Bars("Hours", ("08", HOSTILE, "10"), (1, 9, 4), ("one",))
TIMES = Bars("Times", ("a", "b", "c"), (3, 0, 7), ("one",), left=0.0, step=2.0)


class PlotApp(App[None]):
    def __init__(self, bars: Bars) -> None:
        super().__init__()
        self.bars = bars

    def compose(self) -> ComposeResult:
        yield ReportPlot()
        yield Static("below")

    def on_mount(self) -> None:
        self.query_one(ReportPlot).draw(self.bars)

    def shown(self) -> str:
        lines = self.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in line) for line in lines)


@pytest.mark.parametrize("bars", [NAMED, HOURS, TIMES], ids=["named", "hours", "times"])
@pytest.mark.parametrize("size", [(10, 4), (24, 8), (40, 12), (80, 24), (120, 40)])
async def test_a_plot_fits_its_room_and_nothing_runs(bars: Bars, size: tuple[int, int]) -> None:
    app = PlotApp(bars)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        shown = app.shown()
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert "\u202e" not in shown
        assert app.is_running
        if size[0] >= 40:
            assert "█" in shown
        for theme in ("textual-light", "ansi-dark", "dracula", "textual-dark"):
            app.theme = theme
            await pilot.pause()
        assert "\x1b" not in app.shown()


async def test_markup_in_a_label_is_letters() -> None:
    app = PlotApp(NAMED)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "[red]late[/]" in app.shown()


async def test_nothing_to_draw_is_an_empty_place() -> None:
    app = PlotApp(Bars("Nothing", (), (), ()))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "█" not in app.shown()


def test_the_label_of_a_plot_passes_the_gate() -> None:
    assert "\x1b" not in text.line(HOSTILE, 20)
