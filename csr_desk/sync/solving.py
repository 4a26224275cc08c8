"""Solving a ticket whose customer wrote meanwhile: the agent is asked (spec/reliability.md 1.3)."""

from csr_desk.actions.desk import Desk
from csr_desk.domain.merge import Clash, Kind, three_way
from csr_desk.domain.queue_row import Status
from csr_desk.store import remote, remote_operations
from csr_desk.store.remote_operations import Waiting
from csr_desk.sync import bases, conflicts

_FREE = ("waiting", "queued", "blocked", "rejected")


def question(desk: Desk, account: str, ticket_id: int) -> int:
    """Stop what would solve a ticket whose customer wrote since it was made; return how many.

    The row shows the helpdesk's status until the agent has chosen. A reply is not asked about here:
    it is held as a whole when it would go over a new word.
    """
    store = desk.store
    state = remote.state(store, ticket_id)
    known = None if state is None else bases.from_json(state.base)
    if known is None or "status" in conflicts.open_fields(desk, ticket_id):
        return 0
    for one in remote_operations.waiting(store, ticket_id):
        if one.kind == "reply" or one.state not in _FREE or "status" not in one.fields:
            continue
        before, after = one.fields["status"]
        theirs = int(known.status)
        wrote = _wrote_since(desk, ticket_id, one)
        found = three_way(Kind.STATUS, before, after, theirs, customer_wrote=wrote)
        if isinstance(found, Clash):
            conflicts.keep(desk, account, ticket_id, "status", found)
            _show(desk, ticket_id, theirs)
            return 1
    return 0


def _wrote_since(desk: Desk, ticket_id: int, one: Waiting) -> bool:
    return bool(
        desk.store.value(
            "SELECT EXISTS (SELECT 1 FROM message m JOIN operation o ON o.uid = ?2"
            " WHERE m.ticket_id = ?1 AND m.kind = 'public' AND m.author_kind = 'customer'"
            " AND m.state <> 'dropped' AND m.id > o.began_version)",
            ticket_id,
            one.uid,
        )
    )


def _show(desk: Desk, ticket_id: int, status: int) -> None:
    desk.store.execute(
        "UPDATE ticket SET status = ?1, version = version + 1,"
        " solved_at = CASE WHEN ?1 >= ?2 THEN coalesce(solved_at, ?3) END WHERE id = ?4",
        status,
        Status.SOLVED,
        desk.now(),
        ticket_id,
    )
