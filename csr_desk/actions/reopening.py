"""A ticket the agent reopens in a contact: that contact is about the issue of the one before it."""

from csr_desk.actions import interaction, seen_before
from csr_desk.actions.desk import Desk
from csr_desk.store import timeline


def link_contacts(desk: Desk, ticket_id: int) -> int | None:
    """Join the contact in focus to the last one logged on the ticket; return the earlier one.

    To reopen a ticket says that it is the same issue (kpi.md section 4): nothing is guessed here.
    """
    pair = _pair(desk, ticket_id)
    if pair is None:
        return None
    interaction.link(desk, *pair)
    return pair[1]


def part_contacts(desk: Desk, ticket_id: int) -> None:
    """Take that back with the reopening, inside the current transaction."""
    pair = _pair(desk, ticket_id)
    if pair is not None:
        interaction.unlink(desk, *pair)


def _pair(desk: Desk, ticket_id: int) -> tuple[int, int] | None:
    focused = timeline.focused(desk.store)
    if focused is None or focused.ticket_id != ticket_id:
        return None
    earlier = seen_before.last_logged(desk, ticket_id, focused.id)
    return None if earlier is None else (focused.id, earlier)
