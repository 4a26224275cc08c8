"""Rows of the outbox as the sync engine sees them: what waits for which record, and in which order.

All functions that write run inside the caller's transaction.
"""

import json
from typing import Any, NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import OperationState
from csr_desk.store.connection import Row, Store

STUCK = (OperationState.HELD, OperationState.CONFLICT, OperationState.REJECTED)
"""States that wait for the agent; what follows on the same record waits behind them."""


class Operation(NamedTuple):
    """One change on its way; `seq` orders the changes of a ticket or customer."""

    seq: int
    uid: str
    account: str
    ticket_id: int | None
    customer_id: int | None
    interaction_id: int | None
    message_id: int | None
    kind: str
    payload: dict[str, Any]
    state: OperationState
    release_at: Instant
    not_before: Instant | None
    attempts: int
    began_version: int
    created_at: Instant
    bundle: str | None
    error: str | None


class Bundle(NamedTuple):
    """Operations that go out as one request; `looked` counts how often it was looked for.

    `aspect` is what of them it brings (csr_desk.domain.aspects); `since` the helpdesk's clock at a
    reading before the request left for the first time.
    """

    uid: str
    account: str
    ticket_id: int | None
    customer_id: int | None
    body: str
    stamp: str
    first_sent_at: Instant | None
    sent_at: Instant | None
    looked: int
    rounds: int
    done_at: Instant | None
    aspect: str
    since: Instant | None


_OPERATION = (
    "SELECT seq, uid, account, ticket_id, customer_id, interaction_id, message_id, kind, payload,"
    " state, release_at, not_before, attempts, began_version, created_at, bundle, error"
    " FROM operation"
)
_OPEN = "state NOT IN ('acknowledged', 'dropped')"
_STUCK = "('held', 'conflict', 'rejected')"
_IN_TURN = "NOT (state = 'waiting' AND coalesce(json_extract(payload, '$.scheduled'), 0))"
"""What is written for later takes its turn then, and holds nothing up until it does."""


def _operation(row: Row) -> Operation:
    values = list(row)
    values[8], values[9] = json.loads(row[8]), OperationState(row[9])
    return Operation(*values)


def unfinished(store: Store, ticket_id: int) -> list[Operation]:
    """Return what is still on its way for a ticket, in order."""
    rows = store.all(f"{_OPERATION} WHERE ticket_id = ? AND {_OPEN} ORDER BY seq", ticket_id)
    return [_operation(row) for row in rows]


def in_turn(store: Store, ticket_id: int) -> list[Operation]:
    """Return what is on its way for a ticket, in order, without what is to be sent later."""
    rows = store.all(
        f"{_OPERATION} WHERE ticket_id = ? AND {_OPEN} AND {_IN_TURN} ORDER BY seq", ticket_id
    )
    return [_operation(row) for row in rows]


def unfinished_of_customer(store: Store, customer_id: int) -> list[Operation]:
    """Return what is still on its way for a customer's record, in order."""
    rows = store.all(
        f"{_OPERATION} WHERE customer_id = ? AND ticket_id IS NULL AND {_OPEN} ORDER BY seq",
        customer_id,
    )
    return [_operation(row) for row in rows]


def of_bundle(store: Store, bundle: str) -> list[Operation]:
    """Return the operations of a bundle, in order."""
    rows = store.all(f"{_OPERATION} WHERE bundle = ? AND {_OPEN} ORDER BY seq", bundle)
    return [_operation(row) for row in rows]


def waiting_tickets(store: Store, account: str, now: Instant) -> list[int]:
    """Return the tickets whose next operation may go now, the oldest first.

    The next one is what has left once already, else the first.
    """
    rows = store.all(
        f"SELECT ticket_id, coalesce(min(CASE WHEN bundle IS NOT NULL THEN seq END), min(seq))"
        f" AS first FROM operation INDEXED BY operation_unfinished"
        f" WHERE account = ? AND {_OPEN} AND ticket_id IS NOT NULL AND {_IN_TURN}"
        " GROUP BY ticket_id"
        " ORDER BY min(seq)",
        account,
    )
    return [row[0] for row in rows if _may_go(store, row[1], now)]


