"""From the store to the pure figures: the rows `domain.kpi` computes with, read by SQL."""

import json
from decimal import Decimal

from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import Phase
from csr_desk.store.connection import Store

_CONTACTS = """
SELECT i.id, i.channel, i.customer_id, i.started_at, i.ended_at, i.direction, i.ticket_id,
  w.reason, w.outcome, w.cause, w.tags, i.order_number, i.wrapped_at, i.synced_at, i.agent_id
FROM interaction i
LEFT JOIN wrap_up w ON w.id = (
  SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)
WHERE i.agent_id = ?
"""


def settings(config: Config) -> kpi.Settings:
    """Return the team's settings for the figures."""
    return kpi.Settings(
        unpaid_states=frozenset(state.value for state in config.kpi.unpaid_states),
        wage_per_hour=Decimal(config.kpi.wage_per_hour),
        praise_counts=config.kpi.praise_counts,
        has_backend=any(one.backend != "local" for one in config.accounts.values()),
    )


def read(store: Store, agent_id: int, period: kpi.Period, as_of: Instant) -> kpi.ReportData:
    """Read what the figures of a period need: contacts of the whole log, states of the period."""
    return kpi.ReportData(
        contacts=_contacts(store, agent_id, as_of),
        states=_states(store, agent_id, period),
        focus=_focus(store, agent_id, period),
        recovered=_recovered(store, agent_id),
        merges=_merges(store),
        links=tuple(store.all("SELECT interaction_id, to_id FROM interaction_link")),
        solves=_ticket_events(store, "ticket.solved"),
        reopens=_ticket_events(store, "ticket.reopened"),
        tickets=_triaged(store, period),
        sla=_targets(store, agent_id, period),
        coverage="own contacts",
    )


def _seconds(store: Store, agent_id: int, as_of: Instant) -> dict[int, dict[str, int]]:
    """Return the seconds of every phase of every contact of an agent."""
    found: dict[int, dict[str, int]] = {}
    sql = (
        "SELECT s.interaction_id, s.phase,"
        " sum(max(coalesce(s.to_at, ?1), s.from_at) - s.from_at) / 1000"
        " FROM segment s JOIN interaction i ON i.id = s.interaction_id WHERE i.agent_id = ?2"
        " GROUP BY 1, 2 UNION ALL"
        " SELECT c.interaction_id, c.phase, sum(c.delta_s) FROM time_correction c"
        " JOIN interaction i ON i.id = c.interaction_id"
        " WHERE i.agent_id = ?2 AND c.kind <> 'trimmed' GROUP BY 1, 2"
    )
    for interaction_id, phase, seconds in store.db.execute(sql, (as_of, agent_id)):
        phases = found.setdefault(interaction_id, dict.fromkeys(Phase, 0))
        phases[phase] += seconds
    return found


def _contacts(store: Store, agent_id: int, as_of: Instant) -> tuple[kpi.Contact, ...]:
    seconds = _seconds(store, agent_id, as_of)
    none = dict.fromkeys(Phase, 0)
    found = []
    for row in store.db.execute(_CONTACTS, (agent_id,)):
        phases = seconds.get(row[0], none)
        found.append(
            kpi.Contact(
                id=row[0],
                channel=row[1],
                customer=row[2],
                started_at=row[3],
                ended_at=row[4],
                direction=row[5],
                ticket=row[6],
                reason=row[7],
                outcome=row[8],
                cause=row[9],
                tags=tuple(json.loads(row[10] or "[]")),
                order=row[11],
                logged_local_at=row[12],
                logged_remote_at=row[13],
                talk_s=phases[Phase.TALK],
                hold_s=phases[Phase.HOLD],
                acw_s=phases[Phase.AFTER_CALL_WORK],
                agent=str(row[14]),
            )
        )
    return tuple(found)


_SPANS = (
    "FROM segment s JOIN shift h ON h.id = s.shift_id WHERE h.agent_id = ?1"
    " AND s.from_at < ?3 AND coalesce(s.to_at, ?3) > ?2"
)


def _states(store: Store, agent_id: int, period: kpi.Period) -> tuple[kpi.StateSpan, ...]:
    rows = store.all(
        f"SELECT s.from_at, s.to_at, s.state {_SPANS} AND s.state IS NOT NULL ORDER BY s.from_at",
        agent_id,
        period.from_at,
        period.to_at,
    )
    return tuple(kpi.StateSpan(*row) for row in rows)


def _focus(store: Store, agent_id: int, period: kpi.Period) -> tuple[kpi.FocusSpan, ...]:
    rows = store.all(
        f"SELECT s.from_at, s.to_at, s.interaction_id, s.phase {_SPANS}"
        " AND s.phase IS NOT NULL ORDER BY s.from_at",
        agent_id,
        period.from_at,
        period.to_at,
    )
    return tuple(kpi.FocusSpan(*row) for row in rows)


def _recovered(store: Store, agent_id: int) -> tuple[kpi.RecoveredSpan, ...]:
    rows = store.all(
        "SELECT c.from_at, c.from_at + c.delta_s * ?, c.interaction_id FROM time_correction c"
        " JOIN interaction i ON i.id = c.interaction_id"
        " WHERE c.kind = 'recovered' AND i.agent_id = ?",
        SECOND,
        agent_id,
    )
    return tuple(kpi.RecoveredSpan(*row) for row in rows)


def _merges(store: Store) -> dict[int | str, int | str]:
    return dict(store.all("SELECT id, merged_into FROM customer WHERE merged_into IS NOT NULL"))


def _ticket_events(store: Store, kind: str) -> tuple[kpi.TicketEvent, ...]:
    rows = store.all("SELECT ticket_id, at FROM event WHERE kind = ? ORDER BY seq", kind)
    return tuple(kpi.TicketEvent(*row) for row in rows)


_TARGETS = """
SELECT f.state, f.target, f.ticket_id, coalesce(f.ended_at, f.settled_at) AS settled
FROM sla_fact f INDEXED BY sla_fact_settled
WHERE settled >= ? AND settled < ? AND EXISTS (
  SELECT 1 FROM interaction i WHERE i.ticket_id = f.ticket_id AND i.agent_id = ?)
ORDER BY settled, f.ticket_id, f.target
"""


def _targets(store: Store, agent_id: int, period: kpi.Period) -> tuple[kpi.SlaTarget, ...]:
    """Return the targets met or breached in a period, of tickets the agent had a contact on."""
    rows = store.all(_TARGETS, period.from_at, period.to_at, agent_id)
    return tuple(kpi.SlaTarget(*row) for row in rows)


_TRIAGED = """
SELECT e.ticket_id, t.created_at, e.at, e.kind = 'triage.spam'
FROM event e INDEXED BY event_at JOIN ticket t ON t.id = e.ticket_id
WHERE e.at >= ? AND e.at < ? AND e.kind IN ('triage.set', 'triage.spam')
  AND NOT EXISTS (SELECT 1 FROM event u
    WHERE u.ticket_id = e.ticket_id AND u.seq > e.seq AND u.kind = 'triage.undone')
ORDER BY e.seq
"""


def _triaged(store: Store, period: kpi.Period) -> tuple[kpi.TicketTimes, ...]:
    """Return the tickets triaged in a period and not taken back since."""
    return tuple(
        kpi.TicketTimes(
            ticket=ticket_id, created_at=created_at, triaged_at=at, triaged_as_spam=bool(spam)
        )
        for ticket_id, created_at, at, spam in store.all(_TRIAGED, period.from_at, period.to_at)
    )
