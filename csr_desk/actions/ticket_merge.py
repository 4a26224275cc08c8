"""Merging one ticket into another one of the same helpdesk, or of the desk itself.

What was the merged ticket's hangs on the survivor; the ticket is closed and says where it went.
The `ticket_move` row holds exactly what moved and what was there before: `ticket_unmerge` gives it
back. At a helpdesk the conversations are joined there, and here only what is the desk's own moves.
"""

import json
from typing import Any

from csr_desk import errors
from csr_desk.actions import move_rows, outbox
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.ticket import log_status
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import Status
from csr_desk.store import operations, people, tickets
from csr_desk.store.tickets import Ticket

UNDO_S = 15
"""For how long a merge stays here before it goes to the helpdesk, which cannot take it back."""

KEPT = (
    "status", "waiting_since", "due_at", "due_kind", "acknowledged_at", "solved_at",
    "last_message_at", "updated_at",
)  # fmt: skip
"""Columns of a ticket that a merge may change; what was typed stands beside them."""


def problem(desk: Desk, source_id: int, into_id: int) -> str | None:
    """Return why two tickets cannot be merged, None when they can."""
    source, into = tickets.ticket(desk.store, source_id), tickets.ticket(desk.store, into_id)
    if source_id == into_id:
        return "A ticket cannot be merged into itself."
    if source.account != into.account:
        return "Only two tickets of the same helpdesk can be merged. A link joins others."
    if into.status is Status.CLOSED:
        return f"#{into.reference} is closed and takes nothing in. Link the two."
    if source.status is Status.CLOSED:
        return f"#{source.reference} is closed already. Link the two."
    if source.account == LOCAL:
        return _no_local_merge(desk, source, into)
    later = (one.payload.get("scheduled") for one in operations.unfinished(desk.store, source.id))
    if any(later):
        return f"A message of #{source.reference} is to be sent later. Send or drop it first."
    return None


def _no_local_merge(desk: Desk, source: Ticket, into: Ticket) -> str | None:
    """Return why two tickets of the desk itself cannot be merged, None when they can."""
    one, other = (people.survivor(desk.store, each.customer_id) for each in (source, into))
    if one != other:
        return "These are tickets of two customers. Link them: one would read the other's words."
    if operations.unfinished(desk.store, source.id):
        return f"A message of #{source.reference} has not left yet. Merge when it has."
    sql = "SELECT count(*) FROM payment WHERE state = 'active' AND ticket_id IN (?, ?)"
    if desk.store.value(sql, source.id, into.id) > 1:
        return "A payment is under way on both tickets. End one of them first."
    return None


def merge(desk: Desk, source_id: int, into_id: int, note: str = "") -> str:
    """Merge a ticket into another one and return the operation; Refused when that cannot be.

    It is closed here at once. To a helpdesk it goes after the undo window, as soon as it can be
    reached.
    """
    with desk.store.transaction():
        why = problem(desk, source_id, into_id)
        if why is not None:
            raise errors.Refused(why.rstrip("."))
        source, into = tickets.ticket(desk.store, source_id), tickets.ticket(desk.store, into_id)
        if any(one.kind == "merge" for one in operations.unfinished(desk.store, source_id)):
            raise errors.Refused(f"#{source.reference} is being merged already")
        here = source.account == LOCAL
        uid = outbox.write(
            desk,
            source_id,
            "merge",
            {"into": into_id, "note": note},
            account=source.account,
            release_at=0 if here else desk.now() + UNDO_S * SECOND,
        )
        moved = _join(desk, source, into, here=here)
        move_id = desk.store.insert(
            "ticket_move",
            kind="merge",
            from_id=source_id,
            into_id=into_id,
            operation=uid,
            at=desk.now(),
            actor=desk.actor,
            moved=json.dumps(moved, ensure_ascii=False),
        )
        counts = {table: len(ids) for table, ids in moved["rows"].items() if ids}
        desk.log(
            "ticket.merged",
            ticket_id=source_id,
            into=into_id,
            operation=uid,
            move=move_id,
            moved=counts,
        )
        return uid


def _join(desk: Desk, source: Ticket, into: Ticket, *, here: bool) -> dict[str, Any]:
    """Move what goes along, close the source, and return all that undoing needs."""
    store = desk.store
    before = {"from": columns(desk, source.id), "into": columns(desk, into.id)}
    words: dict[str, Any] = {"tags": list(into.tags), "snippet": _snippet(desk, into.id)}
    move_them = move_rows.move_all if here else move_rows.move_open
    rows = move_them(store, source.id, into.id)
    words["drafts"] = move_rows.join_drafts(desk, source.id, into.id)
    links = move_rows.move_links(desk, source.id, into.id)
    if here:
        _sum_up(desk, source, into)
    store.execute("UPDATE ticket SET version = version + 1 WHERE id = ?", into.id)
    store.execute(
        "UPDATE ticket SET status = ?, waiting_since = NULL, version = version + 1 WHERE id = ?",
        Status.CLOSED,
        source.id,
    )
    now = tickets.ticket(store, into.id)
    words |= {"tags_after": list(now.tags), "snippet_after": _snippet(desk, into.id)}
    after = {"from": columns(desk, source.id), "into": columns(desk, into.id)}
    return {"rows": rows, "links": links, "before": before, "after": after, "words": words}


def _sum_up(desk: Desk, source: Ticket, into: Ticket) -> None:
    """Put on the survivor what the conversation it has now amounts to."""
    wakes = source.status < Status.PENDING and into.status >= Status.PENDING
    later = (source.last_message_at or 0) > (into.last_message_at or 0)
    given = [one for one in (into, source) if one.due_at is not None]
    sooner = min(given, key=lambda one: one.due_at or 0, default=into)
    waits = [at for at in (source.waiting_since, into.waiting_since) if at is not None]
    desk.store.execute(
        "UPDATE ticket SET status = ?2, solved_at = iif(?3, NULL, solved_at), waiting_since = ?4,"
        " due_at = ?5, due_kind = ?6, last_message_at = nullif(?7, 0),"
        " snippet = iif(?8, (SELECT snippet FROM ticket WHERE id = ?9), snippet),"
        " acknowledged_at = coalesce(acknowledged_at,"
        "  (SELECT acknowledged_at FROM ticket WHERE id = ?9)),"
        " updated_at = max(updated_at, ?10) WHERE id = ?1",
        into.id,
        Status.OPEN if wakes else into.status,
        wakes,
        min(waits, default=None),
        sooner.due_at,
        sooner.due_kind,
        max(source.last_message_at or 0, into.last_message_at or 0),
        later,
        source.id,
        desk.now(),
    )
    if wakes:
        log_status(desk, into, Status.OPEN)
    tags = tuple(sorted({*into.tags, *source.tags}))
    if tags != tuple(sorted(into.tags)):
        tickets.set_tags(desk.store, into.id, tags)


def columns(desk: Desk, ticket_id: int) -> dict[str, Any]:
    """Return the columns of a ticket that a merge may change."""
    row = desk.store.one(f"SELECT {', '.join(KEPT)} FROM ticket WHERE id = ?", ticket_id)
    return dict(zip(KEPT, row or (), strict=True))


def _snippet(desk: Desk, ticket_id: int) -> str:
    return str(desk.store.value("SELECT snippet FROM ticket WHERE id = ?", ticket_id) or "")
