"""Calendars and instants that the tests of deadlines share."""

from datetime import date
from zoneinfo import ZoneInfo

from csr_desk.domain.instants import Instant, parse_instant
from csr_desk.domain.sla import Calendar, DaysOff, OpenHours, week

WORK_DAYS = ("mon", "tue", "wed", "thu", "fri")
THANKSGIVING = date(2026, 11, 26)


def calendar(zone: str, *pairs: tuple[str, str], days: tuple[str, ...] = WORK_DAYS) -> Calendar:
    """Return a calendar with the same windows on some weekdays, closed on Thanksgiving."""
    return Calendar(
        ZoneInfo(zone),
        week(dict.fromkeys(days, pairs)),
        DaysOff(single={THANKSGIVING: "Thanksgiving Day"}),
    )


def office(zone: str = "America/Detroit") -> OpenHours:
    return OpenHours(calendar(zone, ("09:00", "17:00")))


def at(text: str, offset: str = "-05:00") -> Instant:
    """Return the instant of `2026-11-23 10:00[:00]`, by default in Detroit's winter."""
    return parse_instant(f"{text.replace(' ', 'T')}{offset}")
