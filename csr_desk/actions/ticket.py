"""Tickets: new ones, changed fields one or many at a time, each change with its old value."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import outbox, shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import AuthorKind, MessageKind, MessageState, Priority, Status
from csr_desk.domain.tags import normalise_tags
from csr_desk.store import people, tickets

_COLUMNS = {
    **{name: name for name in ("status", "priority", "assignee_id", "team_id", "subject")},
    "snoozed_until": "snoozed_until",
    "custom_status": "remote_status",
}
"""Fields that can be changed, and the column each is in."""


class Change(NamedTuple):
    """What to change; None leaves a field, `unassign` takes the assignee away.

    `custom_status` is a helpdesk's own status by its remote id, beside the `status` it counts as.
    """

    status: Status | None = None
    priority: Priority | None = None
    assignee_id: int | None = None
    unassign: bool = False
    team_id: int | None = None
    subject: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    told: str = ""
    custom_status: str | None = None


def create(
    desk: Desk,
    customer_id: int,
    subject: str,
    channel: str,
    *,
    body: str = "",
    priority: Priority = Priority.NORMAL,
    assign_to_me: bool = True,
    reference: str | None = None,
    account: str | None = None,
    follow_up_of: str | None = None,
) -> int:
    """Make a new ticket, with the customer's first words when there are any; return its id.

    It belongs to the desk's own account unless another one is named; `follow_up_of` is the remote
    id of the closed ticket it goes on from.
    """
    with desk.store.transaction():
        name = desk.store.value("SELECT name FROM customer WHERE id = ?", customer_id)
        if name is None:
            raise errors.Refused(f"there is no customer {customer_id}")
        assignee = desk.agent_id if assign_to_me else None
        ticket_id = _insert(
            desk,
            assignee,
            reference=reference or tickets.next_reference(desk.store),
            account=desk.account if account is None else account,
            subject=shield.masked(desk, subject.strip() or "(no subject)", "subject"),
            customer_id=customer_id,
            channel=channel,
            priority=priority,
        )
        made = {
            "channel": channel,
            "message": _first_words(desk, ticket_id, name, channel, body),
            "priority": int(priority),
            "assignee_id": assignee,
            "follow_up_of": follow_up_of,
        }
        outbox.write(desk, ticket_id, "create", made, account=account or desk.account)
        desk.log(
            "ticket.created",
            ticket_id=ticket_id,
            customer_id=customer_id,
            channel=channel,
            created=desk.store.value("SELECT created_at FROM ticket WHERE id = ?", ticket_id),
        )
        return ticket_id


def _insert(desk: Desk, assignee: int | None, **columns: Any) -> int:
    now = desk.now()
    return desk.store.insert(
        "ticket",
        uid=desk.new_uid(),
        status=Status.NEW if assignee is None else Status.OPEN,
        assignee_id=assignee,
        created_at=now,
        updated_at=now,
        waiting_since=now,
        last_seen_at=None if assignee is None else now,
        triaged_at=None if assignee is None else now,
        **columns,
    )


def _first_words(desk: Desk, ticket_id: int, author: str, channel: str, body: str) -> int | None:
    """Write down what the customer said first; return the message, None for no words."""
    if not body.strip():
        return None
    text = shield.masked(desk, body, "inbound", ticket_id=ticket_id)
    message_id = desk.store.insert(
        "message",
        uid=desk.new_uid(),
        ticket_id=ticket_id,
        at=desk.now(),
        kind=MessageKind.PUBLIC,
        author_kind=AuthorKind.CUSTOMER,
        author=author,
        channel=channel,
        body=text,
        state=MessageState.RECEIVED,
    )
    tickets.touch(desk.store, ticket_id, desk.now(), text)
    return message_id


def change(desk: Desk, ticket_id: int, wanted: Change) -> str | None:
    """Change fields of a ticket; return the operation's uid, or None when nothing was different.

    Raises Refused when the ticket would be solved although the customer was told nothing and
    `told` does not say why (wrap-up-taxonomy.md rule 9).
    """
    with desk.store.transaction():
        ticket = tickets.ticket(desk.store, ticket_id)
        new = _differences(ticket, wanted)
        tags = _new_tags(ticket, wanted)
        if not new and tags is None:
            return None
        if new.get("status") == Status.SOLVED and not wanted.told:
            _require_told(desk, ticket)
        old = {name: _value(desk, ticket, name) for name in new}
        _store(desk, ticket, new, tags)
        before: dict[str, Any] = {**old, **({} if tags is None else {"tags": list(ticket.tags)})}
        after: dict[str, Any] = {**new, **({} if tags is None else {"tags": list(tags)})}
        uid = outbox.write(
            desk,
            ticket_id,
            "update",
            {"before": before, "after": after, "told": wanted.told},
            account=ticket.account,
        )
        desk.log(
            "ticket.changed",
            ticket_id=ticket_id,
            operation=uid,
            old=_loggable(desk, ticket.customer_id, before),
            new=_loggable(desk, ticket.customer_id, after),
        )
        log_status(desk, ticket, new.get("status"))
        if _reopens(ticket, new.get("status")):
            from csr_desk.actions import reopening  # few tickets are reopened

            reopening.link_contacts(desk, ticket_id)
        return uid


def _loggable(desk: Desk, customer_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Return values without personal text: no subject, and tags, which may be names, as hashes."""
    found = {name: value for name, value in values.items() if name != "subject"}
    if "tags" in found:
        found["tags"] = [people.hashed(desk.store, customer_id, tag) for tag in found["tags"]]
    return found


