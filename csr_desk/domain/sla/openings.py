"""Due dates that people name, moved to the next opening, with the reason in words (sla.md 3)."""

from datetime import date
from typing import NamedTuple

from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.domain.sla.open_hours import OpenHours, Span
from csr_desk.domain.sla.problems import ProblemCode, SlaProblem
from csr_desk.domain.sla.wall_time import checked, ten_years_after, wall_instant


class Offer(NamedTuple):
    """A due instant within opening hours; `reason` says why it is not the one named, or is empty.

    `holiday` is the name of the holiday where that is the reason.
    """

    at: Instant
    reason: str = ""
    holiday: str = ""


def offered(hours: OpenHours, at: Instant) -> Offer:
    """Return an instant, or the next opening when it is on a holiday or outside the hours.

    The closing instant itself is kept, as targets are due at the close. SlaProblem when nothing
    opens within ten years.
    """
    at = checked(at)
    span = _span(hours, at)
    if span.opens <= at or hours.closes_at(at):
        return Offer(at)
    local = to_datetime(at, hours.calendar.zone)
    holiday = hours.day_off(local.date())
    if holiday is not None:
        return Offer(span.opens, _holiday(local.date()), holiday)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    reason = f"{clock} on {local:%A} {local.date()} is outside the opening hours"
    return Offer(span.opens, reason)


def offered_day(hours: OpenHours, day: date) -> Offer:
    """Return the first opening on a date, or the next one after it, with the reason.

    SlaProblem when nothing opens within ten years.
    """
    zone = hours.calendar.zone
    midnight = checked(wall_instant(day.toordinal(), 0, zone))
    next_midnight = wall_instant(day.toordinal() + 1, 0, zone)
    span = _span(hours, midnight)
    if span.opens < midnight:
        # A night that runs into the date is not its opening, unless nothing else opens on it.
        after = _span(hours, span.closes)
        span = after if after.opens < next_midnight else Span(midnight, span.closes)
    holiday = hours.day_off(day)
    if holiday is not None:
        later = span if span.opens >= next_midnight else _span(hours, next_midnight)
        return Offer(later.opens, _holiday(day), holiday)
    if span.opens < next_midnight:
        return Offer(span.opens)
    return Offer(span.opens, f"there are no opening hours on {day:%A} {day}")


def _span(hours: OpenHours, at: Instant) -> Span:
    span = hours.span_at(at, ten_years_after(at, hours.calendar.zone))
    if span is None:
        raise SlaProblem(ProblemCode.NO_DUE_IN_TEN_YEARS)
    return span


def _holiday(day: date) -> str:
    return f"{day} is a holiday"
