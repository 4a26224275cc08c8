"""Beginning a contact with a person rather than with a ticket: a call, a visitor, a message."""

from csr_desk import errors
from csr_desk.actions import interaction, ticket
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Channel, Direction, Interaction
from csr_desk.store import people, tickets

_WORDS = {
    Channel.PHONE: "Call",
    Channel.IN_PERSON: "Visit",
    Channel.CHAT: "Chat",
    Channel.EMAIL: "E-mail",
    Channel.SOCIAL: "Message",
    Channel.WEB: "Web form",
}


def start(
    desk: Desk,
    customer_id: int,
    channel: Channel,
    *,
    ticket_id: int | None = None,
    direction: Direction = Direction.INBOUND,
    subject: str = "",
) -> Interaction:
    """Open a contact with a customer, on one of their tickets or on a new one.

    A ticket nobody has becomes the agent's own. Raises Refused for a ticket of somebody else.
    """
    with desk.store.transaction():
        survivor = people.survivor(desk.store, customer_id)
        if ticket_id is None:
            ticket_id = ticket.create(
                desk, survivor, subject.strip() or new_subject(desk, survivor, channel), channel
            )
        known = tickets.ticket(desk.store, ticket_id)
        if known.customer_id != survivor:
            raise errors.Refused(
                f"ticket {known.reference} belongs to {known.customer}",
                "Choose one of this customer's tickets or a new one.",
            )
        return interaction.open_contact(desk, ticket_id, channel, direction)


def new_subject(desk: Desk, customer_id: int, channel: Channel) -> str:
    """Return the subject of a ticket made for a contact: it says how and with whom it began."""
    name = desk.store.value("SELECT name FROM customer WHERE id = ?", customer_id)
    return f"{_WORDS[channel]} with {name}" if name else _WORDS[channel]
