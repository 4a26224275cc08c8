"""Contacts, their time and whose they are: what the store has for the figures of a period."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.reports.progress import Progress
from csr_desk.store import escalations
from csr_desk.store.connection import Row, Store

_STEP: Final = 2_000


class Window(NamedTuple):
    """The instants whose contacts may be first contacts of a period, or repeats of one."""

    from_at: Instant
    to_at: Instant


def window(store: Store, agent_id: int, period: kpi.Period, length: Instant) -> Window:
    """Return how far first contact resolution looks before and after a period (kpi.md 4).

    `length` is its own window in milliseconds.
    """
    first = store.value(
        "SELECT min(started_at) FROM interaction"
        " WHERE ended_at >= ? AND ended_at < ? AND agent_id = ?",
        period.from_at,
        period.to_at,
        agent_id,
    )
    begin = period.from_at if first is None else min(first, period.from_at)
    return Window(begin - length, period.to_at + length)


COLUMNS: Final = (
    "i.id, i.channel, i.customer_id, i.started_at, i.ended_at, i.direction, i.ticket_id,"
    " w.reason, w.outcome, w.cause, w.tags, i.order_number, i.wrapped_at, i.synced_at, i.agent_id"
)
"""What `contact` makes a contact of, with `LAST_WRAP_UP` in the query."""

LAST_WRAP_UP: Final = (
    "wrap_up w ON w.id ="
    " (SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)"
)

_CONTACTS = f"""
SELECT {COLUMNS}
FROM interaction i INDEXED BY interaction_ended LEFT JOIN {LAST_WRAP_UP}
WHERE i.ended_at > ?2 AND i.ended_at < ?3 AND i.agent_id = ?1
"""


def contacts(
    store: Store, agent_id: int, within: Window, as_of: Instant, progress: Progress
) -> tuple[kpi.Contact, ...]:
    """Return an agent's contacts of a window that have ended, with the wrap-up that counts."""
    rows = store.all(_CONTACTS, agent_id, *within)
    progress(0.2)
    seconds = _seconds(store, agent_id, within, as_of)
    tiers = escalations.tiers_of_contacts(store, agent_id)
    progress(0.5)
    found = []
    for place, row in enumerate(rows):
        found.append(contact(row, seconds.get(row[0], NO_SECONDS), tiers.get(row[0])))
        if place % _STEP == 0:
            progress(0.5 + 0.5 * place / len(rows))
    return tuple(found)


NO_SECONDS: Final[Mapping[str, int]] = {}


def contact(row: Row, phases: Mapping[str, int], tier: str | None = None) -> kpi.Contact:
    """Return the contact of a row of `COLUMNS`, with the seconds of its phases."""
    return kpi.Contact(
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
        tier=tier,
        tags=_tags(row[10]),
        order=row[11],
        logged_local_at=row[12],
        logged_remote_at=row[13],
        talk_s=phases.get("talk", 0),
        hold_s=phases.get("hold", 0),
        acw_s=phases.get("acw", 0),
        agent=row[14],
    )


@lru_cache(maxsize=1_024)
def _tags(text: str | None) -> tuple[str, ...]:
    """Return the tags of a wrap-up; the same few come again and again."""
    return tuple(json.loads(text)) if text else ()


_SECONDS = """
SELECT interaction_id, phase, sum(seconds) FROM (
  SELECT s.interaction_id, s.phase,
    (max(coalesce(s.to_at, ?4), s.from_at) - s.from_at) / 1000 AS seconds
  FROM interaction i INDEXED BY interaction_ended JOIN segment s ON s.interaction_id = i.id
  WHERE i.ended_at > ?2 AND i.ended_at < ?3 AND i.agent_id = ?1
  UNION ALL
  SELECT c.interaction_id, c.phase, c.delta_s FROM time_correction c
  CROSS JOIN interaction i ON i.id = c.interaction_id
  WHERE i.agent_id = ?1 AND c.kind <> 'trimmed')
GROUP BY 1, 2
"""


def _seconds(
    store: Store, agent_id: int, within: Window, as_of: Instant
) -> dict[int, dict[str, int]]:
    """Return the seconds of every phase of the contacts of a window."""
    found: dict[int, dict[str, int]] = {}
    for number, phase, seconds in store.all(_SECONDS, agent_id, *within, as_of):
        found.setdefault(number, {})[phase] = seconds
    return found


_OTHERS = f"""
SELECT {COLUMNS}
FROM interaction i INDEXED BY interaction_ended JOIN {LAST_WRAP_UP}
WHERE i.ended_at > ?2 AND i.ended_at < ?3 AND i.agent_id <> ?1
  AND i.customer_id IN (SELECT value FROM json_each(?4))
"""


def others(
    store: Store,
    agent_id: int,
    within: Window,
    own: Sequence[kpi.Contact],
    merged: Mapping[kpi.Id, kpi.Id],
) -> tuple[kpi.Contact, ...]:
    """Return the contacts colleagues had with the customers of `own`: they may be repeats.

    A customer is every record that was merged with one (kpi.md 4).
    """
    if not store.value("SELECT EXISTS (SELECT 1 FROM interaction WHERE agent_id <> ?)", agent_id):
        return ()
    customers = {one.customer for one in own if one.customer is not None}
    persons = {kpi.canonical(one, merged) for one in customers}
    records = {*merged, *merged.values()}
    customers |= {one for one in records if kpi.canonical(one, merged) in persons}
    rows = store.all(_OTHERS, agent_id, *within, json.dumps(sorted(map(int, customers))))
    return tuple(contact(row, NO_SECONDS) for row in rows)


_LINE = """
SELECT s.from_at, s.to_at, s.interaction_id, s.phase, s.state FROM shift h
JOIN segment s ON s.shift_id = h.id
WHERE h.agent_id = ?1 AND h.started_at < ?3 AND coalesce(h.ended_at, ?3) >= ?2
  AND s.from_at < ?3 AND coalesce(s.to_at, ?3) > ?2
ORDER BY s.from_at
"""


def line(
    store: Store, agent_id: int, period: kpi.Period
) -> tuple[tuple[kpi.StateSpan, ...], tuple[kpi.FocusSpan, ...]]:
    """Return the stretches of the agent's shifts in a period: those in a state, and in focus."""
    rows = store.all(_LINE, agent_id, period.from_at, period.to_at)
    return (
        tuple(kpi.StateSpan(row[0], row[1], row[4]) for row in rows if row[4] is not None),
        tuple(kpi.FocusSpan._make(row[:4]) for row in rows if row[4] is None),
    )


def recovered(store: Store, agent_id: int) -> tuple[kpi.RecoveredSpan, ...]:
    """Return the seconds an agent was in a call while the desk was down."""
    rows = store.all(
        "SELECT c.from_at, c.from_at + c.delta_s * ?, c.interaction_id FROM time_correction c"
        " JOIN interaction i ON i.id = c.interaction_id"
        " WHERE c.kind = 'recovered' AND i.agent_id = ? ORDER BY c.from_at, c.id",
        SECOND,
        agent_id,
    )
    return tuple(kpi.RecoveredSpan(*row) for row in rows)


def merges(store: Store) -> dict[kpi.Id, kpi.Id]:
    """Return which customer went into which; merges that were undone are not among them."""
    return dict(store.all("SELECT id, merged_into FROM customer WHERE merged_into IS NOT NULL"))


def links(store: Store) -> tuple[tuple[int, int], ...]:
    """Return the contacts an agent has linked as the same issue."""
    rows = store.all("SELECT interaction_id, to_id FROM interaction_link WHERE kind = 'same_issue'")
    return tuple((row[0], row[1]) for row in rows)
