"""The append-only event log and its hash chain: every figure can be recomputed from it."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store

GENESIS = "0" * 64


class Event(NamedTuple):
    """One entry of the log."""

    seq: int
    uid: str
    at: Instant
    actor: str
    kind: str
    ticket_id: int | None
    customer_id: int | None
    interaction_id: int | None
    data: dict[str, Any]
    hash: str


def canonical(data: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, no escapes."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def link(before: str, entry: tuple[Any, ...]) -> str:
    """Return the hash of an entry (uid, at, actor, kind, ids, data text) after the hash before."""
    return hashlib.sha256((before + canonical(list(entry))).encode()).hexdigest()


def personal(salt: str, text: str) -> str:
    """Return the salted hash by which personal text enters the log (16 hex digits)."""
    return hashlib.sha256((salt + text).encode()).hexdigest()[:16]


def append(
    store: Store,
    new_uid: Callable[[], str],
    at: Instant,
    actor: str,
    kind: str,
    *,
    ticket_id: int | None = None,
    customer_id: int | None = None,
    interaction_id: int | None = None,
    **data: Any,
) -> int:
    """Append one event inside the current transaction and return its sequence number."""
    last = store.one("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")
    seq, before = last if last else (0, GENESIS)
    uid, text = new_uid(), canonical(data)
    entry = (uid, at, actor, kind, ticket_id, customer_id, interaction_id, text)
    store.execute(
        "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        seq + 1,
        *entry,
        link(before, entry),
    )
    return int(seq) + 1


def head(store: Store) -> tuple[int, str]:
    """Return the last sequence number and hash of the chain."""
    row = store.one("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1")
    return (int(row[0]), str(row[1])) if row else (0, GENESIS)


def read(store: Store, where: str = "1", *values: Any) -> Iterator[Event]:
    """Yield the events that match an SQL condition, in order."""
    sql = (
        "SELECT seq, uid, at, actor, kind, ticket_id, customer_id, interaction_id, data, hash"
        f" FROM event WHERE {where} ORDER BY seq"
    )
    for row in store.db.execute(sql, values):
        yield Event(*(*row[:8], json.loads(row[8]), row[9]))


def broken_at(store: Store) -> int | None:
    """Return the first sequence number at which the chain does not hold, or None when it does."""
    before, expected = GENESIS, 1
    sql = (
        "SELECT seq, uid, at, actor, kind, ticket_id, customer_id, interaction_id, data, hash"
        " FROM event ORDER BY seq"
    )
    for row in store.db.execute(sql):
        if row[0] != expected or link(before, row[1:9]) != row[9]:
            return expected
        before, expected = row[9], expected + 1
    return None
