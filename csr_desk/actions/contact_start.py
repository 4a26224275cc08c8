"""Beginning a contact with a person rather than with a ticket: call, visitor, waiting chat."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat that waits for an agent."""

    ticket_id: int
    reference: str
    customer: str
    since: int


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


def waiting_chats(desk: Desk, limit: int = 20) -> list[Waiting]:
    """Return the open chats nobody has, or that are mine, without a contact, longest wait first."""
    rows = desk.store.all(
        "SELECT t.id, t.reference, c.name, coalesce(t.waiting_since, t.created_at)"
        " FROM ticket t JOIN customer c ON c.id = t.customer_id"
        " WHERE t.channel = 'chat' AND t.status < 4 AND t.status < 2 AND t.is_spam = 0"
        " AND (t.assignee_id IS NULL OR t.assignee_id = ?1) AND t.waiting_since IS NOT NULL"
        " AND coalesce(t.snoozed_until, 0) <= ?2 AND NOT EXISTS (SELECT 1 FROM interaction i"
        "  WHERE i.ticket_id = t.id AND i.wrapped_at IS NULL)"
        " ORDER BY t.waiting_since, t.id LIMIT ?3",
        desk.agent_id,
        desk.now(),
        limit,
    )
    return [Waiting(*row) for row in rows]


def take_chat(desk: Desk) -> Interaction:
    """Take the chat that waits longest: it becomes mine and its contact opens.

    Raises Refused when no chat waits.
    """
    with desk.store.transaction():
        waiting = waiting_chats(desk, 1)
        if not waiting:
            raise errors.Refused("no chat is waiting", "The queue shows what else there is to do.")
        ticket_id = waiting[0].ticket_id
        ticket.change(desk, ticket_id, ticket.Change(assignee_id=desk.agent_id))
        return interaction.open_contact(desk, ticket_id, Channel.CHAT)
