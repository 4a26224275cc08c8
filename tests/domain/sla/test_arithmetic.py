"""Cases of sla.md that its vectors leave out: dates that do not exist, limits, order of refusal."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest

from csr_desk.domain.instants import DAY, HOUR, SECOND, iso, parse_instant
from csr_desk.domain.sla import (
    WEEKDAYS,
    Calendar,
    DaysOff,
    Due,
    OpenHours,
    Pause,
    Paused,
    ProblemCode,
    SlaProblem,
    Span,
    Window,
    around_the_clock,
    due,
    elapsed,
    united,
    week,
)
from tests.domain.sla.calendars import at, calendar, office

HOUR_S = 3_600


def due_text(hours: OpenHours, start: str, target_s: int) -> str:
    found = due(hours, parse_instant(start), target_s)
    assert isinstance(found, Due)
    return iso(found.at, hours.calendar.zone)


def test_a_date_that_a_zone_skipped_has_no_window() -> None:
    hours = OpenHours(calendar("Pacific/Apia", ("09:00", "17:00")))
    assert due_text(hours, "2011-12-29T16:00:00-10:00", 2 * HOUR_S) == "2012-01-02T10:00:00+14:00"


def test_a_night_into_a_skipped_date_ends_at_the_jump() -> None:
    hours = OpenHours(calendar("Pacific/Apia", ("22:00", "06:00"), days=("thu",)))
    start = parse_instant("2011-12-29T00:00:00-10:00")
    assert elapsed(hours, start, start + 3 * DAY) == 2 * HOUR_S


def test_a_midnight_that_does_not_exist_is_the_jump() -> None:
    hours = OpenHours(calendar("America/Sao_Paulo", ("00:00", "24:00"), days=("sun",)))
    found = due_text(hours, "2018-11-03T12:00:00-03:00", 23 * HOUR_S)
    assert found == "2018-11-05T00:00:00-02:00"


def test_clocks_set_back_over_midnight_close_at_the_first_reading() -> None:
    hours = OpenHours(calendar("America/St_Johns", ("22:00", "24:00"), days=("sat",)))
    start = parse_instant("2006-10-28T12:00:00-02:30")
    assert elapsed(hours, start, start + 2 * DAY) == 2 * HOUR_S


def test_equal_times_are_a_window_of_a_whole_day() -> None:
    hours = OpenHours(calendar("UTC", ("09:00", "09:00"), days=("mon",)))
    assert due_text(hours, "2026-11-23T00:00:00+00:00", 24 * HOUR_S) == "2026-11-24T09:00:00+00:00"


def test_a_night_and_the_next_morning_overlap_once() -> None:
    hours = OpenHours(
        Calendar(UTC, week({"mon": [["20:00", "08:00"]], "tue": [["06:00", "10:00"]]}))
    )
    start = parse_instant("2026-11-23T00:00:00Z")
    assert elapsed(hours, start, start + 2 * DAY) == 14 * HOUR_S


def test_a_sunday_night_runs_into_the_next_week() -> None:
    hours = OpenHours(
        Calendar(UTC, week({"sun": [["20:00", "08:00"]], "mon": [["06:00", "10:00"]]}))
    )
    start = parse_instant("2026-11-22T00:00:00Z")
    assert elapsed(hours, start, start + 7 * DAY) == 14 * HOUR_S
    assert elapsed(hours, start, start + 700 * DAY) == 1_400 * HOUR_S


def test_seconds_on_the_clock_face_count() -> None:
    hours = OpenHours(Calendar(UTC, week({"mon": [["09:00:30", "09:00:45"]]})))
    assert due_text(hours, "2026-11-23T00:00:00Z", 16) == "2026-11-30T09:00:31+00:00"


def test_a_calendar_without_any_window_is_refused_when_it_is_made() -> None:
    with pytest.raises(SlaProblem, match="no opening hours") as caught:
        Calendar(UTC, week({}))
    assert caught.value.code is ProblemCode.CALENDAR_WITHOUT_WINDOW


def test_a_week_of_six_days_is_no_week() -> None:
    with pytest.raises(ValueError, match="7 days"):
        Calendar(UTC, ((Window(0, 60),),) * 6)


def test_the_search_ends_where_every_window_is_a_holiday() -> None:
    begin = date(2026, 1, 1)
    off = {begin + timedelta(days=number): "closed" for number in range(366 * 11)}
    hours = OpenHours(Calendar(UTC, week({"mon": [["09:00", "17:00"]]}), DaysOff(single=off)))
    with pytest.raises(SlaProblem) as caught:
        due(hours, parse_instant("2026-11-23T00:00:00Z"), 1)
    assert caught.value.code is ProblemCode.NO_DUE_IN_TEN_YEARS
    assert elapsed(hours, parse_instant("2026-11-23T00:00:00Z"), at("2027-11-23 00:00")) == 0


def test_ten_years_to_the_second_are_still_found() -> None:
    always = OpenHours(around_the_clock())
    start, end = (parse_instant(f"{year}-02-28T12:00:00Z") for year in (2027, 2037))
    ten_years_s = (end - start) // SECOND
    assert due(always, start, ten_years_s) == Due(end)
    with pytest.raises(SlaProblem) as caught:
        due(always, start, ten_years_s + 1)
    assert caught.value.code is ProblemCode.NO_DUE_IN_TEN_YEARS


def test_ten_years_after_a_leap_day_end_in_march() -> None:
    always = OpenHours(around_the_clock())
    start, end = parse_instant("2028-02-29T12:00:00Z"), parse_instant("2038-03-01T12:00:00Z")
    assert due(always, start, (end - start) // SECOND) == Due(end)


def test_a_closed_pause_over_the_ten_years_leaves_no_due_instant() -> None:
    start = at("2026-11-23 10:00")
    with pytest.raises(SlaProblem) as caught:
        due(office(), start, HOUR_S, [Pause(start, start + 4_000 * DAY)])
    assert caught.value.code is ProblemCode.NO_DUE_IN_TEN_YEARS


def test_an_open_pause_tells_what_is_left_even_of_a_target_without_end() -> None:
    start = at("2026-11-23 10:00")
    found = due(office(), start, 10**9, [Pause(start + HOUR, None)])
    assert found == Paused(10**9 - HOUR_S, start + HOUR)


def test_an_open_pause_beyond_the_ten_years_does_not_hide_that_there_is_no_due_instant() -> None:
    start = at("2026-11-23 10:00")
    with pytest.raises(SlaProblem):
        due(office(), start, 10**9, [Pause(start + 4_000 * DAY, None)])


@pytest.mark.parametrize("text", ["1899-12-31T23:59:59+00:00", "9999-12-31T00:00:00+00:00"])
def test_dates_that_no_calendar_reaches_are_refused(text: str) -> None:
    for call in (
        lambda: due(office(), parse_instant(text), 1),
        lambda: elapsed(office(), parse_instant(text), parse_instant(text)),
    ):
        with pytest.raises(SlaProblem) as caught:
            call()
        assert caught.value.code is ProblemCode.INSTANT_OUT_OF_RANGE


def test_pauses_far_away_are_no_reason_to_fail() -> None:
    start = at("2026-11-23 10:00")
    pauses = [Pause(parse_instant("1700-01-01T00:00:00Z"), parse_instant("1800-01-01T00:00:00Z"))]
    pauses.append(Pause(parse_instant("9998-01-01T00:00:00Z"), None))
    assert due(office(), start, HOUR_S, pauses) == Due(start + HOUR)
    assert elapsed(office(), start, start + HOUR, pauses) == HOUR_S


def test_a_target_of_less_than_nothing_is_refused() -> None:
    with pytest.raises(SlaProblem, match="not above zero"):
        due(office(), at("2026-11-23 10:00"), -1)


def test_pauses_are_united_in_order() -> None:
    assert united(
        [
            Pause(50_000, None),
            Pause(9_000, 9_000),
            Pause(10_000, 20_999),
            Pause(20_000, 30_000),
            Pause(40_000, 60_000),
            Pause(12_000, 13_000),
        ]
    ) == [Pause(10_000, 30_000), Pause(40_000, None)]


def test_a_reversed_pause_is_refused_wherever_it_lies() -> None:
    start = at("2026-11-23 10:00")
    reversed_pause = [Pause(start + 9 * DAY, start + 8 * DAY)]
    for call in (
        lambda: due(office(), start, 1, reversed_pause),
        lambda: elapsed(office(), start, start, reversed_pause),
    ):
        with pytest.raises(SlaProblem) as caught:
            call()
        assert caught.value.code is ProblemCode.PAUSE_REVERSED


class CountingHours(OpenHours):
    """Open hours that count the weeks they had to look at day by day."""

    looked_at = 0

    def _computed(self, week: int) -> Iterator[Span]:
        self.looked_at += 1
        return super()._computed(week)


def test_two_years_ahead_are_found_by_whole_weeks_and_remembered() -> None:
    hours, start = CountingHours(office().calendar), at("2026-11-23 10:00")
    first = due(hours, start, 2 * 52 * 40 * HOUR_S)
    # The clocks change four times, there is one holiday, and both ends are looked at closely.
    assert hours.looked_at <= 15
    looked_at = hours.looked_at
    assert due(hours, start, 2 * 52 * 40 * HOUR_S) == first
    assert hours.looked_at == looked_at


def test_zones_with_odd_offsets_are_fine() -> None:
    hours = OpenHours(
        Calendar(ZoneInfo("Asia/Kathmandu"), week(dict.fromkeys(WEEKDAYS, (("09:00", "10:00"),))))
    )
    assert due_text(hours, "2026-11-23T00:00:00+05:45", HOUR_S) == "2026-11-23T10:00:00+05:45"
