"""Taking or placing a call, receiving a visitor: who it is, what it is about, and it runs.

Both questions are one dialog, so that keys typed ahead always find the right one of them.
"""

from collections.abc import Iterable, Sequence

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input, Static

from csr_desk import text
from csr_desk.actions import contact_start, customer_recent
from csr_desk.domain.models import Channel, Direction
from csr_desk.screens import customer_words
from csr_desk.screens.customer_find import FindingDialog
from csr_desk.screens.dialogs import said
from csr_desk.store import customer_lookup, customer_tickets, customers, people
from csr_desk.store.customer_lookup import Found
from csr_desk.widgets.ticket_choice import TicketChoice
from csr_desk.widgets.virtual_list import VirtualList

TITLES = {Channel.PHONE: "Call", Channel.IN_PERSON: "Visitor", Channel.CHAT: "Chat"}
WHO = "Enter takes the customer, Esc cancels."
WHAT = "Enter opens the contact, Esc goes back to the customer."
_WAYS = {Direction.INBOUND: "incoming", Direction.OUTBOUND: "outgoing"}


class CallerDialog(FindingDialog[None]):
    """Find the customer, choose one of their open tickets or a new one, open the contact."""

    BINDINGS = [Binding("tab", "turn", "Incoming or outgoing", show=False, priority=True)]

    def __init__(self, channel: Channel = Channel.PHONE) -> None:
        self.channel = channel
        self.direction = Direction.INBOUND
        self.customer_id = 0
        super().__init__(self._words())

    def _words(self) -> str:
        title = TITLES.get(self.channel, self.channel.value)
        if self.channel is not Channel.PHONE:
            return title
        return f"{title}, {_WAYS[self.direction]} (Tab changes it)"

    def compose_box(self) -> Iterable[Widget]:
        """Compose both questions; the second one shows when the first is answered."""
        yield from super().compose_box()
        person = Static(classes="person", markup=False)
        again = Static(classes="again", markup=False)
        tickets = TicketChoice()
        hint = said(WHAT, "hint what")
        for one in (person, again, tickets, hint):
            one.display = False
            yield one

    def on_mount(self) -> None:
        """Look for a number that was announced and that nobody is known by."""
        super().on_mount()
        calls = self.host.announced
        if calls is not None and calls.customer_id is None:
            self.query_one("#find", Input).value = text.clean(calls.said, single_line=True)

    def first(self) -> Sequence[Found]:
        """Return who was announced, the customer in sight and those of the last contacts."""
        desk = self.host.desk
        calls = self.host.announced
        if calls is not None and calls.customer_id is not None:
            row = (calls.customer_id, f"calls now {calls.said}".strip(), calls.ticket_id)
            announced = customer_lookup.described(desk.store, [row])
            return [*announced, *self._near(without=calls.customer_id)]
        return self._near()

    def _near(self, *, without: int | None = None) -> Sequence[Found]:
        desk = self.host.desk
        here = self.host.place.situation().customer_id
        recent = customer_lookup.recent(desk.store, desk.agent_id)
        shown = [one for one in recent if one.customer_id != without]
        if here is None or here == without:
            return shown
        ahead = customer_lookup.described(desk.store, [(here, "shown now", None)])
        return [*ahead, *(one for one in shown if one.customer_id != here)]

    def action_turn(self) -> None:
        """Change between an incoming and an outgoing call."""
        if self.channel is not Channel.PHONE:
            return
        turned = self.direction is Direction.INBOUND
        self.direction = Direction.OUTBOUND if turned else Direction.INBOUND
        self.query_one(".box").border_title = text.plain(self._words())

    # who -----------------------------------------------------------------------------------------

    def took(self, found: Found) -> None:
        """Ask what it is about, or first make the new customer."""
        if found.customer_id:
            self._ask_what(found.customer_id, found.ticket_id)
            return
        from csr_desk.screens.customer_new import NewCustomerDialog

        self.host.ask(NewCustomerDialog(found.name), self._ask_what)

    def _ask_what(self, customer_id: int, ticket_id: int | None = None) -> None:
        desk, now = self.host.desk, self.host.desk.now()
        self.customer_id = people.survivor(desk.store, customer_id)
        known = customers.record(desk.store, self.customer_id)
        count = customer_tickets.week_count(desk.store, self.customer_id, now)
        issue = customer_recent.recent_same_issue(desk, self.customer_id)
        self._show_step(asking_who=False)
        self.query_one(".person", Static).update(customer_words.person_line(known, count))
        again = self.query_one(".again", Static)
        again.display = issue is not None
        if issue is not None:
            again.update(customer_words.again_line(issue, now, desk.zone))
        open_ones = customer_tickets.open_tickets(desk.store, self.customer_id)
        tickets = self.query_one(TicketChoice)
        tickets.show(open_ones, now, desk.zone, chosen=ticket_id)
        self.set_focus(tickets)

    def _show_step(self, *, asking_who: bool) -> None:
        for one in self.query("#find, FoundList, .hint").results(Widget):
            one.display = asking_who
        for one in self.query(".person, TicketChoice, .what").results(Widget):
            one.display = not asking_who
        self.query_one(".again").display = False

    @property
    def asks_what(self) -> bool:
        """Tell whether the second question stands."""
        return bool(self.customer_id)

    # what ----------------------------------------------------------------------------------------

    def action_move(self, rows: int) -> None:
        """Move in the list in sight."""
        self._list.action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move by pages."""
        self._list.action_page(pages)

    @property
    def _list(self) -> "VirtualList[Found] | TicketChoice":
        return self.query_one(TicketChoice) if self.asks_what else self.found

    async def key_enter(self) -> None:
        """Open the contact on the ticket under the cursor."""
        if self.asks_what:
            await self.host.attempt(self._open)

    async def on_virtual_list_opened(self) -> None:
        """Take what was clicked."""
        if self.asks_what:
            await self.host.attempt(self._open)
        else:
            await super().on_virtual_list_opened()

    async def _open(self) -> None:
        chosen = self.query_one(TicketChoice).current
        opened = contact_start.start(
            self.host.desk,
            self.customer_id,
            self.channel,
            ticket_id=chosen.ticket.id if chosen is not None and chosen.ticket else None,
            direction=self.direction,
        )
        self.host.announced = None
        await self.host.go("ticket", ticket_id=opened.ticket_id)

    def action_cancel(self) -> None:
        """Go back to the first question, or close."""
        if not self.asks_what:
            self.dismiss(None)
            return
        self.customer_id = 0
        self._show_step(asking_who=True)
        self.set_focus(self.query_one("#find", Input))
