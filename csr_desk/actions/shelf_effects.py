"""Taking a change that will never reach the helpdesk back from the local ticket.

Only what the change itself had set, and what nobody has set since, goes back; the ticket is then
wanted anew from the helpdesk, whose own values settle the rest.
"""

import json
from contextlib import suppress
from typing import Any

from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.shelf_rows import ShelfRow
from csr_desk.actions.ticket import log_status
from csr_desk.domain.merge import CUSTOM
from csr_desk.domain.models import MessageKind, Status
from csr_desk.errors import Refused
from csr_desk.store import remote_tickets, tickets

_FIELDS = ("status", "priority", "assignee_id", "team_id", "subject")


def take_back(desk: Desk, one: ShelfRow) -> None:
    """Undo the local effect of an operation inside the current transaction.

    A customer's record stays as the agent wrote it: it is the desk's own.
    """
    if one.ticket_id is None:
        return
    if one.kind == "reply":
        take_back_reply(desk, one.ticket_id, one.payload)
    elif one.kind == "update":
        _take_back_fields(desk, one)
    elif one.kind == "create":
        _keep_here(desk, one.ticket_id)
    elif one.kind == "merge":
        _part(desk, one.uid)
    want(desk, one.ticket_id)


def want(desk: Desk, ticket_id: int) -> None:
    """Ask for a ticket anew from its helpdesk, where it came from one."""
    desk.store.execute(
        "UPDATE remote_ticket SET wanted_at = ? WHERE ticket_id = ?", desk.now(), ticket_id
    )


def take_back_reply(desk: Desk, ticket_id: int, payload: dict[str, Any]) -> None:
    """Let the customer wait again, unless another public answer is there or on its way."""
    ticket = tickets.ticket(desk.store, ticket_id)
    before, wanted = payload.get("before") or {}, payload.get("status")
    if wanted is not None and ticket.status == wanted and "status" in before:
        _set(desk, ticket, {"status": before["status"]})
    later = _is_answered_later(desk, ticket_id, payload)
    if ticket.waiting_since is None and before.get("waiting_since") and not later:
        desk.store.execute(
            "UPDATE ticket SET waiting_since = ?, due_at = coalesce(due_at, ?),"
            " due_kind = coalesce(due_kind, ?) WHERE id = ?",
            before["waiting_since"],
            before.get("due_at"),
            before.get("due_kind"),
            ticket_id,
        )


def undo_reply(desk: Desk, ticket_id: int, payload: dict[str, Any]) -> None:
    """Put back what a reply that has not left did to its ticket; what came since then stays."""
    ticket, before = tickets.ticket(desk.store, ticket_id), payload["before"]
    back: dict[str, Any] = {}
    if ticket.status == _status_after(payload):
        back = {name: before[name] for name in ("status", "solved_at")}
    if not _is_answered_later(desk, ticket_id, payload):
        if ticket.waiting_since is None or before["waiting_since"] is not None:
            back["waiting_since"] = before["waiting_since"]
        answered = before["due_kind"] in ("first_response", "next_reply")
        if ticket.due_at == (None if answered else before["due_at"]):
            back |= {name: before[name] for name in ("due_at", "due_kind")}
    names = ", ".join(["version = version + 1", *(f"{name} = ?" for name in back)])
    desk.store.execute(f"UPDATE ticket SET {names} WHERE id = ?", *back.values(), ticket_id)
    log_status(desk, ticket, back.get("status"), undoes=True)


def _status_after(payload: dict[str, Any]) -> int:
    """Return the status that a reply left its ticket in."""
    wanted, began = payload.get("status"), int(payload["before"]["status"])
    if wanted is not None:
        return int(wanted)
    return int(Status.OPEN) if began == Status.NEW else began


def _is_answered_later(desk: Desk, ticket_id: int, payload: dict[str, Any]) -> bool:
    return bool(
        desk.store.value(
            "SELECT EXISTS (SELECT 1 FROM message WHERE ticket_id = ? AND kind = ? AND id > ?"
            " AND author_kind = 'agent' AND state IN ('waiting', 'sent', 'received'))",
            ticket_id,
            MessageKind.PUBLIC,
            payload.get("message") or 0,
        )
    )


