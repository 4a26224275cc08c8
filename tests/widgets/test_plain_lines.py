"""Lines without a frame: exact widths, kept strips, and no new layout for another length."""

from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region

from csr_desk.widgets.lean_scroll_bar import LeanScrollBar
from csr_desk.widgets.plain_lines import line
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList

PLAIN, BOLD = Style(color="red"), Style(bold=True)


class Words(VirtualList[str]):
    def paint(self, row: str, width: int, *, marked: bool) -> list[Piece]:
        return [(row[:width], "")]


class OneList(App[None]):
    CSS = "Words.-framed { border: solid red; }"

    def compose(self) -> ComposeResult:
        yield Words(Rows([f"row {number}" for number in range(100)]))


def test_a_line_is_exactly_as_wide_as_asked() -> None:
    assert line([("ab", PLAIN), ("cd", PLAIN)], 8, PLAIN).text == "abcd    "
    assert line([("abcdef", PLAIN)], 4, PLAIN).text == "abcd"
    assert line([("漢字", BOLD)], 5, PLAIN).cell_length == 5
    assert len(list(line([("ab", PLAIN), ("cd", PLAIN)], 4, PLAIN))) == 1


async def test_a_row_that_scrolled_is_the_same_strip() -> None:
    app = OneList()
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        rows = app.query_one(Words)
        before = rows.render_lines(Region(0, 0, 30, 10))
        rows.scroll_to(y=1, animate=False, immediate=True, force=True)
        after = rows.render_lines(Region(0, 0, 30, 10))
        assert after[2] is before[3]


async def test_another_length_lays_nothing_out_anew() -> None:
    app = OneList()
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        rows = app.query_one(Words)
        rows.set_source(Rows([f"row {number}" for number in range(50)]))
        assert rows.virtual_size.height == 50
        assert not app.screen._layout_required
        assert not rows._layout_required
        rows.set_source(Rows(["one"]))
        await pilot.pause()
        assert not rows.show_vertical_scrollbar


async def test_a_frame_around_a_list_is_drawn() -> None:
    app = OneList()
    async with app.run_test(size=(30, 10)) as pilot:
        app.query_one(Words).add_class("-framed")
        await pilot.pause()
        first = app.query_one(Words).render_lines(Region(0, 0, 30, 10))[0]
        assert first.text.startswith("┌")


async def test_the_scrollbar_moves_with_the_list() -> None:
    app = OneList()
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.pause()
        rows = app.query_one(Words)
        bar = rows.vertical_scrollbar
        assert isinstance(bar, LeanScrollBar)
        top = bar.render_lines(Region(0, 0, 1, 10))
        assert len({id(strip) for strip in top}) <= 4
        rows.action_last()
        await pilot.pause()
        bottom = bar.render_lines(Region(0, 0, 1, 10))
        assert [one.style for one in top[0]] == [one.style for one in bottom[-1]]
        assert bottom[0] is not top[0]