def waiting_customers(store: Store, account: str, now: Instant) -> list[int]:
    """Return the customers' records whose first unfinished change may go now."""
    rows = store.all(
        f"SELECT customer_id, min(seq) AS first FROM operation INDEXED BY operation_unfinished"
        f" WHERE account = ? AND {_OPEN} AND ticket_id IS NULL AND customer_id IS NOT NULL"
        " GROUP BY customer_id ORDER BY first",
        account,
    )
    return [row[0] for row in rows if _may_go(store, row[1], now)]


def _may_go(store: Store, seq: int, now: Instant) -> bool:
    row = store.one("SELECT state, not_before FROM operation WHERE seq = ?", seq)
    return row is not None and row[0] in ("queued", "in_doubt") and (row[1] or 0) <= now


def next_try(store: Store, account: str, now: Instant) -> Instant | None:
    """Return when the next operation that waits for a moment may go; None when none does."""
    found = store.value(
        f"SELECT min(max(coalesce(not_before, 0), CASE state WHEN 'waiting' THEN release_at"
        f" ELSE 0 END)) FROM operation INDEXED BY operation_unfinished WHERE account = ?1"
        f" AND {_OPEN} AND state IN ('waiting', 'queued', 'in_doubt')"
        " AND max(coalesce(not_before, 0), CASE state WHEN 'waiting' THEN release_at ELSE 0 END)"
        " > ?2",
        account,
        now,
    )
    return None if found is None else int(found)


_BEHIND = (
    "EXISTS (SELECT 1 FROM operation f WHERE f.ticket_id = operation.ticket_id"
    f" AND f.seq < operation.seq AND f.state IN {_STUCK})"
)


def needs_settling(store: Store, account: str) -> bool:
    """Tell whether `settle_blocked` would change anything."""
    found = store.value(
        f"SELECT 1 FROM operation INDEXED BY operation_unfinished WHERE account = ? AND {_OPEN}"
        f" AND ((state = 'queued' AND {_BEHIND}) OR (state = 'blocked' AND NOT {_BEHIND})) LIMIT 1",
        account,
    )
    return found is not None


def settle_blocked(store: Store, account: str) -> None:
    """Let what stands behind a stuck operation wait, and free what does not any more."""
    store.execute(
        "UPDATE operation INDEXED BY operation_unfinished SET state = 'blocked'"
        f" WHERE account = ? AND {_OPEN} AND state = 'queued' AND {_BEHIND}",
        account,
    )
    store.execute(
        "UPDATE operation INDEXED BY operation_unfinished SET state = 'queued'"
        f" WHERE account = ? AND {_OPEN} AND state = 'blocked' AND NOT {_BEHIND}",
        account,
    )


def move(store: Store, uids: list[str], state: OperationState, **columns: Any) -> None:
    """Move operations to a state and write further columns of theirs."""
    names = "".join(f", {name} = ?" for name in columns)
    for uid in uids:
        store.execute(
            f"UPDATE operation SET state = ?{names} WHERE uid = ?", state, *columns.values(), uid
        )


def bundle(store: Store, uid: str) -> Bundle | None:
    """Return a bundle, or None."""
    row = store.one(
        "SELECT uid, account, ticket_id, customer_id, body, stamp, first_sent_at, sent_at, looked,"
        " rounds, done_at, aspect, since FROM bundle WHERE uid = ?",
        uid,
    )
    return None if row is None else Bundle(*row)


def save_bundle(store: Store, uid: str, account: str, **columns: Any) -> None:
    """Write columns of a bundle, made where it is new."""
    store.execute(
        "INSERT INTO bundle (uid, account) VALUES (?, ?) ON CONFLICT DO NOTHING", uid, account
    )
    marks = ", ".join(f"{name} = ?" for name in columns)
    store.execute(f"UPDATE bundle SET {marks} WHERE uid = ?", *columns.values(), uid)
