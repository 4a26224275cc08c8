"""What stands in the outbox: every operation that is not at the helpdesk yet, in words."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.merge import CUSTOM
from csr_desk.domain.models import OperationState, Priority, Status


class ShelfRow(NamedTuple):
    """An unfinished operation; `words` say what it changes, `body` is the text it carries.

    `reference` is None for a change of a customer. `not_before` is when it is tried next, for one
    in its undo window the instant it leaves.
    """

    uid: str
    account: str
    ticket_id: int | None
    reference: str | None
    subject: str
    kind: str
    state: OperationState
    attempts: int
    not_before: Instant | None
    error: str
    created_at: Instant
    message_id: int | None
    body: str
    bundle: str | None
    payload: dict[str, Any]

    @property
    def carries_text(self) -> bool:
        """Tell whether it is a reply or a note, whose text can be edited."""
        return self.kind in ("reply", "note") and self.message_id is not None

    @property
    def words(self) -> str:
        """Return what the operation changes, in a few words; foreign text is not cleaned."""
        return ", ".join(_words(self)) or self.kind.replace("_", " ")


_ROWS = """
SELECT o.uid, o.account, o.ticket_id, t.reference, coalesce(t.subject, ''), o.kind, o.state,
  o.attempts, CASE o.state WHEN 'waiting' THEN o.release_at ELSE o.not_before END,
  coalesce(o.error, ''), o.created_at, o.message_id, coalesce(m.body, ''), o.bundle, o.payload
FROM operation o LEFT JOIN ticket t ON t.id = o.ticket_id LEFT JOIN message m ON m.id = o.message_id
"""
_UNFINISHED = "o.state NOT IN ('acknowledged', 'dropped')"


def rows(desk: Desk) -> list[ShelfRow]:
    """Return every unfinished operation, the oldest first."""
    return [_row(one) for one in desk.store.all(f"{_ROWS} WHERE {_UNFINISHED} ORDER BY o.seq")]


def row(desk: Desk, uid: str) -> ShelfRow:
    """Return one unfinished operation by its uid, or by a beginning no other one has.

    Raises Refused when there is none, when several begin so, or when it is finished.
    """
    word = uid.strip().lower()
    # A prefix by its range, so that neither % nor _ mean anything.
    named = f"{_ROWS} WHERE o.uid >= ?1 AND o.uid < ?1 || 'g' AND {{}} ORDER BY o.seq LIMIT 2"
    found = desk.store.all(named.format(_UNFINISHED), word) if word else []
    exact = [one for one in found if one[0] == word]
    if len(exact or found) == 1:
        return _row((exact or found)[0])
    if found:
        raise errors.Refused(f"several operations begin with {word}", "Name more of its letters.")
    finished = desk.store.value("SELECT state FROM operation WHERE uid = ?", word)
    if finished is not None:
        arrived = finished == OperationState.ACKNOWLEDGED
        told = "is at the helpdesk already" if arrived else "was dropped already"
        raise errors.Refused(f"operation {word} {told}")
    raise errors.Refused(f"there is no operation {word}", "`csr-desk outbox` lists them.")


def same_request(desk: Desk, one: ShelfRow) -> list[ShelfRow]:
    """Return the unfinished operations of one request: all that were joined with this one."""
    if one.bundle is None:
        return [one]
    sql = f"{_ROWS} WHERE o.bundle = ? AND {_UNFINISHED} ORDER BY o.seq"
    return [_row(found) for found in desk.store.all(sql, one.bundle)]


def _row(found: tuple[Any, ...]) -> ShelfRow:
    values = list(found)
    values[6] = OperationState(values[6])
    values[14] = json.loads(values[14])
    return ShelfRow(*values)


def _words(one: ShelfRow) -> Iterator[str]:
    if one.carries_text:
        status = one.payload.get("status")
        what = one.kind if status is None else f"{one.kind}, {Status(status).word}"
        yield f"{what}: {' '.join(one.body[:400].split())[:80]}"
        return
    if one.kind == "person":
        yield f"customer's {one.payload.get('field', 'record')}: {one.payload.get('after', '')}"
        return
    after = dict(one.payload.get("after") or {})
    own = [name for name in after if name.startswith(CUSTOM)]
    count = len(own) + len(after.pop(CUSTOM.rstrip(":"), {}))
    if count:
        yield f"{count} fields" if count > 1 else "a field"
    for name, value in after.items():
        if name in own:
            continue
        label = name.removesuffix("_id").replace("_", " ").replace("team", "group")
        yield f"{label} {_value(name, value)}".rstrip()


def _value(name: str, value: object) -> str:
    if name == "status" and isinstance(value, int):
        return Status(value).word
    if name == "priority" and isinstance(value, int):
        return Priority(value).word
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None or name.endswith("_id") else str(value)
