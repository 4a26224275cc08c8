"""The open seconds of a calendar between instants, counted by whole weeks where nothing changes.

A span belongs to the date on which its window opens. Spans are clipped by the ones before them, so
that windows that overlap count once, and all spans of one week lie before those of the next.
"""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import NamedTuple

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.sla.calendar import Calendar
from csr_desk.domain.sla.wall_time import local_ordinal, wall_instant
from csr_desk.domain.sla.windows import DAY_S, Week

_WEEK_DAYS = 7


class Span(NamedTuple):
    """Open hours from one instant to another, the second not included."""

    opens: Instant
    closes: Instant


class OpenHours:
    """What a calendar says about instants; keep one for each calendar, it remembers its weeks.

    Weeks are numbered from 0001-01-01, a Monday. Instants lie in the years 1900 to 9910.
    """

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._usual = _usual_week(calendar.week)
        self._usual_total = _total(self._usual)
        self._totals: dict[int, int] = {}
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._days_off: dict[int, dict[int, str]] = {}

    def seconds(self, start: Instant, end: Instant) -> int:
        """Return the open seconds in `[start, end)`, 0 where the end is not later."""
        if end <= start:
            return 0
        first, last = self._week_of(start), self._week_of(end)
        total = 0
        # A week's spans may reach into the next; clocks set back over midnight reach one back.
        for week in range(first - 1, last + 2):
            if first + 1 < week < last - 1:
                total += self._total(week)
            else:
                total += sum(
                    max(min(span.closes, end) - max(span.opens, start), 0)
                    for span in self._spans_of(week)
                )
        return total // SECOND

    def reached(self, start: Instant, seconds: int, limit: Instant) -> Instant | None:
        """Return the first instant by which so many open seconds have passed since `start`.

        `seconds` is above 0. None when that instant comes after `limit`.
        """
        left = seconds * SECOND
        first = self._week_of(start)
        for week in range(first - 1, self._week_of(limit) + 2):
            if week > first + 1 and self._total(week) < left:
                left -= self._total(week)
                continue
            for span in self._spans_of(week):
                opens = max(span.opens, start)
                if span.closes - opens >= left:
                    return opens + left if opens + left <= limit else None
                left -= max(span.closes - opens, 0)
        return None

    def span_at(self, instant: Instant, limit: Instant) -> Span | None:
        """Return the span that holds an instant, or the next one that opens by `limit`."""
        for week in range(self._week_of(instant) - 1, self._week_of(limit) + 2):
            for span in self._spans_of(week):
                if span.closes > instant:
                    return span if span.opens <= limit else None
        return None

    def closes_at(self, instant: Instant) -> bool:
        """Tell whether opening hours end at an instant."""
        week = self._week_of(instant)
        return any(
            span.closes == instant
            for number in range(week - 1, week + 2)
            for span in self._spans_of(number)
        )

    def day_off(self, day: date) -> str | None:
        """Return the name of the holiday on a date, None on any other date."""
        return self._holidays(day.year).get(day.toordinal())

    def _week_of(self, instant: Instant) -> int:
        return (local_ordinal(instant, self.calendar.zone) - 1) // _WEEK_DAYS

    def _total(self, week: int) -> int:
        if week not in self._totals:
            usual = self._is_usual(week)
            self._totals[week] = self._usual_total if usual else _total(self._spans_of(week))
        return self._totals[week]

    def _spans_of(self, week: int) -> tuple[Span, ...]:
        if week not in self._spans:
            self._spans[week] = tuple(self._computed(week))
        return self._spans[week]

    def _computed(self, week: int) -> Iterator[Span]:
        monday = week * _WEEK_DAYS + 1
        if self._is_usual(week):
            begin = wall_instant(monday, 0, self.calendar.zone)
            yield from (Span(begin + opens, begin + closes) for opens, closes in self._usual)
            return
        covered = max((span.closes for span in self._opening_on(monday - 1)), default=0)
        for ordinal in range(monday, monday + _WEEK_DAYS):
            for opens, closes in self._opening_on(ordinal):
                if closes > max(opens, covered):
                    yield Span(max(opens, covered), closes)
                    covered = closes

    def _opening_on(self, ordinal: int) -> Iterator[Span]:
        """Yield the windows that open on a date as instants; they may overlap."""
        day = date.fromordinal(ordinal)
        if ordinal in self._holidays(day.year):
            return
        zone = self.calendar.zone
        for opens, closes in self.calendar.week[day.weekday()]:
            yield Span(wall_instant(ordinal, opens, zone), wall_instant(ordinal, closes, zone))

    def _is_usual(self, week: int) -> bool:
        """Tell whether no holiday and no change of the clocks touches a week.

        A holiday on the Sunday before touches it, because the night of that Sunday runs into it;
        its own Sunday night runs to the end of the Monday after.
        """
        monday = week * _WEEK_DAYS + 1
        sunday_before = date.fromordinal(monday - 1)
        for year in {sunday_before.year, date.fromordinal(monday + 6).year}:
            if not self._holidays(year).keys().isdisjoint(range(monday - 1, monday + _WEEK_DAYS)):
                return False
        return self._is_one_offset(monday, monday + _WEEK_DAYS + 1)

    def _is_one_offset(self, first: int, last: int) -> bool:
        zone = self.calendar.zone
        midnights = (
            datetime.combine(date.fromordinal(ordinal), time(), zone)
            for ordinal in range(first, last + 1)
        )
        offset = zone.utcoffset(next(midnights))
        return all(zone.utcoffset(midnight) == offset for midnight in midnights)

    def _holidays(self, year: int) -> dict[int, str]:
        if year not in self._days_off:
            found = self.calendar.days_off.of_year(year)
            self._days_off[year] = {day.toordinal(): name for day, name in found.items()}
        return self._days_off[year]


def _usual_week(week: Week) -> tuple[Span, ...]:
    """Return the spans of a week in milliseconds after its Monday began, clocks at rest."""
    day = DAY_S * SECOND
    covered = max((closes * SECOND - day for _, closes in week[-1]), default=0)
    found = []
    for number, windows in enumerate(week):
        for window in windows:
            opens, closes = (number * day + at * SECOND for at in window)
            if closes > max(opens, covered):
                found.append(Span(max(opens, covered), closes))
                covered = closes
    return tuple(found)


def _total(spans: tuple[Span, ...]) -> int:
    return sum(span.closes - span.opens for span in spans)