def differs(desk: Desk, ticket_id: int, wanted: Change) -> bool:
    """Tell whether a change would make a ticket another one than it is."""
    ticket = tickets.ticket(desk.store, ticket_id)
    return bool(_differences(ticket, wanted)) or _new_tags(ticket, wanted) is not None


def change_many(desk: Desk, ids: Iterable[int], wanted: Change) -> list[str]:
    """Change the same fields of many tickets as one act; return the operations, for one undo."""
    with desk.store.transaction():
        done = [change(desk, ticket_id, wanted) for ticket_id in ids]
        return [uid for uid in done if uid is not None]


def undo_change(desk: Desk, operations: Iterable[str]) -> int:
    """Put back the old values of changes, newest first; return how many tickets changed.

    What somebody changed since then stays, here and at the helpdesk.
    """
    with desk.store.transaction():
        return sum(_put_back(desk, uid) for uid in reversed(list(operations)))


def _put_back(desk: Desk, uid: str) -> bool:
    """Put back what one operation changed; False when all of it was changed anew since."""
    payload = outbox.payload(desk, uid)
    ticket_id = int(desk.store.value("SELECT ticket_id FROM operation WHERE uid = ?", uid))
    ticket = tickets.ticket(desk.store, ticket_id)
    was, after = dict(payload["before"]), payload["after"]
    before = {
        name: value
        for name, value in was.items()
        if name != "tags" and _value(desk, ticket, name) == after[name]
    }
    tags = _old_tags(ticket.tags, was["tags"], after["tags"]) if "tags" in was else None
    if not before and tags is None:
        return False
    now: dict[str, Any] = {name: after[name] for name in before}
    back: dict[str, Any] = dict(before)
    if tags is not None:
        now["tags"], back["tags"] = list(ticket.tags), list(tags)
    _store(desk, ticket, before, tags)
    payload = {"before": now, "after": back, "undoes": uid}
    outbox.write(desk, ticket_id, "update", payload, account=ticket.account)
    desk.log("ticket.change_undone", ticket_id=ticket_id, operation=uid)
    log_status(desk, ticket, before.get("status"), undoes=True)
    if before.get("status") == Status.SOLVED and ticket.status < Status.SOLVED:
        from csr_desk.actions import reopening

        reopening.part_contacts(desk, ticket_id)
    return True


