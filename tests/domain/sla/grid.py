"""A slow second opinion: open time counted step by step on the local clock, rule by rule.

It shares no line with the product: the local clock is read at every step of some weeks, and the
first instant that shows a time or later is looked up in what was read.
"""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import NamedTuple
from zoneinfo import ZoneInfo

from csr_desk.domain.instants import MINUTE, Instant, to_instant
from csr_desk.domain.sla import Calendar

DAYS = 24


class Place(NamedTuple):
    """A zone and the first day of some weeks in which its clocks do something."""

    zone: str
    year: int
    month: int
    day: int
    step_minutes: int = 5

    @property
    def step(self) -> int:
        return self.step_minutes * MINUTE

    @property
    def begin(self) -> Instant:
        return to_instant(datetime(self.year, self.month, self.day, tzinfo=UTC))

    @property
    def steps(self) -> int:
        return DAYS * 24 * 60 // self.step_minutes


PLACES = (
    Place("UTC", 2028, 2, 20),
    Place("America/Detroit", 2026, 10, 22),
    Place("America/Detroit", 2027, 3, 4),
    Place("Europe/Berlin", 2027, 3, 18),
    Place("Australia/Lord_Howe", 2026, 9, 24),
    Place("Australia/Lord_Howe", 2027, 3, 25),
    Place("America/Sao_Paulo", 2018, 2, 8),  # back from midnight to 23:00
    Place("America/Sao_Paulo", 2018, 10, 26),  # no midnight
    Place("America/St_Johns", 2006, 10, 19, 1),  # back from 00:01 to 23:01
    Place("Pacific/Apia", 2011, 12, 20),  # no 30 December
)


@cache
def latest_clock(place: Place) -> tuple[datetime, ...]:
    """Return the latest date and time shown up to each step."""
    zone = ZoneInfo(place.zone)
    shown = (
        datetime.fromtimestamp((place.begin + number * place.step) / 1000, zone)
        for number in range(place.steps)
    )
    return tuple(accumulate((moment.replace(tzinfo=None) for moment in shown), max))


def open_steps(place: Place, calendar: Calendar) -> list[bool]:
    """Return for each step whether it is open."""
    clock = latest_clock(place)
    found = [False] * place.steps
    day = clock[0].date() - timedelta(days=2)
    while day <= clock[-1].date():
        midnight = datetime.combine(day, time())
        for window in calendar.week[day.weekday()]:
            if day not in calendar.days_off.single:
                opens, closes = (
                    bisect_left(clock, midnight + timedelta(seconds=second)) for second in window
                )
                found[opens:closes] = [True] * (closes - opens)
        day += timedelta(days=1)
    return found


def without(steps: list[bool], pauses: Iterable[tuple[int, int]]) -> list[bool]:
    """Return the open steps outside some pauses, given as steps."""
    left = list(steps)
    for first, last in pauses:
        left[first:last] = [False] * len(left[first:last])
    return left
