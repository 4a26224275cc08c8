"""The row of a ticket after a reading: merged values, instants, and what undoing must know."""

from typing import Any

from csr_desk.actions.desk import Desk
from csr_desk.backends.records import RemoteTicket
from csr_desk.domain.merge import CUSTOM
from csr_desk.domain.queue_row import Status
from csr_desk.store import people, remote_operations, remote_tickets
from csr_desk.store.remote_operations import Waiting
from csr_desk.sync.apply_values import Values, as_text

_LOGGED = ("status", "priority", "assignee_id", "team_id")
_ANSWERED = ("first_response", "next_reply")


def row_of(
    desk: Desk, ticket_id: int, ticket: RemoteTicket, shown: Values, operations: list[Waiting]
) -> dict[str, Any]:
    """Return the columns of a ticket for merged values, a reply that waits counted as given."""
    old = remote_tickets.row(desk.store, ticket_id)
    has_reply = any(one.kind == "reply" for one in operations)
    status, assignee = shown["status"], shown["assignee_id"]
    if has_reply:
        status, assignee = status or int(Status.OPEN), assignee or old["assignee_id"]
    is_triaged = assignee or shown["team_id"] or status != Status.NEW
    answered = has_reply and ticket.due_kind in _ANSWERED
    return {
        "subject": shown["subject"],
        "status": status,
        "priority": shown["priority"],
        "assignee_id": assignee,
        "team_id": shown["team_id"],
        "tags": tuple(shown["tags"]),
        "updated_at": max(old["updated_at"], ticket.updated_at) if operations
        else ticket.updated_at,
        "waiting_since": None if has_reply else _waiting_since(old, status, ticket),
        "due_at": None if answered else ticket.due_at,
        "due_kind": None if answered else ticket.due_kind,
        "solved_at": _solved_at(old, status, ticket),
        "triaged_at": old["triaged_at"] or (ticket.updated_at if is_triaged else None),
        "satisfaction": ticket.satisfaction,
        "remote_status": shown["custom_status"],
        "remote_form": ticket.form,
        "remote_url": ticket.url,
    }  # fmt: skip


def write_row(
    desk: Desk,
    account: str,
    ticket_id: int,
    wanted: dict[str, Any],
    shown: Values,
    theirs: Values,
    operations: list[Waiting],
) -> bool:
    """Write a row with its own fields, log what is new in it; False when it was so already."""
    store = desk.store
    old = remote_tickets.row(store, ticket_id)
    changed = remote_tickets.write(store, ticket_id, wanted)
    fields = {
        name.removeprefix(CUSTOM): as_text(value)
        for name, value in shown.items()
        if name.startswith(CUSTOM) and value is not None and value != ""
    }
    changed = remote_tickets.write_fields(store, ticket_id, fields) or changed
    _rebase(desk, wanted, theirs, operations)
    if changed:
        _log(desk, account, ticket_id, old, wanted)
    return changed


def _waiting_since(old: dict[str, Any], status: int, ticket: RemoteTicket) -> int | None:
    if not remote_tickets.is_open(status):
        return None
    if old["waiting_since"] is None and not remote_tickets.is_open(old["status"]):
        return ticket.updated_at  # until the conversation tells it exactly
    return None if old["waiting_since"] is None else int(old["waiting_since"])


def _solved_at(old: dict[str, Any], status: int, ticket: RemoteTicket) -> int | None:
    if status < Status.SOLVED:
        return None
    return ticket.updated_at if old["solved_at"] is None else int(old["solved_at"])


def _rebase(desk: Desk, wanted: dict[str, Any], theirs: Values, operations: list[Waiting]) -> None:
    """Let taking back what waits lead to what the helpdesk has now, not to what it had."""
    for one in operations:
        before = one.payload.get("before")
        if one.kind != "reply" or one.state != "waiting" or not isinstance(before, dict):
            continue
        now = {**before, "status": theirs["status"]}
        now |= {name: wanted[name] for name in ("due_at", "due_kind") if wanted[name] is not None}
        if theirs["status"] < Status.SOLVED:
            now["solved_at"] = None
        if now != before:
            payload = {**one.payload, "before": now}
            remote_operations.save_payload(desk.store, one.uid, payload)


def _log(
    desk: Desk, account: str, ticket_id: int, old: dict[str, Any], new: dict[str, Any]
) -> None:
    """Log what changed at the helpdesk: codes as they are, tags as hashes, no words."""
    changed = {name: [old[name], new[name]] for name in _LOGGED if old[name] != new[name]}
    customer = new["customer_id"]
    if old["tags"] != new["tags"]:
        changed["tags"] = [
            [people.hashed(desk.store, customer, tag) for tag in side]
            for side in (old["tags"], new["tags"])
        ]
    others = [name for name in new if name not in (*changed, "tags") and old[name] != new[name]]
    desk.log(
        "ticket.changed_remotely",
        ticket_id=ticket_id,
        customer_id=customer,
        account=account,
        changed=changed,
        others=others,
    )
    if old["status"] == Status.SOLVED and new["status"] < Status.SOLVED:
        desk.log("ticket.reopened", ticket_id=ticket_id, by="helpdesk")
