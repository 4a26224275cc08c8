"""Tickets the helpdesk has no more: deleted ones, and those merged into others.

Notes, log and messages stay. What waited for them cannot be sent, and asks.
"""

from csr_desk.actions.desk import Desk
from csr_desk.domain.queue_row import Status
from csr_desk.store import remote

DELETED = "The ticket was deleted at the helpdesk. Keep the text as a note, or drop the change."
_MERGED = "The ticket was merged into #{} at the helpdesk. Send it there, or drop the change."


def take_gone(desk: Desk, account: str, ticket_id: int) -> bool:
    """Close a ticket that was deleted at the helpdesk; False when that is known already."""
    state = remote.state(desk.store, ticket_id)
    if state is not None and state.deleted_at is not None:
        _refuse(desk, ticket_id, DELETED)  # what was written since: it would wait for ever
        return False
    remote.set_state(
        desk.store, ticket_id, account, deleted_at=desk.now(), wanted_at=None, stale_at=None
    )
    desk.store.execute(
        "UPDATE ticket SET status = ?, waiting_since = NULL, due_at = NULL, due_kind = NULL,"
        " solved_at = coalesce(solved_at, ?), version = version + 1 WHERE id = ?",
        Status.CLOSED,
        desk.now(),
        ticket_id,
    )
    _refuse(desk, ticket_id, DELETED)
    desk.log("ticket.deleted_remotely", ticket_id=ticket_id, account=account)
    return True


def take_merged(desk: Desk, account: str, ticket_id: int, into: str) -> None:
    """Note that a ticket was merged into another; what waited for it asks where to go."""
    remote.set_state(desk.store, ticket_id, account, merged_into=into)
    other = remote.ticket_of(desk.store, account, into)
    name = into if other is None else _reference(desk, other)
    _refuse(desk, ticket_id, _MERGED.format(name))
    desk.log("ticket.merged_remotely", ticket_id=ticket_id, account=account, into=into)


def _reference(desk: Desk, ticket_id: int) -> str:
    return str(desk.store.value("SELECT reference FROM ticket WHERE id = ?", ticket_id))


def _refuse(desk: Desk, ticket_id: int, words: str) -> None:
    """Put what waits on the shelf of what needs the agent; what flies is read back first.

    What was looked for once and not found is free of that request: no copy of it can come through.
    """
    desk.store.execute(
        "UPDATE operation SET state = 'rejected', error = ?, bundle = NULL WHERE ticket_id = ?"
        " AND state IN ('waiting', 'queued', 'blocked', 'held', 'conflict')",
        words,
        ticket_id,
    )
