"""The widgets that hostile text is shown on: each surface fills its slots from one batch of texts.

A surface is a column of the test screen. To judge a further one, add a class with `compose` and
`show` to SURFACES.
"""

from collections.abc import Sequence

from rich.segment import Segment
from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.drivers.headless_driver import HeadlessDriver
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import DataTable, Header, Input, OptionList, Static, TextArea, Tooltip
from textual.widgets._toast import Toast

from csr_desk.terminal.guard import install_guard, title_sequence
from csr_desk.text import cell, cell_width, clean, line, plain

BATCH = 8
WIDTH = 24
SENTINEL = "⟧§⟦"

Foreign = str | bytes


class Surface(Vertical):
    """One column; `show` puts each of the BATCH texts it is given into a slot."""

    aligned = False

    def show(self, values: Sequence[Foreign]) -> None:
        raise AssertionError(f"{type(self).__name__} shows nothing")

    def painted(self, screen: list[Strip]) -> list[Strip]:
        """Return of the strips of the whole screen those of this column."""
        region = self.region
        rows = screen[region.y : region.bottom]
        return [row.crop(region.x, region.right) for row in rows]


class Statics(Surface):
    def compose(self) -> ComposeResult:
        yield from (Static(classes="slot") for _ in range(BATCH))

    def show(self, values: Sequence[Foreign]) -> None:
        for slot, value in zip(self.query(Static), values, strict=True):
            slot.update(plain(value))


class LineRows(ScrollView):
    rows: tuple[str, ...] = ()

    def render_line(self, y: int) -> Strip:
        if y >= len(self.rows):
            return Strip.blank(self.size.width)
        text = self.rows[y]
        padding = " " * (WIDTH - cell_width(text))
        return Strip([Segment(text + padding), Segment(SENTINEL)])


class LineApi(Surface):
    aligned = True

    def compose(self) -> ComposeResult:
        yield LineRows()

    def show(self, values: Sequence[Foreign]) -> None:
        view = self.query_one(LineRows)
        view.rows = tuple(line(value, WIDTH) for value in values)
        view.virtual_size = Size(WIDTH + len(SENTINEL), len(values))
        view.refresh()


class Table(Surface):
    aligned = True

    def compose(self) -> ComposeResult:
        yield DataTable[Text](show_cursor=False, cell_padding=0)

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_column("subject", width=WIDTH)
        table.add_column("next", width=len(SENTINEL))

    def show(self, values: Sequence[Foreign]) -> None:
        table = self.query_one(DataTable)
        table.clear()
        for value in values:
            table.add_row(cell(line(value, 4 * WIDTH)), Text(SENTINEL))


class Options(Surface):
    def compose(self) -> ComposeResult:
        yield OptionList(compact=True)

    def show(self, values: Sequence[Foreign]) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(plain(line(value, WIDTH)) for value in values)


class Toasts(Surface):
    """Toasts live on a layer of the screen; this column is kept free beneath them."""

    def show(self, values: Sequence[Foreign]) -> None:
        self.app.clear_notifications()
        for value in values:
            self.app.notify(clean(value, limit=200), timeout=600, markup=False)

    def painted(self, screen: list[Strip]) -> list[Strip]:
        regions = [toast.content_region for toast in self.screen.query(Toast)]
        return [
            screen[y].crop(region.x, region.right)
            for region in regions
            for y in range(max(region.y, 0), min(region.bottom, len(screen)))
        ]


class TextAreas(Surface):
    def compose(self) -> ComposeResult:
        yield from (TextArea(read_only=True, compact=True, classes="slot") for _ in range(BATCH))

    def show(self, values: Sequence[Foreign]) -> None:
        for slot, value in zip(self.query(TextArea), values, strict=True):
            slot.load_text(clean(value))


class Inputs(Surface):
    def compose(self) -> ComposeResult:
        yield from (Input(compact=True, classes="slot") for _ in range(BATCH))

    def show(self, values: Sequence[Foreign]) -> None:
        for slot, value in zip(self.query(Input), values, strict=True):
            slot.value = line(value, WIDTH)


class BorderTitles(Surface):
    def compose(self) -> ComposeResult:
        yield from (Static(classes="slot boxed") for _ in range(BATCH))

    def show(self, values: Sequence[Foreign]) -> None:
        for slot, value in zip(self.query(Static), values, strict=True):
            slot.border_title = plain(line(value, WIDTH))
            slot.border_subtitle = plain(line(value, WIDTH))


class Tooltips(Surface):
    def compose(self) -> ComposeResult:
        yield from (Tooltip(classes="slot") for _ in range(BATCH))

    def show(self, values: Sequence[Foreign]) -> None:
        for slot, value in zip(self.query(Tooltip), values, strict=True):
            slot.tooltip = slot_content = plain(value)
            slot.update(slot_content)


class Titles(Surface):
    """The header of the app and the title of the terminal window."""

    def show(self, values: Sequence[Foreign]) -> None:
        shown = [line(value, WIDTH) for value in values]
        self.app.title = " ".join(shown)
        for value in values:
            driver = self.app._driver
            assert driver is not None
            driver.write(title_sequence(clean(value, single_line=True)))

    def painted(self, screen: list[Strip]) -> list[Strip]:
        return screen[:1]


SURFACES: tuple[type[Surface], ...] = (
    Statics,
    LineApi,
    Table,
    Options,
    TextAreas,
    Inputs,
    BorderTitles,
    Tooltips,
    Titles,
    Toasts,
)
_COLUMN = WIDTH + 10
SCREEN = ((len(SURFACES) + 2) * _COLUMN, 4 * BATCH + 12)


class CapturingDriver(HeadlessDriver):
    """Keeps what a terminal would have been sent, in the `written` list of its app."""

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        written: list[str] = self._app.written  # type: ignore[attr-defined]
        written.append(data)

    def flush(self) -> None:
        """Nothing is buffered."""


class SurfaceApp(App[None]):
    """Every surface side by side; actions are recorded, never run."""

    ENABLE_COMMAND_PALETTE = False
    CSS = f"""
    Surface {{ width: {_COLUMN}; height: 1fr; }}
    Toasts {{ width: {2 * _COLUMN}; }}
    .slot {{ height: 3; width: 1fr; }}
    .boxed {{ border: round white; }}
    Tooltip.slot {{ display: block; layer: default; margin: 0; padding: 0; max-width: 100%;
                    offset-x: 0; constrain: none; }}
    DataTable, OptionList, LineRows {{ height: 1fr; }}
    Toast {{ padding: 0; margin: 0; max-height: 3;
             max-width: {2 * _COLUMN}; width: {2 * _COLUMN - 4}; }}
    """

    def __init__(self) -> None:
        install_guard()
        super().__init__(driver_class=CapturingDriver)
        self.written: list[str] = []
        self.actions_run: list[str] = []
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal():
            yield from (surface() for surface in SURFACES)

    async def run_action(self, action: object, *_: object, **__: object) -> bool:
        self.actions_run.append(str(action))
        return True

    def surfaces(self) -> list[Surface]:
        return list(self.query(Surface))

    def slots_of(self, surface: Surface) -> list[Widget]:
        return list(surface.query(".slot").results(Widget)) or [*surface.children]
