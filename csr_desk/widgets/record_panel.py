"""The record as a list whose lines are edited in place; what is wrong is said under the line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from csr_desk import errors, text
from csr_desk.textgate.characters import RETURN_MARK
from csr_desk.widgets.panel_row import EDITED, PanelRow, RowKind
from csr_desk.widgets.queue_columns import fitted
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList

LABEL = 14
LEAST = 12
"""Cells a value keeps before the stamp at its end is left out."""


class RecordList(VirtualList[PanelRow]):
    """The lines of a record."""

    HELP = "The record. Enter edits a field in place, opens a ticket, adds an address or a fact."

    def paint(self, row: PanelRow, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line: a heading, or label and value."""
        if row.kind is RowKind.HEAD:
            yield fitted(row.label, width), "strong"
            return
        yield fitted(row.label, LABEL) + " ", "muted"
        room, stamp = max(width - LABEL - 1, 0), f" {row.stamp}" if row.stamp else ""
        if len(stamp) + LEAST > room:
            stamp = ""
        yield fitted(row.value, room - len(stamp)), row.role
        yield stamp, "muted"


class EditLine(Input):
    """The field that lies over the value of a line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "Cancel", show=False)]

    @dataclass
    class GivenUp(Message):
        """The agent pressed Esc; the old value stays."""

    def action_give_up(self) -> None:
        """Leave the value as it is."""
        self.post_message(self.GivenUp())


class RecordPanel(Vertical):
    """The record with its field for editing."""

    DEFAULT_CSS = """
    RecordPanel { layers: lines edit; }
    RecordPanel EditLine, RecordPanel .wrong { layer: edit; display: none; padding: 0; }
    RecordPanel EditLine, RecordPanel EditLine:focus { height: 1; border: none; }
    RecordPanel EditLine { background: $boost; }
    RecordPanel .wrong { height: auto; color: $text-error; background: $surface; }
    """

    def __init__(self, save: Callable[[PanelRow, str], None]) -> None:
        super().__init__()
        self._save = save
        self._editing: PanelRow | None = None
        self._before = ""

    def compose(self) -> ComposeResult:
        """Compose the lines, the field and the sentence that says what is wrong."""
        yield RecordList(Rows[PanelRow]())
        yield EditLine(select_on_focus=False)
        yield Static(classes="wrong", markup=False)

    @property
    def lines(self) -> RecordList:
        """Return the list."""
        return self.query_one(RecordList)

    @property
    def is_editing(self) -> bool:
        """Tell whether a line is being edited."""
        return self._editing is not None

    def show(self, rows: Sequence[PanelRow], *, keep: bool = True) -> None:
        """Show other lines; the cursor stays in its place with `keep`."""
        self.lines.set_source(Rows(rows), keep=keep)

    def edit(self) -> bool:
        """Open the field over the line under the cursor; False when it has nothing to edit."""
        row = self.lines.current
        if row is None or row.kind not in EDITED:
            return False
        self._editing = row
        field = self.query_one(EditLine)
        self._before = text.clean(row.value, single_line=True)
        field.value = self._before
        field.cursor_position = len(field.value)
        field.display = True
        self._place()
        self.screen.set_focus(field)
        return True

    def _place(self) -> None:
        lines, field, wrong = self.lines, self.query_one(EditLine), self.query_one(".wrong")
        y = lines.cursor - lines.scroll_offset.y
        left = LABEL + 2
        room = max(self.size.width - left - 1, 8)
        field.styles.width = wrong.styles.width = room
        field.styles.offset = (left, y)
        wrong.styles.offset = (left, y + 1 if y + 1 < self.size.height else y - 1)

    def on_resize(self) -> None:
        """Keep the field over its line."""
        if self.is_editing:
            self._place()

    def wrong(self, sentence: str) -> None:
        """Say under the field what is wrong with the value; the field stays open."""
        shown = self.query_one(".wrong", Static)
        shown.update(text.plain(sentence))
        shown.display = True

    def close(self) -> None:
        """Close the field and give the keyboard back to the list."""
        self._editing = None
        self.query_one(EditLine).display = False
        self.query_one(".wrong").display = False
        self.screen.set_focus(self.lines)

    def on_input_changed(self) -> None:
        """Take back what was said about the value before."""
        self.query_one(".wrong").display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Save the new value, unless it is what was there; what is refused is said in place."""
        event.stop()
        row = self._editing
        if row is not None and event.value != self._before:
            # A message of its own would let the next key overtake it on the way to the screen.
            try:
                self._save(row, event.value.replace(RETURN_MARK, "\n"))
            except errors.DeskError as refused:
                self.wrong(str(refused))
                return
        self.close()

    def on_edit_line_given_up(self) -> None:
        """Leave the value as it was."""
        self.close()
