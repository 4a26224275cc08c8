"""A closed ticket takes no more answers: what was written for it goes on in a follow-up ticket."""

from csr_desk import errors
from csr_desk.actions import message, shelf, ticket
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import OperationState
from csr_desk.store import tickets


def follow_up(desk: Desk, uid: str) -> int:
    """Make a follow-up ticket with the text of a refused operation; return its id.

    The refused operation is dropped. Raises Refused unless it was refused and carries a text.
    """
    with desk.store.transaction():
        one = shelf.row(desk, uid)
        if one.state is not OperationState.REJECTED or not one.carries_text:
            raise errors.Refused(f"operation {one.uid} is no refused message")
        known = tickets.ticket(desk.store, one.ticket_id or 0)
        made = ticket.create(
            desk,
            known.customer_id,
            known.subject,
            known.channel,
            account=known.account,
            follow_up_of=known.remote_id,
        )
        send = message.reply if one.kind == "reply" else message.note
        send(desk, made, one.body)
        shelf.drop(desk, one.uid)
        return made
