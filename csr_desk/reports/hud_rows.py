"""The rows behind the figures of the open shift, each by an index, whatever the store holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Phase
from csr_desk.reports.feed_contacts import COLUMNS, LAST_WRAP_UP, NO_SECONDS, Window, contact
from csr_desk.reports.feed_tickets import Steps, folded
from csr_desk.store.connection import Store

_CONTACT = f"SELECT {COLUMNS} FROM interaction i LEFT JOIN {LAST_WRAP_UP}"
_SECONDS = """
SELECT interaction_id, phase, sum(max(coalesce(to_at, ?2), from_at) - from_at) / 1000
FROM segment WHERE interaction_id IN (SELECT value FROM json_each(?1)) GROUP BY 1, 2
UNION ALL
SELECT interaction_id, phase, sum(delta_s) FROM time_correction
WHERE interaction_id IN (SELECT value FROM json_each(?1)) AND kind <> 'trimmed' GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Persons:
    """Customer records with all that were merged with them, and into which each was merged."""

    all: frozenset[int]
    merges: Mapping[kpi.Id, kpi.Id]


def ended(
    store: Store, agent_id: int, period: kpi.Period, as_of: Instant
) -> tuple[kpi.Contact, ...]:
    """Return the agent's contacts that ended in a period, with the seconds of their phases."""
    sql = f"{_CONTACT} WHERE i.ended_at >= ? AND i.ended_at < ? AND i.agent_id = ?"
    rows = store.all(sql, period.from_at, period.to_at, agent_id)
    seconds: dict[int, dict[str, int]] = {}
    for number, phase, spent in store.all(_SECONDS, _listed(row[0] for row in rows), as_of):
        phases = seconds.setdefault(number, dict.fromkeys(Phase, 0))
        phases[phase] += spent
    return tuple(contact(row, seconds.get(row[0], NO_SECONDS)) for row in rows)


def of_customers(store: Store, customers: Iterable[int], within: Window) -> tuple[kpi.Contact, ...]:
    """Return all contacts with customers that ended in a window, without their seconds."""
    sql = (
        f"{_CONTACT} WHERE i.customer_id IN (SELECT value FROM json_each(?))"
        " AND i.ended_at > ? AND i.ended_at < ?"
    )
    rows = store.all(sql, _listed(customers), *within)
    return tuple(contact(row, NO_SECONDS) for row in rows)


def persons(store: Store, customers: Iterable[kpi.Id | None]) -> Persons:
    """Return customers and everyone merged into them or that they were merged into."""
    known = {int(one) for one in customers if one is not None}
    merges: dict[kpi.Id, kpi.Id] = {}
    new = set(known)
    while new:
        rows = store.all(
            "SELECT id, merged_into FROM customer WHERE merged_into IS NOT NULL"
            " AND id IN (SELECT value FROM json_each(?1))"
            " UNION SELECT id, merged_into FROM customer"
            " WHERE merged_into IN (SELECT value FROM json_each(?1))",
            _listed(new),
        )
        merges.update(rows)
        new = {one for row in rows for one in row} - known
        known |= new
    return Persons(frozenset(known), merges)


def steps(store: Store, tickets: Iterable[kpi.Id | None], since: Instant) -> Steps:
    """Return when tickets were solved and left `solved` again since an instant."""
    rows = store.all(
        "SELECT kind, ticket_id, at FROM event WHERE at >= ?"
        " AND ticket_id IN (SELECT value FROM json_each(?)) AND kind IN ('ticket.solved',"
        " 'ticket.reopened', 'ticket.solve_undone', 'ticket.reopen_undone') ORDER BY seq",
        since,
        _listed(int(one) for one in tickets if one is not None),
    )
    return folded(rows)


def line(
    store: Store, shift_id: int
) -> tuple[tuple[kpi.StateSpan, ...], tuple[kpi.FocusSpan, ...]]:
    """Return the stretches of a shift: those in a state, and in focus."""
    rows = store.all(
        "SELECT from_at, to_at, interaction_id, phase, state FROM segment WHERE shift_id = ?",
        shift_id,
    )
    return (
        tuple(kpi.StateSpan(row[0], row[1], row[4]) for row in rows if row[4] is not None),
        tuple(kpi.FocusSpan(*row[:4]) for row in rows if row[4] is None),
    )


def links(store: Store, contacts: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of one issue that one of the contacts belongs to."""
    rows = store.all(
        "SELECT interaction_id, to_id FROM interaction_link WHERE kind = 'same_issue'"
        " AND (interaction_id IN (SELECT value FROM json_each(?1))"
        " OR to_id IN (SELECT value FROM json_each(?1)))",
        _listed(contacts),
    )
    return tuple((row[0], row[1]) for row in rows)


def _listed(numbers: Iterable[int]) -> str:
    return "[" + ",".join(str(one) for one in sorted(set(numbers))) + "]"
