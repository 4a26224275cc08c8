"""Taking a merged ticket out of its survivor again: exactly what was, nothing that came later."""

import json
from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import move_rows, outbox
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.ticket import log_status
from csr_desk.actions.ticket_merge import KEPT
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import OperationState
from csr_desk.store import tickets


class MoveRow(NamedTuple):
    """A merge or split that stands: what went from which ticket into which."""

    id: int
    kind: str
    from_id: int
    into_id: int
    operation: str | None
    at: Instant
    from_reference: str
    into_reference: str


_ROW = (
    "SELECT m.id, m.kind, m.from_id, m.into_id, m.operation, m.at, f.reference, i.reference"
    " FROM ticket_move m JOIN ticket f ON f.id = m.from_id JOIN ticket i ON i.id = m.into_id"
    " WHERE m.undone_at IS NULL AND "
)


def last_merge(desk: Desk, ticket_id: int) -> MoveRow | None:
    """Return the newest merge of a ticket, or into it, that stands; None when there is none."""
    row = desk.store.one(
        f"{_ROW} m.kind = 'merge' AND (m.from_id = ?1 OR m.into_id = ?1)"
        " ORDER BY m.id DESC LIMIT 1",
        ticket_id,
    )
    return MoveRow(*row) if row else None


def last_move(desk: Desk, since: Instant) -> MoveRow | None:
    """Return what this agent merged or split last since an instant, None for nothing."""
    row = desk.store.one(
        f"{_ROW} m.at >= ? AND m.actor = ? ORDER BY m.id DESC LIMIT 1", since, desk.actor
    )
    return MoveRow(*row) if row else None


def unmerge(desk: Desk, move_id: int) -> MoveRow:
    """Take a merge apart again and return it.

    What came on the survivor since stays there, and a field that was changed since keeps the newer
    value. Raises Refused when it is undone already, when one of the two tickets took part in a
    later merge, and when it has reached a helpdesk, which cannot undo it.
    """
    with desk.store.transaction():
        row = desk.store.one(f"{_ROW} m.id = ? AND m.kind = 'merge'", move_id)
        if row is None:
            raise errors.Refused("this merge is undone already, or never was")
        one = MoveRow(*row)
        _expect_last(desk, one)
        _call_back(desk, one)
        moved = json.loads(
            str(desk.store.value("SELECT moved FROM ticket_move WHERE id = ?", move_id))
        )
        move_rows.move_back(desk.store, moved["rows"], one.from_id, one.into_id)
        move_rows.move_links_back(desk.store, moved["links"])
        words = moved["words"]
        move_rows.part_drafts(desk, words.get("drafts", {}), one.from_id, one.into_id)
        into = tickets.ticket(desk.store, one.into_id)
        _restore(desk, one.into_id, moved["before"]["into"], moved["after"]["into"])
        status = tickets.ticket(desk.store, one.into_id).status
        log_status(desk, into, status, undoes=True)
        _restore(desk, one.from_id, moved["before"]["from"], moved["after"]["from"])
        _restore_words(desk, one.into_id, words)
        desk.store.execute(
            "DELETE FROM status_change WHERE ticket_id = ? AND at >= ?", one.from_id, one.at
        )
        settle(desk, move_id)
        desk.log("ticket.merge_undone", ticket_id=one.from_id, into=one.into_id, move=move_id)
        return one


def settle(desk: Desk, move_id: int) -> None:
    """Note that a move is undone, and forget the words that were kept for it."""
    desk.store.execute(
        "UPDATE ticket_move SET undone_at = ?, moved = json_set(moved, '$.words', json('{}'))"
        " WHERE id = ?",
        desk.now(),
        move_id,
    )


def _expect_last(desk: Desk, one: MoveRow) -> None:
    """Refuse while a later merge stands on what this one made."""
    later = desk.store.one(
        f"{_ROW} m.id > ?1 AND m.kind = 'merge' AND (m.from_id = ?2 OR m.into_id = ?2)"
        " ORDER BY m.id DESC LIMIT 1",
        one.id,
        one.into_id,
    )
    if later is not None:
        newer = MoveRow(*later)
        raise errors.Refused(
            f"#{newer.from_reference} was merged into #{newer.into_reference} since",
            "Take that merge apart first.",
        )


def _call_back(desk: Desk, one: MoveRow) -> None:
    """Stop a merge that has not left for its helpdesk; Refused when it has."""
    row = desk.store.one(
        "SELECT account, state, attempts, bundle FROM operation WHERE uid = ?", one.operation
    )
    if row is None or row[0] == LOCAL or row[1] == OperationState.DROPPED:
        return
    if not outbox.is_here_still(*row[1:]):
        raise errors.Refused(
            f"#{one.from_reference} is merged at {row[0]}, and a helpdesk cannot take that back",
            "Make a new ticket for what does not belong to it.",
        )
    outbox.set_state(desk, str(one.operation), OperationState.DROPPED)


def _restore(desk: Desk, ticket_id: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Put the columns back that nobody changed since."""
    row = desk.store.one(f"SELECT {', '.join(KEPT)} FROM ticket WHERE id = ?", ticket_id)
    now = dict(zip(KEPT, row or (), strict=True))
    back = {name: before[name] for name in KEPT if now[name] == after[name]}
    names = ", ".join(["version = version + 1", *(f"{name} = ?" for name in back)])
    desk.store.execute(f"UPDATE ticket SET {names} WHERE id = ?", *back.values(), ticket_id)


def _restore_words(desk: Desk, into_id: int, words: dict[str, Any]) -> None:
    """Put tags and the beginning of the last message back; what was added since stays."""
    if not words:
        return  # the person was erased
    desk.store.execute(
        "UPDATE ticket SET snippet = ? WHERE id = ? AND snippet = ?",
        words["snippet"],
        into_id,
        words["snippet_after"],
    )
    came = set(words["tags_after"]) - set(words["tags"])
    now = tickets.ticket(desk.store, into_id).tags
    kept = tuple(words["tags"]) if list(now) == words["tags_after"] else tuple(
        tag for tag in now if tag not in came
    )  # fmt: skip
    if kept != now:
        tickets.set_tags(desk.store, into_id, kept)
