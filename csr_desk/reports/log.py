"""The interaction log: one record for each contact, as `csr-desk log --json` gives it."""

import json

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Phase
from csr_desk.reports.log_record import LogRecord, Version
from csr_desk.store import timeline
from csr_desk.store.connection import Row, Store

_RECORDS = """
SELECT i.id, i.ticket_id, t.reference, t.subject, c.id, c.name, i.channel, i.direction,
  i.started_at, i.ended_at, i.wrapped_at, i.synced_at, a.name, i.flags,
  w.reason, w.outcome, w.cause, coalesce(w.tags, '[]'), coalesce(w.note, ''),
  coalesce(w.next_action, 'none'),
  (SELECT count(*) FROM wrap_up v WHERE v.interaction_id = i.id)
FROM interaction i
JOIN ticket t ON t.id = i.ticket_id
JOIN customer c ON c.id = i.customer_id
JOIN agent a ON a.id = i.agent_id
LEFT JOIN wrap_up w ON w.id = (
  SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)
"""


def _record(store: Store, row: Row, now: Instant) -> LogRecord:
    seconds = timeline.phase_seconds(store, row[0], now)
    values = (
        *row[:13],
        tuple(json.loads(row[13])),
        *(seconds[phase] for phase in (Phase.TALK, Phase.HOLD, Phase.AFTER_CALL_WORK)),
        *row[14:17],
        tuple(json.loads(row[17])),
        *row[18:21],
    )
    return LogRecord(*values)


def records(
    store: Store,
    now: Instant,
    *,
    since: Instant = 0,
    until: Instant | None = None,
    limit: int = 1_000_000,
    agent_id: int | None = None,
) -> list[LogRecord]:
    """Return the contacts that began in a period, newest first."""
    rows = store.all(
        f"{_RECORDS} WHERE i.started_at >= ?1 AND i.started_at < coalesce(?2, 9e15)"
        " AND (?4 IS NULL OR i.agent_id = ?4) ORDER BY i.started_at DESC, i.id DESC LIMIT ?3",
        since,
        until,
        limit,
        agent_id,
    )
    return [_record(store, row, now) for row in rows]


def of_ticket(store: Store, ticket_id: int, now: Instant) -> list[LogRecord]:
    """Return the contacts of a ticket, newest first."""
    sql = f"{_RECORDS} WHERE i.ticket_id = ? ORDER BY i.started_at DESC, i.id DESC"
    return [_record(store, row, now) for row in store.all(sql, ticket_id)]


def of_customer(store: Store, customer_id: int, now: Instant, limit: int = 200) -> list[LogRecord]:
    """Return the contacts of a customer, newest first."""
    sql = f"{_RECORDS} WHERE i.customer_id = ? ORDER BY i.started_at DESC, i.id DESC LIMIT ?"
    return [_record(store, row, now) for row in store.all(sql, customer_id, limit)]


def one(store: Store, interaction_id: int, now: Instant) -> LogRecord | None:
    """Return the record of one contact, or None."""
    row = store.one(f"{_RECORDS} WHERE i.id = ?", interaction_id)
    return _record(store, row, now) if row else None


def history(store: Store, interaction_id: int) -> list[Version]:
    """Return every wrap-up a contact ever had, oldest first, with the reasons of corrections."""
    rows = store.all(
        "SELECT at, actor, reason, outcome, cause, tags, note, correction_reason, undone_at"
        " FROM wrap_up WHERE interaction_id = ? ORDER BY id",
        interaction_id,
    )
    return [Version(*(*row[:5], tuple(json.loads(row[5])), *row[6:])) for row in rows]
