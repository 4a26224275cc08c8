"""Figures of tickets: response and resolution times, triage (kpi.md 3)."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import SECONDS, Exact, Figure, count, not_measured, ratio
from csr_desk.domain.kpi.records import BusinessSeconds, Id, Settings, TicketTimes

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
    pairs = [(ticket.created_at, ended(ticket)) for ticket in tickets]
    known = [(one, at) for one, at in pairs if at is not None and window.holds(at) and at >= one]
    if business is None:
        total: Exact = Fraction(sum(at - one for one, at in known), SECOND)
    else:
        total = sum(business(one, at) for one, at in known)
    return ratio(total, len(known), SECONDS)


def _triage(triaged: Sequence[TicketTimes], settings: Settings) -> Figure:
    if settings.business_seconds is None:
        return not_measured()
    return ratio(len(triaged_in_time(triaged, settings)), len(triaged))


def triaged_in_time(triaged: Iterable[TicketTimes], settings: Settings) -> tuple[Id, ...]:
    """Return the tickets triaged within one business day; none without a calendar."""
    business = settings.business_seconds
    if business is None:
        return ()
    return tuple(
        one.ticket
        for one in triaged
        if one.triaged_at is not None
        and business(one.created_at, max(one.created_at, one.triaged_at)) <= settings.business_day_s
    )
