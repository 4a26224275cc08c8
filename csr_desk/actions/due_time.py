"""Due times in the agent's zone and calendar: what lies outside the hours goes to the opening."""

from typing import TYPE_CHECKING, NamedTuple

from csr_desk.actions.desk import Desk
from csr_desk.domain import when
from csr_desk.domain.instants import Instant

if TYPE_CHECKING:
    from csr_desk.domain.sla import OpenHours


class DueTime(NamedTuple):
    """An instant ahead; `moved` says in a sentence why it is another one than was named."""

    at: Instant
    moved: str = ""


def opening_hours(desk: Desk) -> "OpenHours | None":
    """Return the hours of the calendar where no agreement says otherwise, None without one."""
    if desk.config.deadlines is None:
        return None
    # Deferred: a desk without calendars needs none of their rules.
    from csr_desk.actions import deadlines
    from csr_desk.domain.sla import OpenHours

    found = deadlines.settings(desk)
    if found is None or not found.calendars:
        return None
    usual = found.calendars.get(found.agreement.otherwise.calendar)
    return OpenHours(usual or next(iter(found.calendars.values())))


def read(desk: Desk, typed: str) -> DueTime:
    """Return the time a text names, at an opening; WhenProblem with the sentence."""
    return opened(desk, when.parse(typed, desk.now(), desk.zone))


def opened(desk: Desk, at: Instant) -> DueTime:
    """Return an instant, or the next opening when it is on a holiday or outside the hours."""
    hours = opening_hours(desk)
    if hours is None:
        return DueTime(at)
    from csr_desk.domain.sla import SlaProblem, offered

    try:
        offer = offered(hours, at)
    except SlaProblem:
        return DueTime(at)  # a calendar that never opens moves nothing
    if offer.at == at:
        return DueTime(at)
    return DueTime(offer.at, f"{offer.reason}: moved to {shown(desk, offer.at)}.")


def shown(desk: Desk, at: Instant) -> str:
    """Return a due time for people: `Tue 24 Nov 10:00`."""
    return when.shown(at, desk.now(), desk.zone)


def said(desk: Desk, due: DueTime) -> str:
    """Return a due time for people with the reason where it was moved."""
    return f"{shown(desk, due.at)} ({due.moved})" if due.moved else shown(desk, due.at)
