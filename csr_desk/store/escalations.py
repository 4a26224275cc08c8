"""Escalations, transfers and identity checks as the store has them."""

from typing import NamedTuple

from csr_desk import errors
from csr_desk.domain.escalation import Handing, Step, state_word
from csr_desk.domain.identity_check import Result
from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Row, Store


class Escalation(NamedTuple):
    """A case sent higher; `team` is empty where only a tier was named."""

    id: int
    ticket_id: int
    interaction_id: int | None
    follow_up_id: int | None
    tier: str
    team_id: int | None
    team: str
    reason: str
    summary: str
    answer: str
    step: Step
    clock: str
    opened_at: Instant
    due_at: Instant
    actor: str

    @property
    def where(self) -> str:
        """Return tier and team in words."""
        return " · ".join(one for one in (self.tier, self.team) if one)

    def state(self, now: Instant) -> str:
        """Return the state as it is shown, `overdue` among them."""
        return state_word(self.step, self.due_at, now)


class Transfer(NamedTuple):
    """A case handed over, or offered."""

    id: int
    ticket_id: int
    interaction_id: int | None
    team_id: int | None
    agent_id: int | None
    whom: str
    is_warm: bool
    reason: str
    state: Handing
    at: Instant
    actor: str


class Verification(NamedTuple):
    """An identity check."""

    id: int
    method: str
    result: Result
    note: str
    at: Instant
    actor: str


_ESCALATION = (
    "SELECT e.id, e.ticket_id, e.interaction_id, e.follow_up_id, e.tier, e.team_id,"
    " coalesce(g.name, ''), e.reason, e.summary, e.answer, e.state, e.clock, e.opened_at, e.due_at,"
    " e.actor FROM escalation e LEFT JOIN team g ON g.id = e.team_id"
)
_TRANSFER = (
    "SELECT f.id, f.ticket_id, f.interaction_id, f.team_id, f.agent_id,"
    " coalesce(a.name, g.name, ''), f.is_warm, f.reason, f.state, f.at, f.actor FROM transfer f"
    " LEFT JOIN team g ON g.id = f.team_id LEFT JOIN agent a ON a.id = f.agent_id"
)


def _escalation(row: Row) -> Escalation:
    return Escalation._make((*row[:10], Step(row[10]), *row[11:]))


def _transfer(row: Row) -> Transfer:
    return Transfer._make((*row[:6], bool(row[6]), row[7], Handing(row[8]), *row[9:]))


def escalation(store: Store, escalation_id: int) -> Escalation:
    """Return one escalation; Refused when there is none of that id."""
    row = store.one(f"{_ESCALATION} WHERE e.id = ?", escalation_id)
    if row is None:
        raise errors.Refused(f"there is no escalation {escalation_id}")
    return _escalation(row)


def of_ticket(store: Store, ticket_id: int) -> list[Escalation]:
    """Return the escalations of a ticket that were not taken back, the newest first."""
    rows = store.all(
        f"{_ESCALATION} WHERE e.ticket_id = ? AND e.undone_at IS NULL ORDER BY e.id DESC", ticket_id
    )
    return [_escalation(row) for row in rows]


def unclosed(store: Store, ticket_id: int) -> list[Escalation]:
    """Return the escalations of a ticket that are not over, the newest first."""
    return [one for one in of_ticket(store, ticket_id) if one.step is not Step.CLOSED]


def nearest_unclosed(store: Store, limit: int) -> list[Escalation]:
    """Return what is not over on tickets not solved yet, the nearest deadline first."""
    rows = store.all(
        f"{_ESCALATION} JOIN ticket t ON t.id = e.ticket_id WHERE e.state <> 'closed'"
        " AND t.status < 4 ORDER BY e.due_at, e.id LIMIT ?",
        limit,
    )
    return [_escalation(row) for row in rows]


def states_of_tasks(store: Store, now: Instant) -> dict[int, str]:
    """Return task to the state of the escalation it belongs to, `overdue` among them."""
    found = nearest_unclosed(store, 1_000)
    return {one.follow_up_id: one.state(now) for one in found if one.follow_up_id is not None}


def transfer(store: Store, transfer_id: int) -> Transfer:
    """Return one transfer; Refused when there is none of that id."""
    row = store.one(f"{_TRANSFER} WHERE f.id = ?", transfer_id)
    if row is None:
        raise errors.Refused(f"there is no transfer {transfer_id}")
    return _transfer(row)


def last_transfer(store: Store, ticket_id: int) -> Transfer | None:
    """Return the newest transfer of a ticket, None when there was none."""
    row = store.one(
        f"{_TRANSFER} WHERE f.ticket_id = ? AND f.undone_at IS NULL ORDER BY f.id DESC LIMIT 1",
        ticket_id,
    )
    return None if row is None else _transfer(row)


