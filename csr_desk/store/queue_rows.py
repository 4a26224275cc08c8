"""Reading queue rows: one SELECT with its joins, and the instants at which follow-ups show up."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.domain.queue_row import Priority, QueueRow, Status
from csr_desk.store.connection import Row, Store

FOLLOW_UP_LEAD = 5 * MINUTE
"""How long before its time a follow-up appears in the queue (product.md section 13)."""

COLUMNS = (
    "t.id, t.reference, t.remote_id, t.subject, t.customer_id, c.name, t.channel, t.status,"
    " t.priority, t.assignee_id, a.name, g.name, t.tags, t.created_at, t.updated_at,"
    " t.waiting_since, iif(t.sla_kind IS NULL, t.due_at, t.sla_at),"
    " coalesce(t.sla_kind, t.due_kind),"
    " coalesce(t.last_message_at, 0) > coalesce(t.last_seen_at, 0), t.snippet, t.queue_key,"
    " t.sla_kind IS NOT NULL, t.sla_left_s, t.sla_warn_at"
)
JOINS = (
    " CROSS JOIN customer c ON c.id = t.customer_id"
    " LEFT JOIN agent a ON a.id = t.assignee_id LEFT JOIN team g ON g.id = t.team_id"
)


def queue_row(row: Row) -> QueueRow:
    """Return the row of a SELECT of COLUMNS."""
    values = list(row)
    values[7], values[8], values[18] = Status(row[7]), Priority(row[8]), bool(row[18])
    values[12] = tuple(json.loads(row[12])) if row[12] != "[]" else ()
    return QueueRow(*values)


def rows_of(store: Store, ids: Sequence[int]) -> list[QueueRow]:
    """Return the rows of tickets in the order of their ids; those that are gone are left out."""
    marks = ", ".join("?" * len(ids))
    found = store.all(f"SELECT {COLUMNS} FROM ticket t{JOINS} WHERE t.id IN ({marks})", *ids)
    by_id = {row[0]: queue_row(row) for row in found}
    return [by_id[ticket_id] for ticket_id in ids if ticket_id in by_id]


class DueFollowUp(NamedTuple):
    """A follow-up whose time has come, with its context; customer-only ones have their last ticket.

    `ticket_id` is None when the customer has no ticket at all.
    """

    id: int
    ticket_id: int | None
    customer: str
    kind: str
    text: str
    due_at: Instant


_DUE = """
SELECT f.id, coalesce(f.ticket_id, (SELECT l.id FROM ticket l WHERE l.customer_id = f.customer_id
    ORDER BY l.updated_at DESC LIMIT 1)) AS ticket_id,
  coalesce((SELECT c.name FROM customer c WHERE c.id = coalesce(f.customer_id,
    (SELECT t.customer_id FROM ticket t WHERE t.id = f.ticket_id))), ''),
  f.kind, f.text, f.due_at
FROM follow_up f INDEXED BY follow_up_due
WHERE f.done_at IS NULL AND f.dropped_at IS NULL AND f.due_at <= ?
ORDER BY f.due_at, f.id LIMIT ?
"""


def due_follow_ups(store: Store, now: Instant, limit: int = 1_000) -> list[DueFollowUp]:
    """Return the follow-ups due within the next five minutes or before, the earliest first."""
    rows: Iterable[Row] = store.all(_DUE, now + FOLLOW_UP_LEAD, limit)
    return [DueFollowUp(*row) for row in rows]


def plan_of(store: Store, sql: str, *values: object) -> list[str]:
    """Return the lines of a query's plan, for the tests that no view scans a table."""
    return [str(row[3]) for row in store.all(f"EXPLAIN QUERY PLAN {sql}", *values)]