def _old_tags(now: tuple[str, ...], before: list[str], after: list[str]) -> tuple[str, ...] | None:
    """Return the tags without what a change did to them, None when none of it is there still."""
    if sorted(now) == sorted(after):
        return tuple(before)
    kept = (set(now) - (set(after) - set(before))) | (set(before) - set(after))
    return None if kept == set(now) else tuple(sorted(kept))


def _reopens(ticket: tickets.Ticket, status: int | None) -> bool:
    return ticket.status is Status.SOLVED and status is not None and status < Status.SOLVED


def _differences(ticket: tickets.Ticket, wanted: Change) -> dict[str, Any]:
    new: dict[str, Any] = {}
    for name in ("status", "priority", "assignee_id", "team_id", "subject"):
        value = getattr(wanted, name)
        if value is not None and value != getattr(ticket, name):
            new[name] = value
    if wanted.custom_status is not None:
        new["custom_status"] = wanted.custom_status
    if wanted.unassign and ticket.assignee_id is not None:
        new["assignee_id"] = None
    return new


def _new_tags(ticket: tickets.Ticket, wanted: Change) -> tuple[str, ...] | None:
    add, remove = normalise_tags(wanted.add_tags), set(normalise_tags(wanted.remove_tags))
    tags = tuple(sorted((set(ticket.tags) | set(add)) - remove))
    return None if tags == tuple(sorted(ticket.tags)) else tags


def _value(desk: Desk, ticket: tickets.Ticket, name: str) -> Any:
    if name != "custom_status":
        return getattr(ticket, name)
    return desk.store.value("SELECT remote_status FROM ticket WHERE id = ?", ticket.id)


def _store(
    desk: Desk, ticket: tickets.Ticket, new: dict[str, Any], tags: tuple[str, ...] | None
) -> None:
    for name, value in new.items():
        if name not in _COLUMNS:
            raise ValueError(f"{name} is no field of a ticket that can be changed")
        column = _COLUMNS[name]
        desk.store.execute(f"UPDATE ticket SET {column} = ? WHERE id = ?", value, ticket.id)
    if "status" in new:
        solved = Status(new["status"]) is Status.SOLVED
        desk.store.execute(
            "UPDATE ticket SET solved_at = ? WHERE id = ?",
            desk.now() if solved else None,
            ticket.id,
        )
    if tags is not None:
        tickets.set_tags(desk.store, ticket.id, tags)
    tickets.touch(desk.store, ticket.id, desk.now())


def log_status(
    desk: Desk, ticket: tickets.Ticket, status: int | None, *, undoes: bool = False
) -> None:
    """Log that a ticket was solved, or left "solved": the reopen rate is made of these.

    What an undo takes back is as if it had never been: no solving, and no reopening.
    """
    if status is None or status == ticket.status:
        return
    if status == Status.SOLVED:
        kind = "ticket.reopen_undone" if undoes else "ticket.solved"
        desk.log(kind, ticket_id=ticket.id, customer_id=ticket.customer_id)
    elif ticket.status is Status.SOLVED and status < Status.SOLVED:
        kind = "ticket.solve_undone" if undoes else "ticket.reopened"
        desk.log(kind, ticket_id=ticket.id, by="agent")


def has_public_answer(desk: Desk, ticket_id: int) -> bool:
    """Tell whether a person of the desk wrote to the customer; a waiting reply counts."""
    return bool(
        desk.store.value(
            "SELECT EXISTS (SELECT 1 FROM message WHERE ticket_id = ? AND kind = 'public'"
            " AND author_kind = 'agent' AND state IN ('waiting', 'sent', 'received'))",
            ticket_id,
        )
    )


def _require_told(desk: Desk, ticket: tickets.Ticket) -> None:
    if not has_public_answer(desk, ticket.id):
        raise errors.Refused(
            f"ticket {ticket.reference} has no answer to the customer",
            "Send a reply, or say why none is needed (for instance: told by phone).",
        )


def seen(desk: Desk, ticket_id: int) -> None:
    """Remember that the agent has read a ticket up to now."""
    with desk.store.transaction():
        desk.store.execute("UPDATE ticket SET last_seen_at = ? WHERE id = ?", desk.now(), ticket_id)
