"""Where one week of a calendar meets the next: nights over Sunday, exact ends, New Year."""

from datetime import UTC, date, datetime, timedelta, tzinfo

import pytest

from csr_desk.domain.instants import DAY, HOUR, MINUTE, Instant, parse_instant
from csr_desk.domain.sla import (
    WEEKDAYS,
    Calendar,
    DaysOff,
    Due,
    Offer,
    OpenHours,
    around_the_clock,
    due,
    elapsed,
    offered,
    week,
)

SUNDAY_NIGHT = OpenHours(
    Calendar(UTC, week({"sun": [["20:00", "08:00"]], "mon": [["06:00", "10:00"]]}))
)
HOUR_S = 3_600


def utc(text: str) -> Instant:
    return parse_instant(f"{text.replace(' ', 'T')}+00:00")


def test_a_start_in_the_night_over_the_border_sees_the_rest_of_it() -> None:
    start = utc("2026-11-23 02:00")
    assert elapsed(SUNDAY_NIGHT, start, start + DAY) == 8 * HOUR_S
    assert due(SUNDAY_NIGHT, start, HOUR_S) == Due(start + HOUR)
    assert SUNDAY_NIGHT.span_at(start, start) is not None


def test_the_close_of_the_night_is_kept_as_a_due_date() -> None:
    night = OpenHours(Calendar(UTC, week({"sun": [["20:00", "08:00"]]})))
    close = utc("2026-11-23 08:00")
    assert offered(night, close) == Offer(close)
    assert offered(night, close + 1_000).at == utc("2026-11-29 20:00")


def test_the_next_opening_is_told_up_to_a_limit() -> None:
    saturday, opens = utc("2026-11-21 12:00"), utc("2026-11-22 20:00")
    found = SUNDAY_NIGHT.span_at(saturday, opens)
    assert found is not None
    assert found.opens == opens
    assert SUNDAY_NIGHT.span_at(saturday, opens - 1_000) is None


def test_an_end_in_the_night_over_the_border_sees_no_more_than_its_part() -> None:
    end = utc("2026-11-23 02:00")
    assert elapsed(SUNDAY_NIGHT, end - 28 * DAY, end) == 4 * 14 * HOUR_S
    assert elapsed(SUNDAY_NIGHT, end - 28 * DAY - 2 * HOUR, end) == (4 * 14 + 2) * HOUR_S


@pytest.mark.parametrize("weeks", range(1, 8))
def test_a_target_of_whole_weeks_is_due_at_the_close_of_the_last(weeks: int) -> None:
    windows = week(dict.fromkeys(WEEKDAYS[:5], (("09:00", "17:00"),)))
    start = utc("2026-11-02 09:00")
    found = due(OpenHours(Calendar(UTC, windows)), start, weeks * 40 * HOUR_S)
    assert found == Due(start + (7 * weeks - 3) * DAY + 8 * HOUR)


def test_a_holiday_on_sunday_gives_monday_its_own_opening() -> None:
    calendar = SUNDAY_NIGHT.calendar
    hours = OpenHours(Calendar(UTC, calendar.week, DaysOff(single={date(2026, 11, 22): "Holiday"})))
    before, after = utc("2026-10-26 12:00"), utc("2026-12-14 12:00")
    assert elapsed(hours, utc("2026-11-23 00:00"), utc("2026-11-24 00:00")) == 4 * HOUR_S
    assert elapsed(hours, before, after) == (7 * 14 - 10) * HOUR_S
    assert elapsed(OpenHours(calendar), before, after) == 7 * 14 * HOUR_S


def test_new_year_in_the_middle_of_a_week_is_a_holiday() -> None:
    windows = week(dict.fromkeys(WEEKDAYS[:5], (("09:00", "17:00"),)))
    hours = OpenHours(Calendar(UTC, windows, DaysOff(yearly={(1, 1): "New Year"})))
    assert elapsed(hours, utc("2026-11-30 00:00"), utc("2027-02-01 00:00")) == 44 * 8 * HOUR_S


class BackOverSunday(tzinfo):
    """A zone that sets its clocks back from Monday 2026-11-23 00:30 to Sunday 23:30."""

    change = datetime(2026, 11, 23, 0, 30)  # noqa: DTZ001 - as the clock shows it

    def utcoffset(self, moment: datetime | None, /) -> timedelta:
        assert moment is not None
        shown = moment.replace(tzinfo=None, fold=0)
        is_before = shown < self.change and (
            not moment.fold or shown < self.change - timedelta(hours=1)
        )
        return timedelta(hours=1 if is_before else 0)

    def dst(self, moment: datetime | None, /) -> timedelta:
        return self.utcoffset(moment)

    def tzname(self, moment: datetime | None, /) -> str:
        return "BOS"

    def fromutc(self, moment: datetime, /) -> datetime:
        changed_at = (self.change - timedelta(hours=1)).replace(tzinfo=self)
        if moment < changed_at:
            return moment + timedelta(hours=1)
        return moment.replace(fold=int(moment < changed_at + timedelta(hours=1)))


def test_clocks_set_back_over_the_border_lose_no_second() -> None:
    always = OpenHours(around_the_clock(BackOverSunday()))
    change = utc("2026-11-22 23:30")
    moments = [change + minutes * MINUTE for minutes in range(-180, 180, 15)]
    for moment in (one for near in moments for one in (near - 35 * DAY, near, near + 35 * DAY)):
        for end in moments:
            if moment < end:
                assert elapsed(always, moment, end) == (end - moment) // 1_000
                assert due(always, moment, (end - moment) // 1_000) == Due(end)
            if moment > end:
                assert elapsed(always, end, moment) == (moment - end) // 1_000


def test_a_monday_that_began_twice_opens_at_its_first_reading() -> None:
    hours = OpenHours(
        Calendar(BackOverSunday(), week({"sun": [["23:00", "24:00"]], "mon": [["00:00", "02:00"]]}))
    )
    start, change = utc("2026-11-22 20:00"), utc("2026-11-22 23:30")
    # Sunday 23:00 to 24:00 is open at the first reading, Monday follows and lasts until 02:00.
    assert due(hours, start, HOUR_S) == Due(utc("2026-11-22 23:00"))
    assert elapsed(hours, start, change) == 5_400
    assert elapsed(hours, start, change + 10 * MINUTE) == 6_000
    assert due(hours, change + 10 * MINUTE, 600) == Due(change + 20 * MINUTE)
    assert elapsed(hours, start, start + 2 * DAY) == 4 * HOUR_S
    # 2 h 20 min of the Monday, an hour on the Sunday after, the rest on the Monday after that.
    five_hours = due(hours, change + 10 * MINUTE, 5 * HOUR_S)
    assert five_hours == Due(utc("2026-11-30 01:40"))
