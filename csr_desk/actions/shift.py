"""The shift and the agent's states: who receives the seconds while no contact is in focus."""

from dataclasses import dataclass

from csr_desk import errors
from csr_desk.actions import focus
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant, whole_second
from csr_desk.domain.models import AgentState, OperationState, Shift
from csr_desk.store import timeline

_NOT_WHILE_HANDLING = frozenset(
    {
        AgentState.BREAK,
        AgentState.LUNCH,
        AgentState.TRIAGE,
        AgentState.COACHING,
        AgentState.ADMIN,
    }
)
_RUNNING = "End it ({interaction.end}) or put its wrap-up off ({wrap.later})"
_ENDED = "Log it, or put it off with {wrap.later} in its wrap-up ({go.wrap_up}),"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that stands between the agent and the end of the shift."""

    kind: str
    sentence: str
    count: int
    interaction_id: int | None = None


def start(desk: Desk) -> Shift:
    """Begin a shift in AVAILABLE, or return the one that is open."""
    current = timeline.current_shift(desk.store)
    if current is not None:
        return current
    with desk.store.transaction():
        _anchor(desk)
        at = desk.second()
        shift_id = desk.store.insert(
            "shift", uid=desk.new_uid(), agent_id=desk.agent_id, started_at=at
        )
        desk.store.insert("segment", shift_id=shift_id, from_at=at, state=AgentState.AVAILABLE)
        desk.log("shift.started", shift=shift_id, cut=at, agent=desk.agent_id)
        desk.log("focus.moved", cut=at, state=AgentState.AVAILABLE.value)
    return Shift(shift_id, desk.agent_id, at, None, AgentState.AVAILABLE)


def _anchor(desk: Desk) -> None:
    """Anchor the steady line at the wall, after everything earlier shifts have seen."""
    last = desk.store.value("SELECT max(ended_at) FROM shift") or 0
    anchor = desk.clock.set_anchor(not_before=last)
    store_anchor(desk, anchor.instant, anchor.monotonic, anchor.boot)


def store_anchor(desk: Desk, instant: int, monotonic: float, boot: str) -> None:
    """Keep the anchor of the steady line for the next process."""
    desk.store.execute(
        "INSERT OR REPLACE INTO meta VALUES ('anchor_instant', ?), ('anchor_monotonic', ?),"
        " ('anchor_boot', ?)",
        instant,
        monotonic,
        boot,
    )


def set_state(desk: Desk, state: AgentState, reason: str | None = None) -> Shift:
    """Set the agent's state; begins a shift when none is open.

    Raises Refused when a contact is in focus and the state would leave it (product.md section 12).
    """
    with desk.store.transaction():
        shift = start(desk)
        handling = timeline.focused(desk.store)
        if handling is not None and state in _NOT_WHILE_HANDLING:
            raise errors.Refused(
                f"contact #{handling.id} is in focus",
                (_RUNNING if handling.ended_at is None else _ENDED) + f" before {state.lower()}.",
            )
        desk.store.execute("UPDATE shift SET base_state = ? WHERE id = ?", state, shift.id)
        if handling is None:
            focus.to_state(desk, state, desk.second(), reason)
        desk.log("state.set", state=state.value, reason=reason)
    return Shift(shift.id, shift.agent_id, shift.started_at, None, state)


_UNSENT = {
    OperationState.REJECTED: "refused by the helpdesk",
    OperationState.HELD: "held back because the ticket changed",
    OperationState.IN_DOUBT: "sent without an answer",
    OperationState.WAITING: "still in the undo window",
}
_SCHEDULED = "{n} of the outbox: to be sent later, at the time you named"
_FIRST = (*_UNSENT, OperationState.BLOCKED, OperationState.QUEUED, OperationState.TRYING)
_WAITING = (
    "SELECT state, coalesce(json_extract(payload, '$.scheduled'), 0) AND state = 'waiting',"
    " count(*) FROM operation WHERE state NOT IN ('acknowledged', 'dropped', 'conflict')"
    " GROUP BY 1, 2"
)


def blockers(desk: Desk) -> list[Blocker]:
    """Return what should be dealt with before the shift ends, the weightiest first."""
    found = [
        Blocker("unlogged", f"Contact #{one.id} has no wrap-up", 1, one.id)
        for one in timeline.unwrapped(desk.store, desk.agent_id)
    ]
    clashes = int(desk.store.value("SELECT count(*) FROM conflict WHERE resolved_at IS NULL"))
    if clashes:
        count = "1 conflict waits" if clashes == 1 else f"{clashes} conflicts wait"
        found.append(Blocker("conflict", f"{count} for your choice", clashes))
    found += _unsent(desk)
    drafts = desk.store.value("SELECT count(*) FROM draft WHERE body <> ''")
    if drafts:
        count = "1 draft is" if drafts == 1 else f"{drafts} drafts are"
        found.append(Blocker("drafts", f"{count} not sent", drafts))
    return found


def _unsent(desk: Desk) -> list[Blocker]:
    found = []
    for state, is_later, n in desk.store.all(_WAITING):
        if is_later:
            found.append(Blocker("scheduled", _SCHEDULED.format(n=n), n))
        else:
            word = _UNSENT.get(OperationState(state), "not yet at the helpdesk")
            found.append(Blocker(str(state), f"{n} of the outbox: {word}", n))
    order = {str(state): place for place, state in enumerate(_FIRST)}
    return sorted(found, key=lambda one: order.get(one.kind, len(order)))


def end(desk: Desk, *, force: bool = False) -> Shift:
    """End the shift; Refused with the list of blockers unless `force`, which is logged."""
    shift = timeline.current_shift(desk.store)
    if shift is None:
        raise errors.Refused(
            "no shift is open", "Start one with {state.set} or `csr-desk shift start`."
        )
    found = blockers(desk)
    if found and not force:
        raise errors.Refused(
            "the shift cannot end yet: " + "; ".join(one.sentence for one in found),
            "Deal with them, or end it all the same with {shift.end} again (`--force`).",
        )
    with desk.store.transaction():
        at = max(desk.second(), shift.started_at, _after_contacts(desk, shift))
        segment = timeline.open_segment(desk.store)
        if segment is not None and segment.from_at >= at:
            desk.store.execute("DELETE FROM segment WHERE id = ?", segment.id)
            at = segment.from_at
        elif segment is not None:
            desk.store.execute("UPDATE segment SET to_at = ? WHERE id = ?", at, segment.id)
        desk.store.execute("UPDATE shift SET ended_at = ? WHERE id = ?", at, shift.id)
        from csr_desk.actions import handover  # deferred: a start ends no shift

        handover.keep(desk, shift.id)
        desk.log("shift.ended", shift=shift.id, cut=at, forced=[one.kind for one in found])
    return Shift(shift.id, shift.agent_id, shift.started_at, at, shift.base_state)


def _after_contacts(desk: Desk, shift: Shift) -> Instant:
    """Return the first whole second after all the shift's contacts: they belong to it whole."""
    last = desk.store.value(
        "SELECT max(max(coalesce(ended_at, 0), coalesce(wrapped_at, 0))) FROM interaction"
        " WHERE shift_id = ?",
        shift.id,
    )
    return whole_second(last) + SECOND if last else 0
