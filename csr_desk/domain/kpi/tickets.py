"""Figures of tickets: response and resolution times, triage (kpi.md 3)."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import SECONDS, Exact, Figure, count, not_measured, ratio
from csr_desk.domain.kpi.records import BusinessSeconds, Settings, TicketTimes

_Times = tuple[str, Callable[[TicketTimes], Instant | None]]
_TIMES: Final[tuple[_Times, ...]] = (
    ("first_response_time", lambda ticket: ticket.first_response_at),
    ("full_resolution_time", lambda ticket: ticket.last_solved_at),
)


def ticket_figures(
    tickets: Sequence[TicketTimes], period: Period, as_of: Instant, settings: Settings
) -> dict[str, Figure]:
    """Return mean acknowledgement, response and resolution times, and triage in a business day.

    A time belongs to the period that holds its later instant; `_business` figures count the open
    seconds of the calendar and are not measured without one.
    """
    window = period.until(as_of + 1)
    business = settings.business_seconds
    figures = {
        "acknowledgement_time": _mean(tickets, window, lambda ticket: ticket.acknowledged_at)
    }
    for name, ended in _TIMES:
        figures[name] = _mean(tickets, window, ended)
        figures[f"{name}_business"] = (
            not_measured(SECONDS) if business is None else _mean(tickets, window, ended, business)
        )
    triaged = [ticket for ticket in tickets if window.holds(ticket.triaged_at)]
    figures["triage"] = _triage(triaged, settings)
    figures["triage_spam"] = count(sum(one.triaged_as_spam for one in triaged), "tickets")
    return figures


def _mean(
    tickets: Iterable[TicketTimes],
    window: Period,
    ended: Callable[[TicketTimes], Instant | None],
    business: BusinessSeconds | None = None,
) -> Figure:
    total: Exact = 0
    number = 0
    for ticket in tickets:
        at = ended(ticket)
        if at is None or not window.holds(at) or at < ticket.created_at:
            continue
        number += 1
        total += (
            elapsed_s(ticket.created_at, at)
            if business is None
            else business(ticket.created_at, at)
        )
    return ratio(total, number, SECONDS)


def elapsed_s(from_at: Instant, to_at: Instant) -> Fraction:
    """Return the exact seconds between two instants."""
    return Fraction(to_at - from_at, SECOND)


def _triage(triaged: Iterable[TicketTimes], settings: Settings) -> Figure:
    business = settings.business_seconds
    if business is None:
        return not_measured()
    taken = [
        business(ticket.created_at, max(ticket.created_at, ticket.triaged_at))
        for ticket in triaged
        if ticket.triaged_at is not None
    ]
    return ratio(sum(seconds <= settings.business_day_s for seconds in taken), len(taken))
