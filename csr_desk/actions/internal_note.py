"""An internal note the desk writes beside an act; what the agent types as a note stays."""

from csr_desk.actions import draft, message
from csr_desk.actions.desk import Desk
from csr_desk.actions.message import Posted
from csr_desk.domain.models import DraftKind


def write(desk: Desk, ticket_id: int, body: str, interaction_id: int | None = None) -> Posted:
    """Write an internal note; the draft of a note there may be is not touched by it."""
    with desk.store.transaction():
        typed = draft.load(desk, ticket_id, DraftKind.NOTE)
        posted = message.note(desk, ticket_id, body, interaction_id=interaction_id)
        # So that nobody takes these words for the agent's own.
        desk.log("note.of_desk", ticket_id=ticket_id, message=posted.message_id)
        if typed is not None:
            draft.save(desk, ticket_id, DraftKind.NOTE, typed.body, typed.cursor, extra=typed.extra)
        return posted
