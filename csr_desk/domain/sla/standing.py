"""How a target stands at an instant: running, paused, met or breached, and what is left."""

from enum import StrEnum
from typing import Final, NamedTuple

from csr_desk.domain.instants import Instant, whole_second
from csr_desk.domain.sla.arithmetic import Due, due, elapsed
from csr_desk.domain.sla.open_hours import OpenHours
from csr_desk.domain.sla.policy import Goal
from csr_desk.domain.sla.runs import Run
from csr_desk.domain.sla.targets import Clock, Target

WARN_BEFORE_S: Final = 900


class State(StrEnum):
    """The states that reports count; the first two are facts, written once (sla.md rule 13)."""

    MET = "met"
    BREACHED = "breached"
    RUNNING = "running"
    PAUSED = "paused"


class Standing(NamedTuple):
    """One target at one instant.

    `left_s` is open time: negative past the due instant, at the end of a fulfilled target what it
    had to spare. `due_at` and `warn_at` are None while it is paused, `since` is None otherwise.
    `settled_at` is when it was fulfilled, or its due instant when that has passed without.
    """

    target: Target
    clock: Clock
    target_s: int
    state: State
    left_s: int
    due_at: Instant | None
    warn_at: Instant | None
    since: Instant | None
    settled_at: Instant | None
    is_open: bool

    def is_near(self, now: Instant) -> bool:
        """Tell whether the warning is due: not long to go, and not yet late."""
        return self.state is State.RUNNING and self.warn_at is not None and self.warn_at <= now


def standing(
    run: Run, goal: Goal, hours: OpenHours, now: Instant, warn_s: int = WARN_BEFORE_S
) -> Standing:
    """Return how a run stands; `hours` are those of the goal's clock, `warn_s` is open time.

    SlaProblem where the arithmetic has no result. An end before the start, as clocks that differ
    give it, counts as the start.
    """
    start = whole_second(run.started_at)
    until = max(start, whole_second(now if run.ended_at is None else run.ended_at))
    found = due(hours, start, goal.seconds, run.pauses)
    left_s = goal.seconds - elapsed(hours, start, until, run.pauses)
    is_open = run.ended_at is None
    due_at = found.at if isinstance(found, Due) else None
    state = _state(run, due_at, until)
    is_fact = state in (State.MET, State.BREACHED)
    if is_open and state is State.MET:
        left_s = 0
    warn_at = None
    if due_at is not None and warn_s > 0:
        warn_at = before_due(run, goal, hours, warn_s)
    return Standing(
        target=run.target,
        clock=goal.clock,
        target_s=goal.seconds,
        state=state,
        left_s=left_s,
        due_at=due_at,
        warn_at=warn_at,
        since=None if isinstance(found, Due) else found.since,
        settled_at=(due_at if is_open else until) if is_fact else None,
        is_open=is_open and state is not State.MET,
    )


def before_due(run: Run, goal: Goal, hours: OpenHours, seconds: int) -> Instant | None:
    """Return the instant with so many open seconds to go, the start where there never were.

    None while the run is paused before that.
    """
    if goal.seconds <= seconds:
        return whole_second(run.started_at)
    found = due(hours, run.started_at, goal.seconds - seconds, run.pauses)
    return found.at if isinstance(found, Due) else None


def _state(run: Run, due_at: Instant | None, until: Instant) -> State:
    if run.ended_at is not None:
        return State.MET if due_at is None or until <= due_at else State.BREACHED
    if due_at is None:
        return State.PAUSED
    if until <= due_at:
        return State.RUNNING
    # Solved in its very last second, then reopened: nothing is left, and it is not late by that.
    return State.MET if due_at in map(whole_second, run.kept_at) else State.BREACHED
