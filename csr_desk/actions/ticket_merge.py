"""Merging one ticket of a helpdesk into another one of the same customer or the same matter."""

from csr_desk import errors
from csr_desk.actions import outbox
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.domain.models import Status
from csr_desk.store import operations, tickets


def problem(desk: Desk, source_id: int, into_id: int) -> str | None:
    """Return why two tickets cannot be merged, None when they can."""
    source, into = tickets.ticket(desk.store, source_id), tickets.ticket(desk.store, into_id)
    if source_id == into_id:
        return "A ticket cannot be merged into itself."
    if source.account == LOCAL or source.account != into.account:
        return "Only two tickets of the same helpdesk can be merged."
    if into.status is Status.CLOSED:
        return f"#{into.reference} is closed and takes nothing in."
    if source.status is Status.CLOSED:
        return f"#{source.reference} is closed already."
    return None


def merge(desk: Desk, source_id: int, into_id: int, note: str = "") -> str:
    """Merge a ticket into another one and return the operation; Refused when that cannot be.

    It is closed here at once, and at the helpdesk as soon as it can be reached.
    """
    with desk.store.transaction():
        why = problem(desk, source_id, into_id)
        if why is not None:
            raise errors.Refused(why.rstrip("."))
        source = tickets.ticket(desk.store, source_id)
        if any(one.kind == "merge" for one in operations.unfinished(desk.store, source_id)):
            raise errors.Refused(f"#{source.reference} is being merged already")
        uid = outbox.write(
            desk, source_id, "merge", {"into": into_id, "note": note}, account=source.account
        )
        desk.store.execute(
            "UPDATE ticket SET status = ?, waiting_since = NULL, version = version + 1"
            " WHERE id = ?",
            Status.CLOSED,
            source_id,
        )
        desk.log("ticket.merged", ticket_id=source_id, into=into_id, operation=uid)
        return uid
