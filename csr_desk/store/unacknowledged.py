"""Tickets whose customer has heard nothing yet: no public word of the desk, no call, no visit.

`ticket.acknowledged_at` is kept by triggers (schema 0003), wherever the word was written.
"""

from csr_desk.store.connection import Store

_WAITS = "t.acknowledged_at IS NULL AND t.status < 4 AND t.is_spam = 0"
_FROM = f"FROM ticket t INDEXED BY ticket_unacknowledged WHERE {_WAITS}"

IDS = f"SELECT t.id {_FROM} ORDER BY t.created_at, t.id"
"""The SELECT of the tickets nobody has acknowledged, the oldest first."""


def ids(store: Store, limit: int) -> list[int]:
    """Return the tickets nobody has acknowledged, the oldest first."""
    return [int(row[0]) for row in store.all(f"{IDS} LIMIT ?", limit)]


def count(store: Store, limit: int) -> int:
    """Return how many tickets nobody has acknowledged, counted up to a limit."""
    return int(store.value(f"SELECT count(*) FROM (SELECT 1 {_FROM} LIMIT ?)", limit))


def waits(store: Store, ticket_id: int) -> bool:
    """Tell whether a ticket's customer has heard nothing yet."""
    sql = f"SELECT EXISTS (SELECT 1 FROM ticket t WHERE t.id = ? AND {_WAITS})"
    return bool(store.value(sql, ticket_id))
