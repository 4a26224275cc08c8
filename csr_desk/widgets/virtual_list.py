"""A list of any length that paints only the lines in sight (Textual's Line API).

No widget stands behind a row: a source gives the row at a place, a subclass paints it, and moving
the cursor repaints two lines. Figures: performance.md section 2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import var
from textual.strip import Strip

from csr_desk import text
from csr_desk.widgets.plain_lines import PlainLines, final, line

Row = TypeVar("Row")
RowOf = TypeVar("RowOf", covariant=True)
Piece = tuple[str, str]
"""A text that is clean and cut already, and its role: `""`, `strong`, `muted`, `late`, `soon`."""

CURSOR = "▸"
"""Before the row under the cursor, so that it is told apart without colour too."""

STRIPS = 1_024
ROLES = ("strong", "muted", "late", "soon")


class RowSource(Protocol[RowOf]):
    """What a list reads its rows from; places count from 0, ids are stable."""

    def count(self) -> int:
        """Return the number of rows."""
        ...

    def row(self, index: int) -> RowOf | None:
        """Return the row at a place, None when there is none any more."""
        ...

    def id_of(self, index: int) -> int | None:
        """Return the id at a place."""
        ...

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place of an id, None when it is not in the list."""
        ...


class Rows(Generic[Row]):
    """A source over rows in memory; `id_of_row` is each row's place."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self.rows = rows

    def count(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def row(self, index: int) -> Row | None:
        """Return the row at a place."""
        return self.rows[index] if 0 <= index < len(self.rows) else None

    def id_of(self, index: int) -> int | None:
        """Return the place itself: rows in memory have no other id."""
        return index if 0 <= index < len(self.rows) else None

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place itself."""
        return row_id if 0 <= row_id < len(self.rows) else None


