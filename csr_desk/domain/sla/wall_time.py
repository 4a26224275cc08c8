"""From a date and a clock time to the one instant they mean, whatever the clocks do (sla.md 3)."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from csr_desk.domain.instants import SECOND, Instant, to_datetime, to_instant, whole_second
from csr_desk.domain.sla.problems import ProblemCode, SlaProblem

EARLIEST: Final = to_instant(datetime(1900, 1, 1, tzinfo=UTC))
LATEST: Final = to_instant(datetime(9900, 1, 1, tzinfo=UTC))

_MIDNIGHT: Final = time()


def wall_instant(ordinal: int, second: int, zone: tzinfo) -> Instant:
    """Return the first instant at which the clocks of a zone show this date and time, or later.

    `ordinal` is that of `date.toordinal`, `second` counts from 00:00 on the clock face and may
    pass 86400. A time read twice is its first reading, a time that is skipped is the jump.
    """
    wall = datetime.combine(date.fromordinal(ordinal), _MIDNIGHT, zone) + timedelta(seconds=second)
    at = to_instant(wall)
    second_reading = wall.replace(fold=1)
    # PEP 495: inside a gap, and only there, fold 0 has the smaller offset.
    if _offset(wall) < _offset(second_reading):
        return _jump(wall.replace(tzinfo=None), to_instant(second_reading), at, zone)
    return at


def local_ordinal(instant: Instant, zone: tzinfo) -> int:
    """Return the ordinal of the date that the clocks of a zone show."""
    return to_datetime(instant, zone).toordinal()


def ten_years_after(instant: Instant, zone: tzinfo) -> Instant:
    """Return the same clock time ten years on; 29 February becomes 1 March."""
    there = to_datetime(instant, zone)
    leap = there.month == 2 and there.day == 29
    day = date(there.year + 10, 3, 1) if leap else there.date().replace(year=there.year + 10)
    return wall_instant(day.toordinal(), there.hour * 3600 + there.minute * 60 + there.second, zone)


def checked(instant: Instant) -> Instant:
    """Return the whole second of an instant; SlaProblem outside the years 1900 to 9900."""
    if not EARLIEST <= instant < LATEST:
        raise SlaProblem(ProblemCode.INSTANT_OUT_OF_RANGE)
    return whole_second(instant)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _jump(wall: datetime, before: Instant, after: Instant, zone: tzinfo) -> Instant:
    """Return the first whole second in (before, after] whose clock time is `wall` or later."""
    while after - before > SECOND:
        middle = whole_second((before + after) // 2)
        if to_datetime(middle, zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after
