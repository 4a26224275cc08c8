"""The line of focus segments through a shift: one open segment, no gap, no overlap."""

import json

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import (
    AgentState,
    Channel,
    Direction,
    Interaction,
    Phase,
    Segment,
    Shift,
)
from csr_desk.store.connection import Row, Store

_SEGMENT = "SELECT id, shift_id, from_at, to_at, interaction_id, phase, state, reason FROM segment"
_SHIFT = "SELECT id, agent_id, started_at, ended_at, base_state FROM shift"
_INTERACTION = (
    "SELECT id, ticket_id, customer_id, channel, direction, agent_id, started_at, ended_at,"
    " phase, wrapped_at, recovered_s, flags FROM interaction"
)


def _segment(row: Row) -> Segment:
    phase = Phase(row[5]) if row[5] else None
    state = AgentState(row[6]) if row[6] else None
    return Segment(row[0], row[1], row[2], row[3], row[4], phase, state, row[7])


def _interaction(row: Row) -> Interaction:
    return Interaction(
        row[0],
        row[1],
        row[2],
        Channel(row[3]),
        Direction(row[4]),
        row[5],
        row[6],
        row[7],
        Phase(row[8]),
        row[9],
        row[10],
        tuple(json.loads(row[11])),
    )


def open_segment(store: Store) -> Segment | None:
    """Return the segment that receives the seconds now."""
    row = store.one(f"{_SEGMENT} WHERE to_at IS NULL")
    return _segment(row) if row else None


def segments(store: Store, shift_id: int) -> list[Segment]:
    """Return the segments of a shift in order."""
    return [_segment(r) for r in store.all(f"{_SEGMENT} WHERE shift_id = ? ORDER BY id", shift_id)]


def segments_between(store: Store, start: Instant, end: Instant) -> list[Segment]:
    """Return the segments that touch a period, in order."""
    sql = f"{_SEGMENT} WHERE from_at < ? AND coalesce(to_at, ?) > ? ORDER BY from_at"
    return [_segment(row) for row in store.all(sql, end, end, start)]


def current_shift(store: Store) -> Shift | None:
    """Return the shift that is open."""
    row = store.one(f"{_SHIFT} WHERE ended_at IS NULL")
    return Shift(row[0], row[1], row[2], row[3], AgentState(row[4])) if row else None


def last_shift(store: Store) -> Shift | None:
    """Return the open shift, or the agent's last one."""
    row = store.one(f"{_SHIFT} ORDER BY ended_at IS NULL DESC, started_at DESC LIMIT 1")
    return Shift(row[0], row[1], row[2], row[3], AgentState(row[4])) if row else None


def interaction(store: Store, interaction_id: int) -> Interaction:
    """Return one interaction; Refused when there is none of that number."""
    row = store.one(f"{_INTERACTION} WHERE id = ?", interaction_id)
    if row is None:
        raise errors.Refused(f"there is no contact {interaction_id}", "`csr-desk log` lists them.")
    return _interaction(row)


def unwrapped(store: Store, agent_id: int) -> list[Interaction]:
    """Return the agent's interactions that wait for their wrap-up, oldest first."""
    sql = f"{_INTERACTION} WHERE wrapped_at IS NULL AND agent_id = ? ORDER BY started_at, id"
    return [_interaction(row) for row in store.all(sql, agent_id)]


def focused(store: Store) -> Interaction | None:
    """Return the interaction in focus, or None when a state receives the seconds."""
    segment = open_segment(store)
    if segment is None or segment.interaction_id is None:
        return None
    return interaction(store, segment.interaction_id)


def move(
    store: Store,
    at: Instant,
    *,
    interaction_id: int | None = None,
    phase: Phase | None = None,
    state: AgentState | None = None,
    reason: str | None = None,
) -> Instant | None:
    """Cut the line at a whole second and let another owner receive the seconds from there.

    Returns the second of the cut, or None when nothing changed hands. A cut before the open
    segment's start is moved to that start, so the line never overlaps.
    """
    current = open_segment(store)
    if current is None:
        raise errors.Refused(
            "no shift is open", "Start one with {state.set} or `csr-desk shift start`."
        )
    owner = (interaction_id, phase, state)
    if (current.interaction_id, current.phase, current.state) == owner:
        return None
    at = max(at, current.from_at)
    if at == current.from_at:
        store.execute("DELETE FROM segment WHERE id = ?", current.id)
        if _goes_on(store, current.shift_id, owner, reason):
            return at
    else:
        store.execute("UPDATE segment SET to_at = ? WHERE id = ?", at, current.id)
    store.insert(
        "segment",
        shift_id=current.shift_id,
        from_at=at,
        interaction_id=interaction_id,
        phase=phase,
        state=state,
        reason=reason,
    )
    return at


def _goes_on(
    store: Store,
    shift_id: int,
    owner: tuple[int | None, Phase | None, AgentState | None],
    reason: str | None,
) -> bool:
    """Open the last segment of a shift again when it is of the same owner and reason."""
    row = store.one(f"{_SEGMENT} WHERE shift_id = ? ORDER BY id DESC LIMIT 1", shift_id)
    before = _segment(row) if row else None
    if before is None or (before.interaction_id, before.phase, before.state) != owner:
        return False
    # A gap that was asked about stays one of its own: closing the desk must not reopen it.
    if before.reason != reason:
        return False
    store.execute("UPDATE segment SET to_at = NULL WHERE id = ?", before.id)
    return True


def phase_seconds(store: Store, interaction_id: int, until: Instant) -> dict[Phase, int]:
    """Return the seconds of each phase of an interaction; an open segment counts up to `until`.

    Recovered seconds are part of talk, corrections of their phase; the sum is the handle time
    (kpi.md section 2).
    """
    sums = dict.fromkeys(Phase, 0)
    for phase, seconds in store.all(
        "SELECT phase, sum(max(coalesce(to_at, ?), from_at) - from_at) / 1000 FROM segment"
        " WHERE interaction_id = ? GROUP BY phase",
        until,
        interaction_id,
    ):
        sums[Phase(phase)] += seconds
    for phase, delta in store.all(
        "SELECT phase, sum(delta_s) FROM time_correction"
        " WHERE interaction_id = ? AND kind <> 'trimmed' GROUP BY phase",
        interaction_id,
    ):
        sums[Phase(phase)] += delta
    return sums
