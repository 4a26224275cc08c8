"""The reopen rate: solved tickets that did not stay solved (kpi.md 3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import Figure, ratio
from csr_desk.domain.kpi.records import Id, TicketEvent

REOPEN_WINDOW: Final = 604_800 * SECOND


def reopen_rate(
    solves: Iterable[TicketEvent],
    reopens: Iterable[TicketEvent],
    period: Period,
    as_of: Instant,
) -> Figure:
    """Return the share of tickets solved in the period that left `solved` within 604,800 s.

    A ticket counts once, however often it was solved or reopened; exactly 604,800 s is too late,
    as in first contact resolution.
    """
    solved = solvings(solves, period, as_of)
    return ratio(len(reopened(solved, reopens, as_of)), len(solved))


def solvings(
    solves: Iterable[TicketEvent], period: Period, as_of: Instant
) -> Mapping[Id, Sequence[Instant]]:
    """Return when each ticket was solved in a period, as known at an instant."""
    solved: dict[Id, list[Instant]] = defaultdict(list)
    for event in solves:
        if period.holds(event.at) and event.at <= as_of:
            solved[event.ticket].append(event.at)
    return solved


def reopened(
    solved: Mapping[Id, Sequence[Instant]], reopens: Iterable[TicketEvent], as_of: Instant
) -> set[Id]:
    """Return the tickets that left `solved` within 604,800 s of one of their solvings."""
    return {
        event.ticket
        for event in reopens
        if event.at <= as_of
        and any(at <= event.at < at + REOPEN_WINDOW for at in solved.get(event.ticket, ()))
    }
