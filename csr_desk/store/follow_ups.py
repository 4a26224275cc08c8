"""Follow-ups as rows: what is open, by due time, with ticket and customer."""

from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store

CALLBACK, SNOOZE, TASK = "callback", "snooze", "task"
"""Kinds of follow-ups; others, such as `response`, are tasks that something else made."""

MOST = 2_000
"""How many open follow-ups are read at a time; who has more works through the first."""


class FollowUp(NamedTuple):
    """A follow-up with what tells an agent what it is about.

    `reference` and `subject` are `""` without a ticket, `number` is whom a callback calls.
    """

    id: int
    kind: str
    text: str
    number: str
    due_at: Instant
    created_at: Instant
    done_at: Instant | None
    dropped_at: Instant | None
    rung_at: Instant | None
    ticket_id: int | None
    reference: str
    subject: str
    customer_id: int | None
    customer: str

    @property
    def is_open(self) -> bool:
        """Tell whether it is neither done nor dropped."""
        return self.done_at is None and self.dropped_at is None

    @property
    def state(self) -> str:
        """Return the state in a word: `open`, `done` or `dropped`."""
        return "dropped" if self.dropped_at else "done" if self.done_at else "open"


_ROW = (
    "SELECT f.id, f.kind, f.text, f.number, f.due_at, f.created_at, f.done_at, f.dropped_at,"
    " f.rung_at, f.ticket_id, coalesce(t.reference, ''), coalesce(t.subject, ''),"
    " coalesce(t.customer_id, f.customer_id), coalesce(c.name, '') FROM follow_up f{indexed}"
    " LEFT JOIN ticket t ON t.id = f.ticket_id"
    " LEFT JOIN customer c ON c.id = coalesce(t.customer_id, f.customer_id)"
)
_ANY = _ROW.format(indexed="")
_DUE = _ROW.format(indexed=" INDEXED BY follow_up_due")
_OPEN = "f.done_at IS NULL AND f.dropped_at IS NULL"


def one(store: Store, follow_up_id: int) -> FollowUp | None:
    """Return a follow-up, None when there is none of that id."""
    row = store.one(f"{_ANY} WHERE f.id = ?", follow_up_id)
    return None if row is None else FollowUp(*row)


def open_ones(store: Store, limit: int = MOST) -> list[FollowUp]:
    """Return what is open, the earliest due first."""
    rows = store.all(f"{_DUE} WHERE {_OPEN} ORDER BY f.due_at, f.id LIMIT ?", limit)
    return [FollowUp(*row) for row in rows]


def of_ticket(store: Store, ticket_id: int, limit: int = 20) -> list[FollowUp]:
    """Return what is open on a ticket, the earliest due first."""
    rows = store.all(
        f"{_ANY} WHERE f.ticket_id = ? AND {_OPEN} ORDER BY f.due_at, f.id LIMIT ?",
        ticket_id,
        limit,
    )
    return [FollowUp(*row) for row in rows]


def settled(store: Store, limit: int = 200) -> list[FollowUp]:
    """Return what is done or dropped, the last made first."""
    rows = store.all(
        f"{_ANY} WHERE f.done_at IS NOT NULL OR f.dropped_at IS NOT NULL ORDER BY f.id DESC"
        " LIMIT ?",
        limit,
    )
    return [FollowUp(*row) for row in rows]


def to_ring(store: Store, now: Instant, limit: int = 100) -> list[FollowUp]:
    """Return what is due and has not rung yet, the earliest first."""
    rows = store.all(
        f"{_DUE} WHERE {_OPEN} AND f.due_at <= ? AND f.rung_at IS NULL"
        " ORDER BY f.due_at, f.id LIMIT ?",
        now,
        limit,
    )
    return [FollowUp(*row) for row in rows]
