"""Times as people type them: ISO 8601, a date, `today`, `yesterday`, `tomorrow`, `2h`, `30m`."""

import re
from datetime import date, datetime, time, timedelta, tzinfo

from csr_desk import errors
from csr_desk.domain.instants import (
    DAY,
    HOUR,
    MINUTE,
    SECOND,
    Instant,
    iso,
    to_datetime,
    to_instant,
)

LAST = 253_370_764_800_000
"""The end of the year 9998: what lies beyond cannot be shown as a date."""

_SPAN = re.compile(r"(\d{1,6})\s*([smhdw])")
_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY, "w": 7 * DAY}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1}
_HINT = "Write 2026-11-23, 2026-11-23T09:00, today, yesterday, or a span such as 2h or 30m."


def day(typed: str, now: Instant, zone: tzinfo) -> date:
    """Return the day a text names; Usage when it names none."""
    word = typed.strip().lower()
    if word in _DAYS:
        return to_datetime(now, zone).date() + timedelta(days=_DAYS[word])
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise errors.Usage(f"{typed} is no day", "Write 2026-11-23, today or yesterday.") from error


def begin(typed: str, now: Instant, zone: tzinfo) -> Instant:
    """Return the instant from which on a text counts: a day from its midnight, `2h` ago."""
    return _instant(typed, now, zone, ahead=False, whole_day=False)


def end(typed: str, now: Instant, zone: tzinfo) -> Instant:
    """Return the instant up to which a text counts: a day is taken whole, `2h` ago."""
    return _instant(typed, now, zone, ahead=False, whole_day=True)


def due(typed: str, now: Instant, zone: tzinfo) -> Instant:
    """Return the instant of something to come: `2h` from now, a day at nine in the morning."""
    if _is_day(typed):
        return _possible(to_instant(datetime.combine(day(typed, now, zone), time(9), zone)), typed)
    return _instant(typed, now, zone, ahead=True, whole_day=False)


def moment(instant: Instant | None, zone: tzinfo) -> str:
    """Return an instant for people, `2026-11-23 09:00:00` in the agent's zone; '' for none."""
    return "" if instant is None else f"{to_datetime(instant, zone):%Y-%m-%d %H:%M:%S}"


def json_moment(instant: Instant | None, zone: tzinfo) -> str | None:
    """Return an instant for JSON, ISO 8601 with offset, or None."""
    return None if instant is None else iso(instant, zone)


def duration(seconds: int) -> str:
    """Return seconds as `m:ss` or `h:mm:ss`."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _span(typed: str) -> int | None:
    found = _SPAN.fullmatch(typed.strip().lower())
    return int(found[1]) * _UNITS[found[2]] if found else None


def _is_day(typed: str) -> bool:
    word = typed.strip().lower()
    return word in _DAYS or re.fullmatch(r"\d{4}-\d{2}-\d{2}", word) is not None


def _instant(typed: str, now: Instant, zone: tzinfo, *, ahead: bool, whole_day: bool) -> Instant:
    word = typed.strip()
    if word.lower() == "now":
        return now
    span = _span(word)
    if span is not None:
        return _possible(now + span, typed) if ahead else max(now - span, 0)
    try:
        if _is_day(word):
            chosen = day(word, now, zone) + timedelta(days=int(whole_day))
            return _possible(to_instant(datetime.combine(chosen, time(), zone)), typed)
        found = datetime.fromisoformat(word)
    except (ValueError, OverflowError) as error:
        raise errors.Usage(f"{typed} is no time", _HINT) from error
    return _possible(to_instant(found if found.tzinfo else found.replace(tzinfo=zone)), typed)


def _possible(instant: Instant, typed: str) -> Instant:
    if instant > LAST:
        raise errors.Usage(f"{typed} lies too far ahead", _HINT)
    return max(instant, 0)
