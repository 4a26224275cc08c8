"""Fields a helpdesk wants filled before a ticket may have a status; asked for before the send."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from csr_desk.actions import outbox, shield, ticket
from csr_desk.actions.desk import Desk
from csr_desk.actions.remote_words import options_of
from csr_desk.domain import required_fields
from csr_desk.domain.merge import CUSTOM
from csr_desk.domain.models import Priority, Status
from csr_desk.domain.required_fields import ASSIGNEE, AskedCondition, AskedField, AskedForm
from csr_desk.store import tickets

_UNKNOWN_HERE = ("tickettype",)
"""Types of fields whose value this desk does not know, so that it cannot say they are empty."""

_OWN = {"assignee": "assignee_id", "group": "team_id", "priority": "priority", "subject": "subject"}


class Field(NamedTuple):
    """A field to fill: `options` are (value, label) of those that have some; not cleaned."""

    id: str
    title: str
    type: str
    options: tuple[tuple[Any, str], ...] = ()


def missing(
    desk: Desk,
    ticket_id: int,
    status: Status,
    given: Mapping[str, Any] | None = None,
    *,
    assigns: bool = False,
) -> list[Field]:
    """Return what must be filled before a ticket may have a status; nothing for local tickets.

    `given` are answers that are not written yet; `assigns` says that what is sent also gives the
    ticket to this agent, when nobody has it.
    """
    shown = tickets.ticket(desk.store, ticket_id)
    rows = desk.store.all(
        "SELECT remote_id, type, title, required_to_solve, role FROM remote_field"
        " WHERE account = ? ORDER BY title",
        shown.account,
    )
    if not rows:
        return []
    asked = [
        AskedField(row[0], row[1], bool(row[3]))
        for row in rows
        if not row[4] and row[1] not in _UNKNOWN_HERE
    ]
    values: dict[str, Any] = {
        ASSIGNEE: shown.assignee_id or (desk.agent_id if assigns else None),
        "group": shown.team_id,
        "priority": shown.priority,
        "subject": shown.subject,
        **stored(desk, ticket_id),
    }
    types = {field.id: field.type for field in asked}
    for name, value in (given or {}).items():
        values[types.get(name, name) if types.get(name) in _OWN else name] = value
    custom = desk.store.value("SELECT remote_status FROM ticket WHERE id = ?", ticket_id)
    found = required_fields.missing(
        status, asked, _form(desk, ticket_id, shown.account), values, custom
    )
    titles = {row[0]: (str(row[2]), str(row[1])) for row in rows}
    return [_field(desk, shown.account, one, *titles.get(one, (one, one))) for one in found]


def unfilled(desk: Desk, ids: Iterable[int], status: Status) -> dict[int, str]:
    """Return the tickets that cannot have a status yet, each with what must be filled first."""
    wanted = {one: [field.title for field in missing(desk, one, status)] for one in ids}
    return {
        one: f"{', '.join(titles)} must be filled before it is {status.word}"
        for one, titles in wanted.items()
        if titles
    }


def stored(desk: Desk, ticket_id: int) -> dict[str, Any]:
    """Return the helpdesk's own fields of a ticket: remote id to value."""
    sql = "SELECT remote_id, value FROM ticket_field WHERE ticket_id = ?"
    return {name: json.loads(value) for name, value in desk.store.all(sql, ticket_id)}


def _form(desk: Desk, ticket_id: int, account: str) -> AskedForm | None:
    """Return the ticket's form, the helpdesk's usual one where it names none."""
    row = desk.store.one(
        "SELECT data FROM remote_form WHERE account = ?1 ORDER BY"
        " remote_id IS (SELECT remote_form FROM ticket WHERE id = ?2) DESC, is_default DESC"
        " LIMIT 1",
        account,
        ticket_id,
    )
    if row is None:
        return None
    data = json.loads(row[0])
    conditions = tuple(
        AskedCondition(
            str(one["parent"]), str(one["value"]), str(one["child"]), tuple(one["statuses"])
        )
        for one in data.get("conditions", ())
    )
    return AskedForm(tuple(data.get("fields", ())), conditions)


