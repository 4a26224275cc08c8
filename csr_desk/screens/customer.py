"""The customer record: who they are, their line of contacts, tickets, orders, promises."""

from collections.abc import Iterable
from dataclasses import replace

from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from csr_desk import errors, text
from csr_desk.actions import customer_confirm, customer_recent, offers, refund_answers, seen_before
from csr_desk.commands.command import Situation
from csr_desk.domain.instants import DAY
from csr_desk.screens import customer_words
from csr_desk.screens.customer_orders import CustomerOrders
from csr_desk.screens.dialogs import Choice, Choose
from csr_desk.store import customer_tickets, customer_timeline, customers, people
from csr_desk.store.customer_timeline import Entry, EntryKind
from csr_desk.store.customers import Record
from csr_desk.widgets import panel_row, record_rows
from csr_desk.widgets.panel_row import RowKind
from csr_desk.widgets.record_panel import RecordPanel
from csr_desk.widgets.timeline import Timeline, whole
from csr_desk.widgets.virtual_list import VirtualList

EVERYTHING = frozenset(EntryKind)
LAST = 5
FILTERS = (
    ("e", "everything", EVERYTHING),
    ("c", "contacts", frozenset({EntryKind.CONTACT})),
    ("m", "messages", frozenset({EntryKind.MESSAGE})),
    ("n", "notes", frozenset({EntryKind.NOTE})),
    ("f", "follow-ups", frozenset({EntryKind.FOLLOW_UP})),
    ("o", "orders and invoices", frozenset({EntryKind.ORDER, EntryKind.INVOICE})),
    ("h", "changes of the record", frozenset({EntryKind.FIELD_CHANGE, EntryKind.MERGE})),
)


