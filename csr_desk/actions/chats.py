"""Taking the next waiting chat."""

from csr_desk import errors
from csr_desk.actions import interaction, ticket
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Channel, Interaction, Status

_NEXT = (
    "SELECT t.id FROM ticket t WHERE t.status < 4 AND t.status IN (?, ?) AND t.channel = 'chat'"
    " AND (t.assignee_id IS NULL OR t.assignee_id = ?) AND t.waiting_since IS NOT NULL"
    " AND t.is_spam = 0 AND coalesce(t.snoozed_until, 0) <= ? AND NOT EXISTS ("
    "  SELECT 1 FROM interaction i WHERE i.ticket_id = t.id AND i.wrapped_at IS NULL)"
    " ORDER BY t.waiting_since, t.id LIMIT 1"
)


def next_waiting(desk: Desk) -> int | None:
    """Return the ticket of the chat that waits longest, nobody's or mine, without a contact."""
    found = desk.store.value(_NEXT, Status.NEW, Status.OPEN, desk.agent_id, desk.now())
    return None if found is None else int(found)


def take_next(desk: Desk) -> Interaction:
    """Take the chat that waits longest: it becomes mine and its contact opens.

    Raises Refused when none waits.
    """
    with desk.store.transaction():
        ticket_id = next_waiting(desk)
        if ticket_id is None:
            raise errors.Refused("no chat is waiting", "The queue shows what else there is to do.")
        ticket.change(desk, ticket_id, ticket.Change(assignee_id=desk.agent_id))
        return interaction.open_contact(desk, ticket_id, Channel.CHAT)
