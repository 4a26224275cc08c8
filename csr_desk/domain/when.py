"""Due times as people type them: "tomorrow 10", "fri 14:30", "in 2h", "morgen um 10 Uhr".

Pure: the words, the present instant and the agent's zone give one instant that lies ahead. A time
that the clocks skip counts on from before the gap; one that comes twice is the first still ahead.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo

from csr_desk.domain import when_words
from csr_desk.domain.instants import (
    DAY,
    HOUR,
    MINUTE,
    Instant,
    to_datetime,
    to_instant,
    whole_second,
)

MORNING = time(9)
"""The hour of a day that is named without one."""

FURTHEST_DAYS = 5 * 366
EXAMPLES = "tomorrow 10, fri 14:30, in 2h or 24.12. 9:00"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FILLERS = frozenset({"at", "on", "the", "next", "of", "this", "o'clock"})
_UNITS = {"m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_SPAN_PART = r"(\d{1,5})\s*(m|min|mins|minutes?|h|hrs?|hours?|d|days?|w|weeks?)"
_SPAN = re.compile(rf"(?:in\s+)?((?:{_SPAN_PART}\s*)+)")
_PART = re.compile(_SPAN_PART)
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2})|h(\d{2})?)?\s*(am|pm)?")
_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2})?)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})t?")
_WORDS = {
    "noon": time(12),
    "midday": time(12),
    "morning": MORNING,
    "afternoon": time(15),
    "evening": time(18),
    "close": time(17),
}


class WhenProblem(ValueError):
    """A text that names no time ahead; its words are the sentence for the agent."""


def parse(typed: str, now: Instant, zone: tzinfo) -> Instant:
    """Return the instant, later than `now`, that a text names; WhenProblem with the sentence."""
    plain = when_words.english(typed)
    words = [word for word in re.split(r"[\s,]+", plain) if word not in _FILLERS | {""}]
    if not words:
        raise WhenProblem(f"A time is needed: write {EXAMPLES}.")
    found = _span(" ".join(words), now, zone) or _moment(words, now, zone)
    if found is None:
        raise WhenProblem(f"“{typed.strip()[:30]}” is no time: write {EXAMPLES}.")
    if found <= now:
        raise WhenProblem(f"{_full(found, zone)} is past: name a later time.")
    if found > now + FURTHEST_DAYS * DAY:
        raise WhenProblem("That is more than five years ahead: name an earlier day.")
    return found


def past_day(typed: str, today: date) -> date:
    """Return the latest day, not after `today`, that a text names; WhenProblem with the sentence.

    It takes what `parse` takes for days, and `yesterday`; a weekday is the last one.
    """
    words = [word for word in re.split(r"[\s,]+", typed.casefold()) if word not in _FILLERS | {""}]
    text = " ".join(word for word in words if word != "last")
    if text == "yesterday":
        return today - timedelta(days=1)
    found = _days(text, today)
    if any(letter.isdigit() for letter in text):
        # Without a year it is the latest one; 29 February may lie eight years back.
        earlier = (date(today.year - years, 1, 1) for years in range(1, 9))
        found = found + [day for begin in earlier for day in _days(text, begin)]
    if text and text[:3] in {day[:3] for day in _DAYS}:
        found = [day - timedelta(days=7) for day in found] + found
    past = [day for day in found if day <= today]
    if past:
        return max(past)
    if found:
        raise WhenProblem(f"{min(found):%d %b %Y} is still to come: name an earlier day.")
    raise WhenProblem(
        f"“{typed.strip()[:30]}” is no day: write yesterday, mon, 24.12. or 2026-11-23."
    )


def shown(instant: Instant, now: Instant, zone: tzinfo) -> str:
    """Return an instant ahead for people: `Tue 24 Nov 10:00`, with the year when it is another."""
    there, here = to_datetime(instant, zone), to_datetime(now, zone)
    if there.date() == here.date():
        return f"today {there:%H:%M}"
    year = "" if there.year == here.year else f" {there.year}"
    return f"{there:%a} {there.day} {there:%b}{year} {there:%H:%M}"


def _full(instant: Instant, zone: tzinfo) -> str:
    there = to_datetime(instant, zone)
    return f"{there:%a} {there.day} {there:%b} {there.year} {there:%H:%M}"


def _span(text: str, now: Instant, zone: tzinfo) -> Instant | None:
    """Return the instant some hours, days or minutes ahead; a bare `2d` is one, a bare `2` not.

    Days are those of the calendar: in two days it is as late as now, also when the clocks change.
    """
    found = _SPAN.fullmatch(text)
    if found is None:
        return None
    days = rest = 0
    for count, unit in _PART.findall(found[1]):
        if unit[0] in "dw":
            days += int(count) * _UNITS[unit[0]] // DAY
        else:
            rest += int(count) * _UNITS[unit[0]]
    begin = whole_second(now)
    if 0 < days <= FURTHEST_DAYS:
        there = to_datetime(begin, zone) + timedelta(days=days)
        return to_instant(there) + rest
    length = days * DAY + rest
    return begin + length if length >= MINUTE else None


def _moment(words: list[str], now: Instant, zone: tzinfo) -> Instant | None:
    """Return the first instant ahead that a day and a time, in either order, may mean."""
    here = to_datetime(now, zone)
    only_time = _time(" ".join(words))
    if only_time is not None:
        days = [here.date() + timedelta(days=offset) for offset in range(3)]
        return _first_ahead(((day, only_time) for day in days), now, zone)
    for count in (3, 2, 1):
        for day_words, rest in (
            (words[:count], words[count:]),
            (words[-count:], words[:-count]),
        ):
            days = _days(" ".join(day_words), here.date())
            clock = _time(" ".join(rest)) if rest else MORNING
            if days and clock is not None:
                return _first_ahead(((day, clock) for day in days), now, zone)
    return None


def _first_ahead(
    moments: Iterator[tuple[date, time]], now: Instant, zone: tzinfo
) -> Instant | None:
    """Return the first instant ahead; when all are past, the last one, for the sentence."""
    found = None
    for day, clock in moments:
        for fold in (0, 1):
            moment = datetime.combine(day, clock, zone).replace(fold=fold)
            found = to_instant(moment)
            if found > now:
                return found
    return found


def _time(text: str) -> time | None:
    if text in _WORDS:
        return _WORDS[text]
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found[4] == "pm")
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _days(text: str, today: date) -> list[date]:
    """Return the days a text may mean, the nearest first; empty when it names none."""
    relative = {"today": 0, "tonight": 0, "tomorrow": 1, "tmr": 1, "day after tomorrow": 2}
    if text in relative:
        return [today + timedelta(days=relative[text])]
    weekday = next((n for n, day in enumerate(_DAYS) if len(text) > 2 and day.startswith(text)), -1)
    if weekday >= 0:
        ahead = (weekday - today.weekday()) % 7
        return [today + timedelta(days=ahead + 7 * week) for week in range(2)]
    if found := _ISO.fullmatch(text):
        return _dated(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.fullmatch(text):
        return _in_year(found[3], int(found[2]), int(found[1]), today)
    return _named_month(text.split(), today)


def _named_month(words: list[str], today: date) -> list[date]:
    """Return the days of `24 dec`, `dec 24` and `24. december 2026`."""
    month, numbers = 0, []
    for word in words:
        number = word.rstrip(".")
        if number.isdecimal():
            numbers.append(number)
        elif word[:3] in _MONTHS and not month:
            month = _MONTHS.index(word[:3]) + 1
        else:
            return []
    if not month or not numbers or len(numbers) > 2 or len(numbers[0]) > 2:
        return []
    return _in_year(numbers[1] if len(numbers) == 2 else None, month, int(numbers[0]), today)


def _in_year(year: str | None, month: int, day: int, today: date) -> list[date]:
    if year is not None:
        return _dated(int(year) + (2000 if len(year) == 2 else 0), month, day)
    # 29 February without a year is in the next leap year.
    return [one for offset in range(9) for one in _dated(today.year + offset, month, day)][:2]


def _dated(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []
