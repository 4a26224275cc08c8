"""The half of the outbox that shows: the lines, the details of one, what an account needs."""

from collections.abc import Iterable
from dataclasses import replace

from textual.binding import Binding
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import errors, text
from csr_desk.actions import outbox_items
from csr_desk.actions.outbox_items import Item
from csr_desk.commands.command import Situation
from csr_desk.domain.bars import Glance, KeyEntry
from csr_desk.domain.models import OperationState
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.held_reply import told
from csr_desk.widgets.outbox_details import details
from csr_desk.widgets.outbox_list import Items, OutboxList, totals

EMPTY = "The outbox is empty: everything is where it belongs.\n{go.back} goes back."


class OutboxPages(DeskScreen):
    """What is not at its helpdesk yet, and why; what shows, not what decides."""

    PLACE = "outbox"
    CSS_PATH = "outbox.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]
    BINDINGS = [
        Binding("ctrl+down", "scroll_details(1)", "Details down", show=False),
        Binding("ctrl+up", "scroll_details(-1)", "Details up", show=False),
    ]

    _seen = (0, 0)
    _detailed: int | None = None

    def compose_place(self) -> Iterable[Widget]:
        """Compose the totals, what an account needs, the list and the details."""
        yield Static(markup=False, id="title")
        yield Static(markup=False, id="needs")
        yield Static(markup=False, id="columns")
        with Container(id="list-and-details"):
            empty = self.host.keymap.fill(EMPTY)
            yield OutboxList(self.desk.now(), self.desk.zone, empty=empty)
            with VerticalScroll(id="details", can_focus=False):
                yield Static(markup=False)

    @property
    def lines(self) -> OutboxList:
        """Return the list."""
        return self.query_one(OutboxList)

    def show(self) -> None:
        """Show the outbox as it is now, the cursor on what it stood on."""
        self.lines.focus()
        self.reread()

    def reread(self) -> None:
        """Read the outbox as the store has it now."""
        self._seen = self.desk.store.version()
        found = outbox_items.items(self.desk)
        self.lines.now = self.desk.now()
        self.lines.set_source(Items(found))
        self.query_one("#title", Static).update(totals(found))
        needs = text.line(outbox_items.standing_words(self.desk), 200)
        self.query_one("#needs", Static).update(needs)
        self.query_one("#needs").display = bool(needs)
        self._show_details()
        self.call_after_refresh(self._show_columns)  # the details beside it take their room first

    def _show_columns(self) -> None:
        self.query_one("#columns", Static).update(self.lines.titles)

    def _show_details(self) -> None:
        item, desk = self.lines.current, self.desk
        if item is None:
            self.query_one("#details Static", Static).update("")
            return
        news = ""
        if item.state is OperationState.HELD and item.operation is not None:
            news = told(desk, outbox_items.news(desk, item.operation))
        shown: Content = details(desk, item, news, self.host.keymap.fill)
        self.query_one("#details Static", Static).update(shown)

    def tick(self, glance: Glance) -> None:
        """Let the seconds run down, and show what the engine did meanwhile."""
        super().tick(glance)
        if not self.is_mounted or not self.query(OutboxList):
            return
        if self.desk.store.version() != self._seen:
            if self.is_current:
                self.reread()
        else:
            self.lines.now = self.desk.now()
            self.lines.forget()

    def on_resize(self) -> None:
        """Fit the lines to the window."""
        self.call_after_refresh(self._show_columns)

    def on_virtual_list_moved(self) -> None:
        """Show the details of the line under the cursor."""
        if not self.app.is_running:
            return  # the desk closes: its screens lose their parts one by one
        self._show_details()
        if self.lines.row_id != self._detailed:
            self._detailed = self.lines.row_id
            self.query_one("#details", VerticalScroll).scroll_home(animate=False)
        self.refresh_keys()

    async def on_virtual_list_opened(self) -> None:
        """Open the ticket of the clicked line."""
        await self.give("outbox.open")

    def situation(self) -> Situation:
        """Return the ticket, state and kind of the line under the cursor."""
        item = self.lines.current if self.is_mounted and self.query(OutboxList) else None
        if item is None:
            return super().situation()
        return replace(
            super().situation(),
            ticket_id=item.ticket_id,
            outbox_state=item.state.value,
            outbox_kind=item.operation.kind if item.operation else "conflict",
        )

    def _key_entries(self) -> list[KeyEntry]:
        """Return the keys with those that fit what is chosen before the others."""
        return sorted(super()._key_entries(), key=lambda entry: entry.blocked)

    def chosen(self) -> Item:
        """Return the line under the cursor as the store has it now; Refused when it is gone."""
        held = self.lines.row_id
        now = {item.number: item for item in outbox_items.items(self.desk)}
        if held is None or held not in now:
            self.reread()
            raise errors.Refused("that change has left the outbox", "Choose another line.")
        return now[held]

    def action_scroll_details(self, lines: int) -> None:
        """Scroll the details."""
        self.query_one("#details", VerticalScroll).scroll_relative(y=3 * lines, animate=False)

    def do_cursor_down(self) -> None:
        """Move down."""
        self.lines.action_move(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self.lines.action_move(-1)