def _field(desk: Desk, account: str, name: str, title: str, kind: str) -> Field:
    options: list[tuple[Any, str]] = []
    if kind == "assignee":
        sql = "SELECT id, name FROM agent ORDER BY id <> ?, name"
        options = [(row[0], row[1]) for row in desk.store.all(sql, desk.agent_id)]
    elif kind == "group":
        options = [(row[0], row[1]) for row in desk.store.all("SELECT id, name FROM team")]
    elif kind == "priority":
        options = [(one, one.word) for one in reversed(Priority) if one is not Priority.NONE]
    else:
        options = list(options_of(desk, account, name).items())
    return Field(name, title, kind, tuple(options))


def fill(desk: Desk, ticket_id: int, values: Mapping[str, Any]) -> list[str]:
    """Write answers on a ticket, field id to value, and the operations that carry them there.

    Returns the operations. Card numbers are masked. What the desk has columns for, such as the
    assignee, is changed as an agent would.
    """
    with desk.store.transaction():
        shown = tickets.ticket(desk.store, ticket_id)
        types: dict[str, str] = dict(
            desk.store.all(
                "SELECT remote_id, type FROM remote_field WHERE account = ?", shown.account
            )
        )
        own = {
            _OWN[kind]: value
            for name, value in values.items()
            if (kind := types.get(name, name)) in _OWN
        }
        custom = {
            name: shield.masked(desk, value, "field", ticket_id=ticket_id)
            if isinstance(value, str)
            else value
            for name, value in values.items()
            if types.get(name, name) not in _OWN
        }
        done = []
        if own:
            done.append(ticket.change(desk, ticket_id, ticket.Change(**own)))
        if custom:
            done.append(_write_custom(desk, shown, custom))
        return [uid for uid in done if uid is not None]


def _write_custom(desk: Desk, shown: tickets.Ticket, custom: Mapping[str, Any]) -> str:
    before = stored(desk, shown.id)
    for name, value in custom.items():
        desk.store.execute(
            "INSERT OR REPLACE INTO ticket_field VALUES (?, ?, ?)",
            shown.id,
            name,
            json.dumps(value, ensure_ascii=False, sort_keys=True),
        )
    payload = {
        "before": {f"{CUSTOM}{name}": before.get(name) for name in custom},
        "after": {f"{CUSTOM}{name}": value for name, value in custom.items()},
        "told": "",
    }
    uid = outbox.write(desk, shown.id, "update", payload, account=shown.account)
    tickets.touch(desk.store, shown.id, desk.now())
    # Only which fields: what is in them may be personal.
    desk.log("ticket.fields_filled", ticket_id=shown.id, operation=uid, fields=sorted(custom))
    return uid


def unfill(desk: Desk, operation: str) -> None:
    """Put back what fields held before an operation filled them, in the current transaction.

    A field that somebody filled anew since keeps the newer value.
    """
    payload = outbox.payload(desk, operation)
    ticket_id = int(desk.store.value("SELECT ticket_id FROM operation WHERE uid = ?", operation))
    now, after = stored(desk, ticket_id), payload["after"]
    before = {
        name: value
        for name, value in payload["before"].items()
        if now.get(name.removeprefix(CUSTOM)) == after[name]
    }
    if not before:
        return
    for name, value in before.items():
        key = (ticket_id, name.removeprefix(CUSTOM))
        if value is None:
            sql = "DELETE FROM ticket_field WHERE ticket_id = ? AND remote_id = ?"
            desk.store.execute(sql, *key)
        else:
            kept = json.dumps(value, ensure_ascii=False, sort_keys=True)
            desk.store.execute("INSERT OR REPLACE INTO ticket_field VALUES (?, ?, ?)", *key, kept)
    back = {
        "before": {name: after[name] for name in before},
        "after": before,
        "undoes": operation,
    }
    account = tickets.ticket(desk.store, ticket_id).account
    outbox.write(desk, ticket_id, "update", back, account=account)
    tickets.touch(desk.store, ticket_id, desk.now())
    desk.log("ticket.change_undone", ticket_id=ticket_id, operation=operation)