class VirtualList(PlainLines, Generic[Row], can_focus=True):
    """A list with a cursor and marks; a subclass says in `paint` how a row looks."""

    HELP = "Arrows, PgUp, PgDn, Home and End move; Enter or a second click opens."
    DEFAULT_CSS = """
    VirtualList { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }
    VirtualList > .list--plain { color: $foreground; }
    VirtualList > .list--strong { text-style: bold; }
    VirtualList > .list--muted { color: $text-muted; }
    VirtualList > .list--late { color: $text-error; text-style: bold; }
    VirtualList > .list--soon { color: $text-warning; }
    VirtualList > .list--marked { background: $panel; color: $text-accent; }
    VirtualList > .list--cursor { background: $panel; }
    VirtualList:focus > .list--cursor { background: $primary-muted; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "list--plain",
        "list--cursor",
        "list--marked",
        *(f"list--{role}" for role in ROLES),
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", "Down", show=False),
        Binding("up", "move(-1)", "Up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("home", "first", "First", show=False),
        Binding("end", "last", "Last", show=False),
        Binding("shift+down", "extend(1)", "Mark down", show=False),
        Binding("shift+up", "extend(-1)", "Mark up", show=False),
    ]
    cursor: var[int] = var(0, init=False)

    @dataclass
    class Moved(Message):
        """The cursor stands on another row, or the rows under it were exchanged."""

        index: int
        row_id: int | None

        def can_replace(self, message: Message) -> bool:
            """Only where the cursor came to rest counts."""
            return isinstance(message, VirtualList.Moved)

    @dataclass
    class Opened(Message):
        """A row was opened by a second click on it."""

        row_id: int

    @dataclass
    class Marked(Message):
        """The marks changed."""

        count: int

    def __init__(self, source: RowSource[Row], *, empty: str = "") -> None:
        super().__init__()
        self.source = source
        self.empty = empty
        self.marks: set[int] = set()
        self._clicked: int | None = None
        self._strips: dict[tuple[int, bool, bool], Strip] = {}
        self._painted_width = 0
        self._styles: dict[tuple[str, bool, bool], Style] = {}

    # what subclasses say -------------------------------------------------------------------------

    def paint(self, row: Row, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a row's line, together at most `width` cells, clean and cut."""
        raise TypeError(f"{type(self).__name__} does not say how a {type(row).__name__} looks")

    # the rows ------------------------------------------------------------------------------------

    def set_source(self, source: RowSource[Row], *, keep: bool = True) -> None:
        """Show other rows; the cursor stays on its id, or at its place when that id is gone.

        With `keep` false the cursor goes to the first row.
        """
        held = self.source.id_of(self.cursor) if keep else None
        above = self.cursor - self.scroll_offset.y
        self.source = source
        self.forget()
        place = source.index_of(held) if held is not None else None
        if place is None:
            place = self.cursor if keep else 0
        self._resized_rows()
        self.set_reactive(VirtualList.cursor, self._within(place))
        self._scroll_row(self.cursor - above if keep else 0)
        self._into_view()
        self.refresh()
        self.post_message(self.Moved(self.cursor, self.row_id))

    def forget(self) -> None:
        """Paint every line anew: its row, the width or the colours changed."""
        self._strips.clear()
        self._styles.clear()
        self.refresh()

    @property
    def row_id(self) -> int | None:
        """Return the id of the row under the cursor, None in an empty list."""
        return self.source.id_of(self.cursor)

    @property
    def current(self) -> Row | None:
        """Return the row under the cursor, None in an empty list."""
        return self.source.row(self.cursor)

    def _within(self, index: int) -> int:
        return max(min(index, self.source.count() - 1), 0)

    def _resized_rows(self) -> None:
        self.take_height(self.source.count())

    def on_mount(self) -> None:
        """Take the number of rows."""
        self._resized_rows()

    def on_resize(self) -> None:
        """Paint anew in the new width with the cursor in sight."""
        self.forget()
        self._into_view()

    def notify_style_update(self) -> None:
        """Paint anew in other colours."""
        super().notify_style_update()
        self._strips.clear()
        self._styles.clear()

    # the lines -----------------------------------------------------------------------------------

    @property
    def line_width(self) -> int:
        """Return the cells of a line: what the scrollbar leaves of the width."""
        return self.scrollable_content_region.width

    def render_line(self, y: int) -> Strip:
        """Return one line in sight, from the strips at hand where possible."""
        index = y + self.scroll_offset.y
        if self._painted_width != self.line_width:
            self._painted_width = self.line_width
            self._strips.clear()
        if self.source.count() == 0:
            return self._empty_line(y)
        marked = bool(self.marks) and self.source.id_of(index) in self.marks
        key = (index, index == self.cursor, marked)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strip(*key)
            if len(self._strips) >= STRIPS:
                self._strips.clear()
            self._strips[key] = strip
        return strip

    def _strip(self, index: int, is_cursor: bool, marked: bool) -> Strip:
        width = self.line_width
        row = self.source.row(index)
        plain = self._style("", is_cursor, marked)
        pieces = () if row is None else self.paint(row, width - 1, marked=marked)
        shown = [(CURSOR if is_cursor else " ", plain)]
        shown += [(words, self._style(role, is_cursor, marked)) for words, role in pieces]
        return line(shown, width, plain)

    def _empty_line(self, y: int) -> Strip:
        width, style = self.line_width, self._style("muted", False, False)
        lines = [text.line(one, max(width - 4, 1)) for one in self.empty.split("\n")]
        words = f"  {lines[y - 1]}" if 1 <= y <= len(lines) else ""
        return line([(words, style)], width, style)

    def _style(self, role: str, is_cursor: bool, marked: bool) -> Style:
        key = (role, is_cursor, marked)
        style = self._styles.get(key)
        if style is None:
            style = self.get_component_rich_style("list--plain")
            # Only what a role sets itself is laid over the line's own background.
            names = [f"list--{role}"] if role else []
            names += ["list--marked"] * marked + ["list--cursor"] * is_cursor
            for name in names:
                style += self.get_component_rich_style(name, partial=True)
            if role == "muted":
                # Its colour follows the background, which a partial style does not know.
                style += Style(color=self.get_component_rich_style("list--muted").color)
            style = self._styles[key] = final(self, style)
        return style

    # moving --------------------------------------------------------------------------------------

    def validate_cursor(self, index: int) -> int:
        """Keep the cursor within the rows."""
        return self._within(index)

    def watch_cursor(self, old: int, new: int) -> None:
        """Repaint two lines, or scroll when the cursor left the window."""
        if old == new:
            return
        self._clicked = None
        self.refresh_line(old)
        self.refresh_line(new)
        self._into_view()
        self.post_message(self.Moved(new, self.source.id_of(new)))

    def _into_view(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if height <= 0:
            return
        if self.cursor < top:
            self._scroll_row(self.cursor)
        elif self.cursor >= top + height:
            self._scroll_row(self.cursor - height + 1)

    def _scroll_row(self, row: int) -> None:
        self.scroll_to(y=max(row, 0), animate=False, immediate=True, force=True)

    def action_move(self, rows: int) -> None:
        """Move the cursor by some rows."""
        self.cursor += rows

    def action_page(self, pages: int) -> None:
        """Move the cursor and the window by pages, one line of the old one staying in sight."""
        step = max(self.size.height - 1, 1) * pages
        top = self.scroll_offset.y
        self._scroll_row(min(top + step, max(self.source.count() - self.size.height, 0)))
        self.cursor += step

    def action_first(self) -> None:
        """Move to the first row."""
        self.cursor = 0

    def action_last(self) -> None:
        """Move to the last row."""
        self.cursor = self.source.count() - 1

    # marks ---------------------------------------------------------------------------------------

    def toggle_mark(self) -> None:
        """Mark the row under the cursor, or take its mark away."""
        if self.row_id is not None:
            self.set_marks(self.marks ^ {self.row_id})

    def set_marks(self, marks: Iterable[int]) -> None:
        """Mark these ids and no others."""
        self.marks = set(marks)
        self.refresh()
        self.post_message(self.Marked(len(self.marks)))

    def mark_to(self, index: int) -> None:
        """Mark everything from the cursor to a place and go there."""
        first, last = sorted((self.cursor, self._within(index)))
        ids = {self.source.id_of(place) for place in range(first, last + 1)}
        self.set_marks(self.marks | {one for one in ids if one is not None})
        self.cursor = index

    def action_extend(self, rows: int) -> None:
        """Mark this row and the next one and go there."""
        self.mark_to(self.cursor + rows)

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked row; a second click opens it, with Shift it marks up to it."""
        index = event.y + self.scroll_offset.y
        row_id = self.source.id_of(index)
        if row_id is None:
            return
        if event.shift:
            self.mark_to(index)
        elif index == self.cursor and self._clicked == row_id:
            self.post_message(self.Opened(row_id))
        else:
            self.cursor = index
            self._clicked = row_id
