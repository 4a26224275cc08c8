"""Operations of a ticket that are not at the helpdesk yet, and the fields they change."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from csr_desk.domain.merge import CUSTOM, Kind
from csr_desk.domain.queue_row import Status
from csr_desk.store.connection import Store

_FIELDS = frozenset(kind.value for kind in Kind) - {Kind.CUSTOM.value}


class Waiting(NamedTuple):
    """An operation with the fields it changes: name to (value before, value after)."""

    uid: str
    kind: str
    state: str
    payload: dict[str, Any]
    fields: dict[str, tuple[Any, Any]]


def waiting(store: Store, ticket_id: int) -> list[Waiting]:
    """Return the operations of a ticket that wait, oldest first.

    The helpdesk has nothing of them, and the desk shows what they do; a held reply does nothing.
    """
    rows = store.all(
        "SELECT uid, kind, state, payload FROM operation WHERE ticket_id = ?"
        " AND state IN ('waiting', 'queued', 'blocked', 'rejected', 'conflict') ORDER BY seq",
        ticket_id,
    )
    return [_waiting(str(row[0]), str(row[1]), str(row[2]), json.loads(row[3])) for row in rows]


def _waiting(uid: str, kind: str, state: str, payload: dict[str, Any]) -> Waiting:
    return Waiting(uid, kind, state, payload, dict(_touched(kind, payload)))


def flies(store: Store, ticket_id: int) -> bool:
    """Tell whether a write of a ticket is on its way: nobody knows whether the helpdesk has it."""
    return bool(
        store.value(
            "SELECT EXISTS (SELECT 1 FROM operation WHERE ticket_id = ?"
            " AND state IN ('trying', 'in_doubt'))",
            ticket_id,
        )
    )


def save_payload(store: Store, uid: str, payload: dict[str, Any]) -> None:
    """Write what an operation carries."""
    text = json.dumps(payload, ensure_ascii=False)
    store.execute("UPDATE operation SET payload = ? WHERE uid = ?", text, uid)


def _touched(kind: str, payload: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    before, after = payload.get("before") or {}, payload.get("after") or {}
    for name, value in after.items():
        if name in _FIELDS or name.startswith(CUSTOM):
            yield name, (before.get(name), value)
        elif name == Kind.CUSTOM.value and isinstance(value, dict):
            old = before.get(name) or {}
            yield from ((f"{CUSTOM}{one}", (old.get(one), new)) for one, new in value.items())
    status = payload.get("status")
    if kind == "reply" and status is not None and "status" not in after:
        yield "status", (before.get("status", int(Status.OPEN)), status)


def without(payload: dict[str, Any], field: str) -> dict[str, Any]:
    """Return what an operation carries with one field less."""
    found = {**payload}
    if field == "status" and payload.get("status") is not None:
        found["status"] = None
    inner = field.removeprefix(CUSTOM)
    for side in ("before", "after"):
        # What a reply found stays in it: undoing it puts that back.
        if isinstance(found.get(side), dict) and (side == "after" or "after" in payload):
            held = {name: value for name, value in found[side].items() if name != field}
            if inner != field and isinstance(held.get(Kind.CUSTOM.value), dict):
                custom = {k: v for k, v in held[Kind.CUSTOM.value].items() if k != inner}
                held[Kind.CUSTOM.value] = custom
                if not custom:
                    del held[Kind.CUSTOM.value]
            found[side] = held
    return found


def began_with(payload: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    """Return what an operation carries as if the field had been `value` when it began."""
    found = {**payload, "before": {**(payload.get("before") or {})}}
    inner = field.removeprefix(CUSTOM)
    custom = found["before"].get(Kind.CUSTOM.value)
    if inner != field and isinstance(custom, dict):
        found["before"][Kind.CUSTOM.value] = {**custom, inner: value}
    else:
        found["before"][field] = list(value) if isinstance(value, tuple) else value
    return found
