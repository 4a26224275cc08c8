"""What the parts of the ticket screen share: which ticket is open, and the widgets that show it."""

from textual.getters import query_one

from csr_desk.screens.base import DeskScreen
from csr_desk.store import tickets
from csr_desk.store.tickets import Ticket
from csr_desk.widgets.composer import Composer
from csr_desk.widgets.conversation import Conversation


class TicketBase(DeskScreen):
    """The open ticket, its conversation, its composer, and the contact it is handled in."""

    composer = query_one(Composer)
    conversation = query_one(Conversation)

    ticket_id: int | None = None
    contact_id: int | None = None
    """The agent's contact on this ticket; None while the ticket is only looked at."""

    @property
    def ticket(self) -> Ticket:
        """Return the open ticket as it is now; Refused when none is open."""
        return tickets.ticket(self.desk.store, self.ticket_id or 0)

    def refresh_ticket(self) -> None:
        """Show the ticket and its conversation as they are now."""

    def need_contact(self) -> int:
        """Return the contact on this ticket, opened when there is none yet."""
        raise AssertionError("the ticket screen has a contact part")