def _take_back_fields(desk: Desk, one: ShelfRow) -> None:
    before, after = one.payload.get("before") or {}, one.payload.get("after") or {}
    assert one.ticket_id is not None
    ticket = tickets.ticket(desk.store, one.ticket_id)
    later = _changed_later(desk, one)
    values = {
        name: before[name]
        for name in _FIELDS
        if name in before and name not in later and getattr(ticket, name) == after.get(name)
    }
    if values:
        _set(desk, ticket, values)
    if "tags" in before:
        added, removed = set(after["tags"]) - set(before["tags"]), set(before["tags"])
        kept = (set(ticket.tags) - added) | (removed - set(after["tags"]))
        tickets.set_tags(desk.store, ticket.id, tuple(sorted(kept)))
    _take_back_custom(desk, ticket.id, _custom(before), _custom(after), later)
    tickets.touch(desk.store, ticket.id, desk.now())


def _custom(values: dict[str, Any]) -> dict[str, Any]:
    """Return the helpdesk's own fields among values, by their ids."""
    inner = values.get(CUSTOM.rstrip(":")) or {}
    named = {name: value for name, value in values.items() if name.startswith(CUSTOM)}
    return {**inner, **{name.removeprefix(CUSTOM): value for name, value in named.items()}}


def _take_back_custom(
    desk: Desk, ticket_id: int, before: dict[str, Any], after: dict[str, Any], later: set[str]
) -> None:
    """Give the helpdesk's own fields back what they held."""
    if not before:
        return
    sql = "SELECT remote_id, value FROM ticket_field WHERE ticket_id = ?"
    held: dict[str, str] = dict(desk.store.all(sql, ticket_id))
    for name, value in before.items():
        if CUSTOM + name in later or json.loads(held.get(name, "null")) != after.get(name):
            continue
        held.pop(name, None)
        if value not in (None, ""):
            held[name] = json.dumps(value, ensure_ascii=False, sort_keys=True)
    remote_tickets.write_fields(desk.store, ticket_id, held)


def _changed_later(desk: Desk, one: ShelfRow) -> set[str]:
    """Return the fields that a later operation of the same ticket sets anew."""
    payloads = desk.store.all(
        "SELECT payload FROM operation WHERE ticket_id = ? AND state <> 'dropped'"
        " AND seq > (SELECT seq FROM operation WHERE uid = ?)",
        one.ticket_id,
        one.uid,
    )
    found: set[str] = set()
    for (text,) in payloads:
        payload = json.loads(text)
        after = payload.get("after") or {}
        found |= set(after) | {CUSTOM + name for name in _custom(after)}
        found |= {"status"} if payload.get("status") is not None else set()
    return found


def _set(desk: Desk, ticket: tickets.Ticket, values: dict[str, Any]) -> None:
    marks = ", ".join(f"{name} = ?" for name in values)
    desk.store.execute(f"UPDATE ticket SET {marks} WHERE id = ?", *values.values(), ticket.id)
    status = values.get("status")
    if status is not None:
        solved = ticket.solved_at or desk.now() if status == Status.SOLVED else None
        desk.store.execute("UPDATE ticket SET solved_at = ? WHERE id = ?", solved, ticket.id)
        log_status(desk, ticket, status, undoes=True)


def _keep_here(desk: Desk, ticket_id: int) -> None:
    """Make a ticket that the helpdesk will never have one of this machine alone."""
    desk.store.execute("UPDATE ticket SET account = ? WHERE id = ?", LOCAL, ticket_id)


def _part(desk: Desk, uid: str) -> None:
    """Take a merge apart that will never be made; what a later one took along stays there."""
    from csr_desk.actions import ticket_unmerge  # deferred: few merges are dropped

    sql = "SELECT id FROM ticket_move WHERE operation = ? AND undone_at IS NULL"
    move_id = desk.store.value(sql, uid)
    if move_id is not None:
        with suppress(Refused):  # a later merge stands: the ticket alone comes back, read anew
            ticket_unmerge.unmerge(desk, int(move_id))
