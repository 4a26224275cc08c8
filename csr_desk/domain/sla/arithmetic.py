"""Elapsed open time and due instants, each the inverse of the other (sla.md rules 6 to 9)."""

from collections.abc import Iterable
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.sla.open_hours import OpenHours
from csr_desk.domain.sla.pauses import Pause, united
from csr_desk.domain.sla.problems import ProblemCode, SlaProblem
from csr_desk.domain.sla.wall_time import checked, ten_years_after


class Due(NamedTuple):
    """A target is used up at this instant."""

    at: Instant


class Paused(NamedTuple):
    """A target stands still with so many open seconds left; nobody knows when it will be due."""

    left_s: int
    since: Instant


def elapsed(hours: OpenHours, start: Instant, end: Instant, pauses: Iterable[Pause] = ()) -> int:
    """Return the seconds in `[start, end)` that lie in a window and in no pause.

    Instants are cut to whole seconds; SlaProblem when the end or a pause is reversed.
    """
    stops = united(pauses)
    start, end = checked(start), checked(end)
    if end < start:
        raise SlaProblem(ProblemCode.END_BEFORE_START)
    paused_s = sum(
        hours.seconds(max(from_at, start), end if to_at is None else min(to_at, end))
        for from_at, to_at in stops
    )
    return hours.seconds(start, end) - paused_s


def due(
    hours: OpenHours, start: Instant, target_s: int, pauses: Iterable[Pause] = ()
) -> Due | Paused:
    """Return the earliest instant at which the elapsed time is the target, or what is left of it.

    SlaProblem for a target of 0 s or less, a reversed pause, and where ten years do not suffice.
    """
    if target_s <= 0:
        raise SlaProblem(ProblemCode.TARGET_MUST_BE_POSITIVE)
    stops = united(pauses)
    at = start = checked(start)
    limit = ten_years_after(start, hours.calendar.zone)
    left_s = target_s
    for from_at, to_at in stops:
        if to_at is not None and to_at <= start:
            continue
        if from_at >= limit:
            break
        open_s = hours.seconds(at, from_at)
        if open_s >= left_s:
            break
        left_s -= open_s
        if to_at is None:
            return Paused(left_s, max(from_at, start))
        at = to_at
        if at >= limit:
            raise SlaProblem(ProblemCode.NO_DUE_IN_TEN_YEARS)
    reached = hours.reached(at, left_s, limit)
    if reached is None:
        raise SlaProblem(ProblemCode.NO_DUE_IN_TEN_YEARS)
    return Due(reached)
