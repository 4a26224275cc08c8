"""Fields that both sides changed: the agent chooses, and what loses stays in the row."""

import json
from typing import Any, Literal, NamedTuple

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.merge import CUSTOM, Kind, kind_of
from csr_desk.domain.queue_row import Status
from csr_desk.store import remote_operations, remote_tickets, tickets

_COLUMNS = {"custom_status": "remote_status"}


class Conflict(NamedTuple):
    """A field with its three values, in the store's own terms (ids of this store)."""

    id: int
    account: str
    ticket_id: int
    reference: str
    operation: str | None
    field: str
    base: Any
    mine: Any
    theirs: Any
    at: Instant


def open_conflicts(desk: Desk, ticket_id: int | None = None) -> list[Conflict]:
    """Return what waits for the agent's choice, of one ticket or of all, oldest first."""
    rows = desk.store.all(
        "SELECT c.id, c.account, c.ticket_id, t.reference, c.operation_uid, c.field, c.base,"
        " c.mine, c.theirs, c.at FROM conflict c JOIN ticket t ON t.id = c.ticket_id"
        " WHERE c.resolved_at IS NULL AND (?1 IS NULL OR c.ticket_id = ?1) ORDER BY c.id",
        ticket_id,
    )
    values = [(*row[:6], *(json.loads(text) for text in row[6:9]), row[9]) for row in rows]
    return [Conflict(*row) for row in values]


def resolve(desk: Desk, conflict_id: int, side: Literal["mine", "theirs"]) -> None:
    """Choose a side of a conflict; Refused when it is not open.

    "theirs" takes the field out of what waits, "mine" sends it over what the helpdesk has now. An
    operation goes on when none of its fields clash any more; one with nothing left is dropped.
    """
    with desk.store.transaction():
        one = next((one for one in open_conflicts(desk) if one.id == conflict_id), None)
        if one is None:
            raise errors.Refused(
                f"there is no open conflict {conflict_id}", "`csr-desk conflicts` lists them."
            )
        desk.store.execute(
            "UPDATE conflict SET resolved_at = ?, resolution = ? WHERE id = ?",
            desk.now(),
            side,
            one.id,
        )
        value = one.theirs if side == "theirs" else _newest(desk, one)
        (_take_theirs if side == "theirs" else _take_mine)(desk, one)
        _show(desk, one.ticket_id, one.field, value)
        _go_on(desk, one)
        desk.log(
            "conflict.resolved",
            ticket_id=one.ticket_id,
            conflict=one.id,
            field=one.field,
            side=side,
            operation=one.operation,
        )


def _take_theirs(desk: Desk, one: Conflict) -> None:
    for waiting in remote_operations.waiting(desk.store, one.ticket_id):
        if one.field not in waiting.fields:
            continue
        payload = remote_operations.without(waiting.payload, one.field)
        remote_operations.save_payload(desk.store, waiting.uid, payload)
        if waiting.kind == "update" and not payload.get("after"):
            desk.store.execute("UPDATE operation SET state = 'dropped' WHERE uid = ?", waiting.uid)


def _newest(desk: Desk, one: Conflict) -> Any:
    """Return what the agent wants by now: they may have changed the field once more."""
    waiting = remote_operations.waiting(desk.store, one.ticket_id)
    wanted = [each.fields[one.field][1] for each in waiting if one.field in each.fields]
    return wanted[-1] if wanted else one.mine


def _take_mine(desk: Desk, one: Conflict) -> None:
    """Let the first operation that changes the field begin with what the helpdesk has now."""
    for waiting in remote_operations.waiting(desk.store, one.ticket_id):
        if one.field not in waiting.fields:
            continue
        payload = remote_operations.began_with(waiting.payload, one.field, one.theirs)
        remote_operations.save_payload(desk.store, waiting.uid, payload)
        if waiting.kind == "update":
            newest = tickets.newest_foreign(desk.store, one.ticket_id, desk.agent_id)
            desk.store.execute(
                "UPDATE operation SET began_version = max(began_version, ?) WHERE uid = ?",
                newest,
                waiting.uid,
            )
        return


def _go_on(desk: Desk, one: Conflict) -> None:
    """Free the operation when nothing of it clashes any more; its undo window goes on."""
    desk.store.execute(
        "UPDATE operation SET error = NULL, not_before = NULL,"
        " state = CASE WHEN release_at > ?1 OR json_extract(payload, '$.scheduled')"
        " THEN 'waiting' ELSE 'queued' END"
        " WHERE uid = ?2 AND state = 'conflict' AND NOT EXISTS (SELECT 1 FROM conflict"
        " WHERE operation_uid = ?2 AND resolved_at IS NULL)",
        desk.now(),
        one.operation,
    )


def _show(desk: Desk, ticket_id: int, field: str, value: Any) -> None:
    """Put the chosen value on the ticket's row."""
    store = desk.store
    if field.startswith(CUSTOM):
        name = field.removeprefix(CUSTOM)
        held: dict[str, str] = dict(
            store.all("SELECT remote_id, value FROM ticket_field WHERE ticket_id = ?", ticket_id)
        )
        held.pop(name, None)
        if value not in (None, ""):
            held[name] = json.dumps(value, ensure_ascii=False, sort_keys=True)
        remote_tickets.write_fields(store, ticket_id, held)
        return
    new: dict[str, Any] = {_COLUMNS.get(field, field): value}
    if kind_of(field) is Kind.STATUS:
        before = remote_tickets.row(store, ticket_id)
        is_over = int(value) >= Status.SOLVED
        new["solved_at"] = (before["solved_at"] or desk.now()) if is_over else None
    remote_tickets.write(store, ticket_id, new)
