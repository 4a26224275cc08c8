"""A frame asks the widgets that stand in front, for the lines that changed, and no others."""

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.geometry import Region
from textual.strip import Strip
from textual.widgets import Static

from csr_desk.terminal.frames import install_frames, render_chops


class Asked(Static):
    """A widget that notes the lines it is asked for."""

    asked: list[Region]

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked.append(crop)
        return super().render_lines(crop)


class TwoLists(App[None]):
    CSS = "Asked { height: 6; width: 1fr; }"

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Asked("\n".join(f"upper {n}" for n in range(6)), id="upper")
            yield Asked("\n".join(f"lower {n}" for n in range(6)), id="lower")


async def test_only_the_changed_lines_are_asked_for() -> None:
    install_frames()
    Asked.asked = []
    app = TwoLists()
    async with app.run_test(size=(20, 12)) as pilot:
        await pilot.pause()
        Asked.asked.clear()
        chops = render_chops(app.screen._compositor, Region(0, 2, 20, 1), {2}.__contains__)
        assert Asked.asked == [Region(0, 2, 20, 1)]
        assert chops[2][0] is not None
        assert chops[2][0].text.startswith("upper 2")
        assert chops[3][0] is None


async def test_a_whole_frame_shows_every_line() -> None:
    install_frames()
    Asked.asked = []
    app = TwoLists()
    async with app.run_test(size=(20, 14)) as pilot:
        await pilot.pause()
        lines = [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]
        assert lines[0] == "upper 0"
        assert lines[11] == "lower 5"
        assert lines[12:] == ["", ""]
