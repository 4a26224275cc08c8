"""The list against a source of a million rows that counts what is asked of it."""

from collections.abc import Iterable

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from csr_desk.terminal.frames import install_frames
from csr_desk.widgets.virtual_list import CURSOR, Piece, Rows, VirtualList


class Numbers:
    """Rows that are their own text; ids are ten times the number."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.numbers = numbers if isinstance(numbers, range) else list(numbers)
        self.asked: list[int] = []

    def count(self) -> int:
        return len(self.numbers)

    def row(self, index: int) -> str | None:
        self.asked.append(index)
        return f"row {self.numbers[index]}" if 0 <= index < len(self.numbers) else None

    def id_of(self, index: int) -> int | None:
        return self.numbers[index] * 10 if 0 <= index < len(self.numbers) else None

    def index_of(self, row_id: int, /) -> int | None:
        return self.numbers.index(row_id // 10) if row_id // 10 in self.numbers else None


class Lines(VirtualList[str]):
    def paint(self, row: str, width: int, *, marked: bool) -> Iterable[Piece]:
        yield ("x " if marked else "  "), "strong"
        yield row[: width - 2], ""


class ListApp(App[None]):
    def __init__(self, source: Numbers) -> None:
        super().__init__()
        self.source = source
        self.opened: list[int] = []
        self.moved: list[int] = []

    def compose(self) -> ComposeResult:
        yield Lines(self.source, empty="Nothing here.\nPress n.")

    def on_mount(self) -> None:
        self.lines.focus()

    @property
    def lines(self) -> Lines:
        return self.query_one(Lines)

    def on_virtual_list_opened(self, message: Lines.Opened) -> None:
        self.opened.append(message.row_id)

    def on_virtual_list_moved(self, message: Lines.Moved) -> None:
        self.moved.append(message.index)


def shown(pilot: Pilot[None]) -> list[str]:
    app = pilot.app
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


@pytest.fixture
def app() -> ListApp:
    return ListApp(Numbers(range(1_000_000)))


async def test_a_million_rows_cost_what_is_in_sight(app: ListApp) -> None:
    async with app.run_test(size=(40, 10)) as pilot:
        assert shown(pilot)[0] == f"{CURSOR}  row 0"
        await pilot.press("end")
        assert shown(pilot)[-1] == f"{CURSOR}  row 999999"
        await pilot.press("home", "pagedown")
        assert app.lines.cursor == 9
        assert len(set(app.source.asked)) < 60
        assert len(list(app.screen.walk_children())) < 8


async def test_a_move_paints_two_lines(app: ListApp) -> None:
    install_frames()
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "up")  # both looks of two lines are at hand now
        painted: list[int] = []
        real = app.lines.render_line
        app.lines.render_line = lambda y: painted.append(y) or real(y)  # type: ignore[method-assign,func-returns-value]
        app.source.asked.clear()
        await pilot.press("down")
        await pilot.pause()
        assert sorted(set(painted)) == [0, 1]
        assert app.source.asked == []


async def test_keys_never_leave_the_rows() -> None:
    app = ListApp(Numbers(range(3)))
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("up", "pageup")
        assert app.lines.cursor == 0
        await pilot.press("pagedown", "down", "down")
        assert app.lines.cursor == 2
        await pilot.press("home")
        assert app.lines.cursor == 0
        assert app.lines.row_id == 0


async def test_the_cursor_stays_on_its_row_when_rows_come_and_go(app: ListApp) -> None:
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("pagedown", "pagedown", "up")
        row_id, line = app.lines.row_id, app.lines.cursor - app.lines.scroll_offset.y
        app.lines.set_source(Numbers([900_000, 900_001, *range(500)]))
        await pilot.pause()
        assert app.lines.row_id == row_id
        assert app.lines.cursor - app.lines.scroll_offset.y == line
        app.lines.set_source(Numbers(n for n in range(500) if n * 10 != row_id))
        await pilot.pause()
        assert app.lines.cursor == 19  # its row is gone: the place stays
        app.lines.set_source(Numbers([1, 2]))
        await pilot.pause()
        assert app.lines.row_id == 20
        assert shown(pilot)[1] == f"{CURSOR}  row 2"


async def test_an_empty_list_says_what_to_do() -> None:
    app = ListApp(Numbers([]))
    async with app.run_test(size=(40, 10)) as pilot:
        assert shown(pilot)[1:3] == ["  Nothing here.", "  Press n."]
        await pilot.press("down", "end", "shift+down")
        assert app.lines.row_id is None
        assert app.lines.marks == set()
        app.lines.set_source(Numbers([4]))
        await pilot.pause()
        assert shown(pilot)[0] == f"{CURSOR}  row 4"


async def test_marks_keep_to_ids_and_extend(app: ListApp) -> None:
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("shift+down", "shift+down")
        assert app.lines.marks == {0, 10, 20}
        app.lines.toggle_mark()
        assert app.lines.marks == {0, 10}
        app.lines.set_source(Numbers([7, 1, 0]))
        await pilot.pause()
        assert [line[:3].strip() for line in shown(pilot)[:3]] == ["", "x", "▸x"]


async def test_the_mouse_chooses_then_opens(app: ListApp) -> None:
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(Lines, offset=(5, 4))
        assert app.lines.cursor == 4
        assert app.opened == []
        await pilot.click(Lines, offset=(5, 4))
        assert app.opened == [40]
        await pilot.click(Lines, offset=(5, 6), shift=True)
        assert app.lines.marks == {40, 50, 60}
        await pilot.press("down")
        await pilot.click(Lines, offset=(5, 7))
        assert app.opened == [40]  # the first click on a row reached by key only chooses


async def test_a_resize_keeps_the_cursor_in_sight(app: ListApp) -> None:
    async with app.run_test(size=(40, 20)) as pilot:
        await pilot.press("pagedown")
        await pilot.resize_terminal(30, 6)
        await pilot.pause()
        assert any(line.startswith(CURSOR) for line in shown(pilot))


def test_rows_in_memory_are_a_source() -> None:
    rows = Rows(["a", "b"])
    assert (rows.count(), rows.row(1), rows.id_of(1), rows.index_of(1)) == (2, "b", 1, 1)
    assert rows.row(2) is rows.id_of(2) is rows.index_of(2) is None