class CustomerScreen(CustomerOrders):
    """One customer."""

    PLACE = "customer"
    CSS_PATH = "customer.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]

    def __init__(self) -> None:
        super().__init__()
        self.kinds = EVERYTHING
        self.last_only = False
        self.known: Record | None = None

    def compose_place(self) -> Iterable[Widget]:
        """Compose who it is, what came again, and the two panes."""
        yield Static(classes="person", markup=False)
        yield Static(classes="addresses", markup=False)
        yield Static(classes="again", markup=False)
        yield Static(classes="panes", markup=False)
        yield Horizontal(
            Vertical(Timeline(), Static(classes="entry", markup=False), id="line"),
            RecordPanel(self.save_row),
            id="both",
        )

    @property
    def line(self) -> Timeline:
        """Return the timeline."""
        return self.query_one(Timeline)

    @property
    def panel(self) -> RecordPanel:
        """Return the record."""
        return self.query_one(RecordPanel)

    def show(self, customer_id: int | None = None) -> None:
        """Show a customer from the newest entry; None stays with the one shown last."""
        if customer_id is None and self.known is None:
            raise errors.Refused("no customer was chosen", "Find one with {search}.")
        if customer_id is not None:
            self.kinds, self.last_only = EVERYTHING, False
            refund_answers.take_up(self.desk)
            self._read(people.survivor(self.desk.store, customer_id), keep=False)
        else:
            self.reread()
        self._to_pane(record=False)

    def situation(self) -> Situation:
        """Return the customer, and the ticket of the entry under the cursor."""
        return replace(
            super().situation(),
            customer_id=self.known.id if self.known else None,
            ticket_id=self._ticket_under_cursor() if self.is_mounted else None,
            editing=self.panel.is_editing if self.is_mounted else False,
        )

    # reading -------------------------------------------------------------------------------------

    def reread(self) -> None:
        """Read the record anew, the cursors staying where they are."""
        if self.known is not None:
            self._read(people.survivor(self.desk.store, self.known.id), keep=True)

    def _read(self, customer_id: int, *, keep: bool) -> None:
        store, now, zone = self.desk.store, self.desk.now(), self.desk.zone
        self.known = customers.record(store, customer_id)
        sales = record_rows.Sales(
            self.desk.config.sales.pay.reminder_days,
            self.desk.config.customer.confirm_after_days * DAY,
            offers.hint(self.desk, customer_id),
        )
        self.panel.show(record_rows.rows(store, self.known, now, zone, sales), keep=keep)
        self._read_line(keep=keep)
        self._say_who()

    def _read_line(self, *, keep: bool) -> None:
        now = self.desk.now()
        customer_id = self.known.id if self.known else 0

        def page(before: customer_timeline.Key | None, limit: int) -> list[Entry]:
            if self.last_only:
                limit = 0 if before else LAST
            return customer_timeline.entries(
                self.desk.store, customer_id, now, kinds=self.kinds, before=before, limit=limit
            )

        self.line.show(page, now, self.desk.zone, keep=keep)
        self._show_entry()

    def _say_who(self) -> None:
        known = self.known
        if known is None:
            return
        now = self.desk.now()
        count = customer_tickets.week_count(self.desk.store, known.id, now)
        self.query_one(".person", Static).update(customer_words.person_line(known, count))
        self.query_one(".addresses", Static).update(
            customer_words.address_line(
                known,
                customer_confirm.old_words(self.desk, known),
                self.host.keymap.fill("{customer.confirm}"),
            )
        )
        running = self._contact_in_focus()
        issue = customer_recent.recent_same_issue(self.desk, known.id, but=running)
        again = self.query_one(".again", Static)
        again.display = issue is not None
        if issue is not None:
            again.update(customer_words.again_line(issue, now, self.desk.zone))
            seen_before.banner_on_record(self.desk, known.id, issue.interaction_id)
        self._say_panes()

    def _contact_in_focus(self) -> int | None:
        focused = super().situation().interaction
        return focused.id if focused is not None else None

    def _say_panes(self) -> None:
        names = {kinds: words for _, words, kinds in FILTERS}
        what = f"the last {LAST} contacts" if self.last_only else names[self.kinds]
        self.query_one(".panes", Static).update(
            customer_words.pane_line(what, on_record=self.on_record)
        )

    # panes ---------------------------------------------------------------------------------------

    @property
    def on_record(self) -> bool:
        """Tell whether the record has the keyboard rather than the timeline."""
        return self.has_class("-record")

    def _to_pane(self, *, record: bool) -> None:
        self.set_class(record, "-record")
        pane: Widget = self.panel.lines if record else self.line
        self.set_focus(pane)
        self._say_panes()

    def do_customer_pane(self) -> None:
        """Go from the timeline to the record and back."""
        self._to_pane(record=not self.on_record)

    def on_descendant_focus(self) -> None:
        """Follow a click into the other pane."""
        record = self.panel.has_focus_within
        if record != self.on_record:
            self.set_class(record, "-record")
            self._say_panes()

    @property
    def _list(self) -> VirtualList[panel_row.PanelRow] | Timeline:
        return self.panel.lines if self.on_record else self.line

    def do_cursor_down(self) -> None:
        """Move down."""
        self._list.action_move(1)

    def do_cursor_up(self) -> None:
        """Move up."""
        self._list.action_move(-1)

    def on_virtual_list_moved(self) -> None:
        """Show the whole entry under the cursor."""
        if not self.app.is_running:
            return  # the desk closes: its screens lose their parts one by one
        self._show_entry()
        self.refresh_keys()

    def _show_entry(self) -> None:
        entry = self.line.current
        words = whole(entry, self.desk.now(), self.desk.zone) if entry else ""
        self.query_one(".entry", Static).update(text.plain(words))

    async def on_virtual_list_opened(self) -> None:
        """Open what was clicked."""
        await self.give("customer.open")

    # timeline ------------------------------------------------------------------------------------

    def do_customer_filter(self) -> None:
        """Ask for the kinds to show."""
        choices = [Choice(key, words, kinds) for key, words, kinds in FILTERS]
        self.ask(Choose("Show in the timeline", choices), self._filter)

    def _filter(self, kinds: frozenset[EntryKind], last_only: bool = False) -> None:
        self.kinds, self.last_only = kinds, last_only
        self._read_line(keep=False)
        self._to_pane(record=False)

    def do_customer_last_contacts(self) -> None:
        """Show the last five contacts, or everything again."""
        if self.last_only:
            self._filter(EVERYTHING)
        else:
            self._filter(frozenset({EntryKind.CONTACT}), last_only=True)

    # opening -------------------------------------------------------------------------------------

    def _ticket_under_cursor(self) -> int | None:
        if self.on_record:
            row = self.panel.lines.current
            is_ticket = row is not None and row.kind in (RowKind.TICKET, RowKind.PROMISE)
            return row.id or None if row is not None and is_ticket else None
        entry = self.line.current
        return entry.open_id or None if entry is not None else None

    async def do_customer_open(self) -> None:
        """Open the ticket of what is under the cursor, or edit it where it is a field."""
        ticket_id = self._ticket_under_cursor()
        if ticket_id is not None:
            await self.host.go("ticket", ticket_id=ticket_id)
        elif self.on_record:
            self.enter_row()
