"""What remains of a change in the outbox when one part of it is at the helpdesk.

It happens where a helpdesk takes words, time and fields by requests of their own: the words that
arrived are sent, whatever becomes of the status that was to come after them.
"""

import json
from typing import Any

from csr_desk.actions.desk import Desk
from csr_desk.domain.aspects import Aspect
from csr_desk.domain.models import OperationState
from csr_desk.store import operations, remote_operations

THROUGH = "through"
"""Key of a payload: the parts of a contact's notes that are at the helpdesk."""


def left_after(kind: str, payload: dict[str, Any], aspect: Aspect) -> tuple[str, dict[str, Any]]:
    """Return the kind and the payload of what remains of an operation without one part.

    A reply that arrived leaves the status it was to bring; a contact leaves its other parts.
    """
    if kind == "wrap_up":
        part = Aspect.FIELDS if aspect is Aspect.CREATE else aspect
        return kind, {**payload, THROUGH: [*payload.get(THROUGH, ()), part.value]}
    before = (payload.get("before") or {}).get("status")
    status = payload.get("status")
    after = {} if status is None else {"status": status}
    known = {} if before is None or status is None else {"status": before}
    return "update", {"before": known, "after": after, "takes_ticket": kind == "reply"}


def go_on(desk: Desk, uid: str, aspect: Aspect) -> None:
    """Let the rest of an operation leave by itself, inside the current transaction.

    A part that changes nothing at the helpdesk is found to be so before it leaves.
    """
    store = desk.store
    kind, payload = store.one("SELECT kind, payload FROM operation WHERE uid = ?", uid) or ("", "")
    kind, left = left_after(str(kind), json.loads(payload), aspect)
    remote_operations.save_payload(store, uid, left)
    columns = {"kind": kind, "bundle": None, "not_before": None, "error": None, "attempts": 0}
    operations.move(store, [uid], OperationState.QUEUED, **columns)
