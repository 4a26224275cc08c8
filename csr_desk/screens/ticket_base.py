"""What the parts of the ticket screen share: which ticket is open, and the widgets that show it."""

from textual.getters import query_one

from csr_desk.screens.base import DeskScreen
from csr_desk.store import follow_ups, tickets
from csr_desk.store.follow_ups import FollowUp
from csr_desk.store.tickets import Ticket
from csr_desk.widgets.composer import Composer
from csr_desk.widgets.conversation import Conversation
from csr_desk.widgets.moments import moment


class TicketBase(DeskScreen):
    """The open ticket, its conversation, its composer, and the contact it is handled in."""

    composer = query_one(Composer)
    conversation = query_one(Conversation)

    _read: tuple[tuple[int | None, int, int], Ticket] | None = None

    ticket_id: int | None = None
    contact_id: int | None = None
    """The agent's contact on this ticket; None while the ticket is only looked at."""

    @property
    def ticket(self) -> Ticket:
        """Return the open ticket as it is now; Refused when none is open."""
        store = self.desk.store
        # A frame asks for it many times. What was read counts until anybody writes to the store.
        read = (self.ticket_id, *store.version())
        if self._read is None or self._read[0] != read:
            self._read = read, tickets.ticket(store, self.ticket_id or 0)
        return self._read[1]

    @property
    def tasks(self) -> list[FollowUp]:
        """Return what is to be done on the ticket, the earliest first."""
        return follow_ups.of_ticket(self.desk.store, self.ticket_id or 0)

    @property
    def task_remark(self) -> str:
        """Return what is to be done next on the ticket, `""` for nothing."""
        found = self.tasks
        if not found:
            return ""
        more = f", {len(found) - 1} more" if len(found) > 1 else ""
        return f"{found[0].kind} {moment(found[0].due_at, self.desk.now(), self.desk.zone)}{more}"

    def refresh_ticket(self, *, own: bool = False) -> None:
        """Show the ticket and its conversation as they are now; the agent's own word is no news."""

    def need_contact(self) -> int:
        """Return the contact on this ticket, opened when there is none yet."""
        raise AssertionError("the ticket screen has a contact part")
