"""Operations: each change of a ticket leaves one, in the same transaction (DESIGN, outbox).

A ticket of the account `local` has no helpdesk: its operations are acknowledged as soon as their
undo window is over. Those of other accounts become `queued` and wait for the sync engine.
"""

import json
from typing import Any

from csr_desk import errors
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import MessageState, OperationState
from csr_desk.store import remote, tickets
from csr_desk.store.connection import Row


def write(
    desk: Desk,
    ticket_id: int,
    kind: str,
    payload: dict[str, Any],
    *,
    account: str = LOCAL,
    release_at: Instant = 0,
    state: OperationState | None = None,
    **columns: Any,
) -> str:
    """Write an operation inside the current transaction and return its uid.

    `began_version` is the last foreign message the agent had seen, by default the last there is;
    `began_at` up to when the ticket had been read, if none of its conversation was here.
    """
    uid, now = desk.new_uid(), desk.now()
    if "began_at" not in columns:
        columns["began_at"] = remote.read_until(desk.store, ticket_id)
    columns.setdefault(
        "began_version", tickets.newest_foreign(desk.store, ticket_id, desk.agent_id)
    )
    if state is None:
        state = OperationState.WAITING if release_at > now else _released(account)
    done = now if state is OperationState.ACKNOWLEDGED else None
    desk.store.insert(
        "operation",
        uid=uid,
        account=account,
        ticket_id=ticket_id,
        kind=kind,
        payload=json.dumps(payload, ensure_ascii=False),
        state=state,
        release_at=release_at,
        acknowledged_at=done,
        created_at=now,
        **columns,
    )
    return uid


def _released(account: str) -> OperationState:
    return OperationState.ACKNOWLEDGED if account == LOCAL else OperationState.QUEUED


_HERE_STILL = (OperationState.WAITING, OperationState.BLOCKED, OperationState.REJECTED)
"""States in which nothing has happened at the helpdesk, whatever comes next."""


def is_here_still(state: str, attempts: int, bundle: int | None) -> bool:
    """Tell whether nothing of an operation can be at the helpdesk, so that it can be taken back."""
    untried = state == OperationState.QUEUED and not attempts and bundle is None
    return untried or state in _HERE_STILL


def payload(desk: Desk, uid: str) -> dict[str, Any]:
    """Return what an operation carries; Refused when there is none of that uid."""
    text = desk.store.value("SELECT payload FROM operation WHERE uid = ?", uid)
    if text is None:
        raise errors.Refused(f"there is no operation {uid}")
    return dict(json.loads(text))


def set_state(desk: Desk, uid: str, state: OperationState) -> None:
    """Move an operation to another state."""
    done = desk.now() if state is OperationState.ACKNOWLEDGED else None
    desk.store.execute(
        "UPDATE operation SET state = ?, acknowledged_at = coalesce(?, acknowledged_at)"
        " WHERE uid = ?",
        state,
        done,
        uid,
    )


def next_release(desk: Desk) -> Instant | None:
    """Return when the next waiting operation leaves its undo window."""
    value = desk.store.value("SELECT min(release_at) FROM operation WHERE state = 'waiting'")
    return None if value is None else int(value)


def release_due(desk: Desk) -> int:
    """Let go what has left its undo window and return how many operations that were."""
    if not _due(desk):
        return 0
    with desk.store.transaction():
        due = sorted(_due(desk))  # again: another process may have been quicker
        for _, _, uid, account, message_id, ticket_id, interaction_id, release_at in due:
            set_state(desk, uid, _released(account))
            _take_turn(desk, uid)
            if message_id is not None and account == LOCAL:
                desk.store.execute(
                    "UPDATE message SET state = ? WHERE id = ?", MessageState.SENT, message_id
                )
            desk.log(
                "operation.released",
                at=max(release_at, 0),
                ticket_id=ticket_id,
                interaction_id=interaction_id,
                operation=uid,
                sent=message_id is not None and account == LOCAL,
            )
    return len(due)


def _take_turn(desk: Desk, uid: str) -> None:
    """Let what was to be sent later stand behind all that was written before its time came."""
    desk.store.execute(
        "UPDATE operation SET seq = (SELECT max(seq) + 1 FROM operation)"
        " WHERE uid = ? AND state = 'queued' AND json_extract(payload, '$.scheduled')",
        uid,
    )


def _due(desk: Desk) -> list[Row]:
    """Return what is due: what waited to be taken back in its order, then the rest by its time."""
    return desk.store.all(
        "SELECT iif(json_extract(payload, '$.scheduled'), release_at, 0), seq, uid, account,"
        " message_id, ticket_id, interaction_id, release_at"
        " FROM operation WHERE state = 'waiting' AND release_at <= ?",
        desk.now(),
    )


def release_notes(desk: Desk, interaction_id: int) -> None:
    """Let go the notes of a contact that wait to be taken back; replies keep their window."""
    desk.store.execute(
        "UPDATE operation SET not_before = NULL WHERE interaction_id = ? AND kind = 'note'"
        " AND state = 'queued' AND attempts = 0",
        interaction_id,
    )


_PART = (
    "o.kind = 'wrap_up' AND EXISTS (SELECT 1 FROM operation w WHERE w.ticket_id = o.ticket_id"
    " AND w.state NOT IN ('acknowledged', 'dropped') AND w.kind IN ('reply', 'note', 'create')"
    " AND NOT coalesce(json_extract(w.payload, '$.scheduled'), 0))"
    " OR o.kind = 'update' AND json_extract(o.payload, '$.told') = 'wrap-up'"
    " AND EXISTS (SELECT 1 FROM operation w WHERE w.ticket_id = o.ticket_id"
    " AND w.state NOT IN ('acknowledged', 'dropped') AND w.kind = 'wrap_up'"
    " AND w.created_at = o.created_at)"
)


def size(desk: Desk) -> int:
    """Return how many things wait: a wrap-up that goes out with words of its ticket is one with
    them, and the state it sets is one with the wrap-up.
    """
    return int(
        desk.store.value(
            "SELECT count(*) FROM operation o WHERE o.state NOT IN ('acknowledged', 'dropped')"
            f" AND NOT ({_PART})"
        )
    )


def counts(desk: Desk) -> dict[str, int]:
    """Return how many unfinished operations stand in each state."""
    return dict(
        desk.store.all(
            "SELECT state, count(*) FROM operation"
            " WHERE state NOT IN ('acknowledged', 'dropped') GROUP BY state"
        )
    )
