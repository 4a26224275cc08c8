"""Targets that came due and what was opened from a contact, for the figures of a period."""

from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.store import escalations
from csr_desk.store.connection import Store

_TARGETS = """
SELECT f.state, f.target, f.ticket_id, coalesce(f.ended_at, f.settled_at) AS settled
FROM sla_fact f INDEXED BY sla_fact_settled
WHERE settled >= ? AND settled < ? AND EXISTS (
  SELECT 1 FROM interaction i WHERE i.ticket_id = f.ticket_id AND i.agent_id = ?)
ORDER BY settled, f.ticket_id, f.target
"""


def targets(
    store: Store, agent_id: int, period: kpi.Period, as_of: Instant
) -> tuple[kpi.SlaTarget, ...]:
    """Return the targets met or breached in a period, of tickets the agent had a contact on."""
    rows = store.all(_TARGETS, period.from_at, period.to_at, agent_id)
    rows += escalations.escalation_targets(store, agent_id, period.from_at, period.to_at, as_of)
    return tuple(kpi.SlaTarget(*row) for row in rows)


def follow_ons(store: Store, agent_id: int) -> tuple[kpi.FollowOn, ...]:
    """Return the escalations, transfers and callbacks opened from contacts after their end."""
    return tuple(kpi.FollowOn(*row) for row in escalations.follow_ons(store, agent_id))
