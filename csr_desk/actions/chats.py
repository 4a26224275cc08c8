"""Taking the next waiting chat."""

from csr_desk import errors
from csr_desk.actions import interaction
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Channel, Interaction, Status

# In the order of the queue, which is that of the nearest deadline or the longest wait.
_NEXT = (
    "SELECT t.id FROM ticket t WHERE t.status < 4 AND t.status IN (?, ?) AND t.channel = ?"
    " AND (t.assignee_id IS NULL OR t.assignee_id = ?) AND NOT EXISTS ("
    "  SELECT 1 FROM interaction i WHERE i.ticket_id = t.id AND i.wrapped_at IS NULL)"
    " ORDER BY t.queue_key, t.id LIMIT 1"
)


def take_next(desk: Desk) -> Interaction:
    """Open a contact on the next waiting chat; Refused when none waits."""
    ticket_id = desk.store.value(_NEXT, Status.NEW, Status.OPEN, Channel.CHAT, desk.agent_id)
    if ticket_id is None:
        raise errors.Refused("no chat is waiting")
    return interaction.open_contact(desk, int(ticket_id), Channel.CHAT)