def offered(store: Store, ticket_id: int) -> Transfer | None:
    """Return the warm transfer of a ticket that waits for the other side, None when none does."""
    found = last_transfer(store, ticket_id)
    return found if found is not None and found.state is Handing.OFFERED else None


def last_verification(store: Store, customer_id: int) -> Verification | None:
    """Return the newest identity check of a customer, None when there was none."""
    row = store.one(
        "SELECT id, method, result, note, at, actor FROM verification WHERE customer_id = ?"
        " ORDER BY at DESC, id DESC LIMIT 1",
        customer_id,
    )
    return None if row is None else Verification(row[0], row[1], Result(row[2]), *row[3:])


def made_in(store: Store, table: str, interaction_id: int) -> bool:
    """Tell whether an `escalation` or a `transfer` was made in a contact."""
    if table not in ("escalation", "transfer"):
        raise ValueError(f"{table} is made in no contact")
    sql = f"SELECT EXISTS (SELECT 1 FROM {table} WHERE interaction_id = ? AND undone_at IS NULL)"
    return bool(store.value(sql, interaction_id))


# what the figures are made of ---------------------------------------------------------------------

_TIERS = (
    "SELECT e.interaction_id, e.tier FROM escalation e"
    " JOIN interaction i ON i.id = e.interaction_id"
    " WHERE i.agent_id = ? AND e.undone_at IS NULL ORDER BY e.id"
)
# A callback that went without the agent's hand on it was taken back, by itself or with a wrap-up.
_OPENED = """
WITH opened AS (
  SELECT interaction_id, ticket_id, opened_at AS at, 'escalation' AS kind FROM escalation
  WHERE undone_at IS NULL
  UNION ALL
  SELECT interaction_id, ticket_id, at, 'transfer' FROM transfer WHERE undone_at IS NULL
  UNION ALL
  SELECT f.interaction_id, f.ticket_id, f.created_at, 'callback' FROM follow_up f
  WHERE f.kind = 'callback' AND (f.dropped_at IS NULL OR EXISTS (SELECT 1 FROM follow_up_change c
    WHERE c.follow_up_id = f.id AND c.act = 'dropped' AND c.undone_at IS NULL)))
SELECT i.id, o.at, o.kind FROM opened o JOIN interaction i ON i.id = coalesce(o.interaction_id,
  (SELECT max(l.id) FROM interaction l
   WHERE l.ticket_id = o.ticket_id AND l.agent_id = ?1 AND l.ended_at <= o.at))
WHERE i.agent_id = ?1 AND i.ended_at <= o.at AND o.at >= ?2 ORDER BY o.at, i.id
"""
_SETTLED = """
SELECT state, 'escalation', ticket_id, settled FROM (
  SELECT e.id, e.ticket_id,
    CASE WHEN coalesce(e.accepted_at, ?4) <= e.due_at THEN 'met' ELSE 'breached' END AS state,
    coalesce(e.accepted_at, e.due_at) AS settled
  FROM escalation e
  WHERE e.undone_at IS NULL AND (e.accepted_at IS NOT NULL
      OR min(coalesce(e.closed_at, ?4), ?4) > e.due_at)
    AND (e.actor = (SELECT name FROM agent WHERE id = ?1) OR EXISTS (SELECT 1 FROM interaction i
      WHERE i.ticket_id = e.ticket_id AND i.agent_id = ?1)))
WHERE settled >= ?2 AND settled < ?3 ORDER BY settled, id
"""


def tiers_of_contacts(store: Store, agent_id: int) -> dict[int, str]:
    """Return contact to the tier it was escalated to last, for the contacts of an agent."""
    return {int(row[0]): str(row[1]) for row in store.all(_TIERS, agent_id)}


def follow_ons(store: Store, agent_id: int, since: Instant = 0) -> list[tuple[int, Instant, str]]:
    """Return (contact, when, `escalation`, `transfer` or `callback`) of what was opened from an
    agent's contacts after their end; outside any contact it is the last one of the ticket.
    """
    return [(row[0], row[1], row[2]) for row in store.all(_OPENED, agent_id, since)]


def escalation_targets(
    store: Store, agent_id: int, from_at: Instant, to_at: Instant, as_of: Instant | None = None
) -> list[tuple[str, str, int, Instant]]:
    """Return (`met` or `breached`, "escalation", ticket, when) settled in a period, as of an
    instant, by default the period's end. One closed in time without acceptance is neither.

    They are those the agent made, and those of tickets the agent had a contact on.
    """
    now = to_at if as_of is None else min(as_of, to_at)
    rows = store.all(_SETTLED, agent_id, from_at, to_at, now)
    return [(row[0], row[1], row[2], row[3]) for row in rows]
