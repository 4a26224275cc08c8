"""What holds for every calendar: due and elapsed are inverse, time adds up, pauses only delay."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.instants import SECOND, Instant, to_instant
from csr_desk.domain.sla import (
    Calendar,
    DaysOff,
    Due,
    OpenHours,
    Pause,
    Paused,
    Window,
    around_the_clock,
    due,
    elapsed,
)

ZONES = ("America/Detroit", "Europe/Berlin", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu")
BEGIN = to_instant(datetime(2026, 1, 1, tzinfo=UTC)) // SECOND
TWO_YEARS_S = 2 * 365 * 86_400
TEN_WEEKS_S = 70 * 86_400

instants = st.integers(BEGIN, BEGIN + TWO_YEARS_S).map(lambda second: second * SECOND)
windows = st.builds(
    lambda opens, length: Window(opens, opens + length),
    st.integers(0, 86_399),
    st.integers(1, 86_400),
)
days = st.lists(windows, max_size=3).map(lambda found: tuple(sorted(found)))
weeks = st.tuples(*[days] * 7).filter(any)
dates = st.integers(0, 800).map(lambda number: date(2026, 1, 1) + timedelta(days=number))
calendars = st.builds(
    lambda zone, week, off: Calendar(
        ZoneInfo(zone), week, DaysOff(single=dict.fromkeys(off, "off"))
    ),
    st.sampled_from(ZONES),
    weeks,
    st.sets(dates, max_size=20),
)
hours = calendars.map(OpenHours)
targets = st.integers(1, 400_000)


@st.composite
def pauses_after(draw: st.DrawFn, start: Instant) -> list[Pause]:
    """Draw pauses from a little before a start, overlapping as they like."""
    found = []
    for _ in range(draw(st.integers(0, 5))):
        from_at = start + draw(st.integers(-100_000, 900_000)) * SECOND
        found.append(Pause(from_at, from_at + draw(st.integers(0, 300_000)) * SECOND))
    return found


def enough(open_hours: OpenHours) -> bool:
    """Tell whether a week is open long enough for the longest target within ten years."""
    return any(closes - opens > 1_800 for day in open_hours.calendar.week for opens, closes in day)


@given(hours.filter(enough), instants, targets, st.data())
def test_due_and_elapsed_are_inverse(
    open_hours: OpenHours, start: Instant, target_s: int, data: st.DataObject
) -> None:
    pauses = data.draw(pauses_after(start))
    found = due(open_hours, start, target_s, pauses)
    assert isinstance(found, Due)
    assert elapsed(open_hours, start, found.at, pauses) == target_s
    assert elapsed(open_hours, start, found.at - SECOND, pauses) == target_s - 1


@given(hours, st.lists(instants, min_size=3, max_size=3).map(sorted), st.data())
def test_elapsed_adds_up_and_never_shrinks(
    open_hours: OpenHours, moments: list[Instant], data: st.DataObject
) -> None:
    first, middle, last = moments
    pauses = data.draw(pauses_after(first))
    one = elapsed(open_hours, first, middle, pauses)
    two = elapsed(open_hours, middle, last, pauses)
    assert elapsed(open_hours, first, last, pauses) == one + two
    assert 0 <= one <= (middle - first) // SECOND


@given(hours.filter(enough), instants, targets, st.data())
def test_a_pause_never_brings_a_deadline_forward(
    open_hours: OpenHours, start: Instant, target_s: int, data: st.DataObject
) -> None:
    pauses = data.draw(pauses_after(start))
    without, within = (due(open_hours, start, target_s, found) for found in ([], pauses))
    assert isinstance(without, Due)
    assert isinstance(within, Due)
    paused_s = elapsed(open_hours, start, within.at) - target_s
    assert within.at >= without.at
    assert paused_s <= sum(
        elapsed(open_hours, max(one.from_at, start), max(one.to_at or start, start))
        for one in pauses
    )


@given(hours.filter(enough), instants, targets, st.data())
def test_an_open_pause_keeps_what_is_left(
    open_hours: OpenHours, start: Instant, target_s: int, data: st.DataObject
) -> None:
    pauses = data.draw(pauses_after(start))
    begin = start + data.draw(st.integers(-100_000, 900_000)) * SECOND
    closed = due(open_hours, start, target_s, pauses)
    found = due(open_hours, start, target_s, [*pauses, Pause(begin, None)])
    assert isinstance(closed, Due)
    if isinstance(found, Due):
        assert found == closed
        assert found.at <= max(begin, start)
    else:
        assert isinstance(found, Paused)
        assert start <= found.since <= max(begin, start)
        assert found.left_s == target_s - elapsed(open_hours, start, found.since, pauses)
        assert found.left_s >= 1


@given(st.sampled_from(ZONES), instants, st.integers(1, TEN_WEEKS_S))
def test_around_the_clock_is_wall_time(zone: str, start: Instant, target_s: int) -> None:
    always = OpenHours(around_the_clock(ZoneInfo(zone)))
    assert due(always, start, target_s) == Due(start + target_s * SECOND)
    assert elapsed(always, start, start + target_s * SECOND) == target_s


@given(hours.filter(enough), instants, targets)
def test_parts_of_a_second_change_nothing(
    open_hours: OpenHours, start: Instant, target_s: int
) -> None:
    assert due(open_hours, start + 999, target_s) == due(open_hours, start, target_s)


class SlowHours(OpenHours):
    """Open hours without the short cut over usual weeks."""

    def _is_usual(self, week: int) -> bool:
        return False


@given(calendars, instants, instants)
def test_usual_weeks_are_counted_as_slow_ones_are(
    calendar: Calendar, one: Instant, two: Instant
) -> None:
    start, end = sorted((one, two))
    assert elapsed(OpenHours(calendar), start, end) == elapsed(SlowHours(calendar), start, end)


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "America/Havana", "Asia/Tehran"])
def test_years_of_weeks_are_counted_as_slow_ones_are(zone: str) -> None:
    night = Calendar(ZoneInfo(zone), ((Window(79_200, 104_400),),) * 7)
    start = to_instant(datetime(2012, 1, 1, tzinfo=UTC))
    quick, slow = OpenHours(night), SlowHours(night)
    for days_on in range(0, 5_000, 293):
        end = start + days_on * 86_400 * SECOND
        assert elapsed(quick, start, end) == elapsed(slow, start, end)
