"""Due dates on a holiday or outside the hours are offered at the next opening, with the reason."""

from datetime import UTC, date, timedelta

import pytest

from csr_desk.domain.sla import (
    WEEKDAYS,
    Calendar,
    DaysOff,
    Offer,
    OpenHours,
    SlaProblem,
    around_the_clock,
    offered,
    offered_day,
    week,
)
from tests.domain.sla.calendars import at, calendar, office

OFFICE = office()
NIGHT = OpenHours(calendar("America/Detroit", ("22:00", "06:00")))


@pytest.mark.parametrize("text", ["2026-11-23 09:00", "2026-11-23 16:59:59", "2026-11-23 17:00"])
def test_an_instant_within_the_hours_stays_and_so_does_the_close(text: str) -> None:
    assert offered(OFFICE, at(text)) == Offer(at(text))


@pytest.mark.parametrize(
    ("text", "opens", "reason"),
    [
        ("2026-11-23 08:00", "2026-11-23 09:00", "08:00 on Monday 2026-11-23"),
        ("2026-11-23 17:00:01", "2026-11-24 09:00", "17:00:01 on Monday 2026-11-23"),
        ("2026-11-25 18:30", "2026-11-27 09:00", "18:30 on Wednesday 2026-11-25"),
        ("2026-11-28 10:00", "2026-11-30 09:00", "10:00 on Saturday 2026-11-28"),
    ],
)
def test_an_instant_outside_the_hours_moves_to_the_opening(
    text: str, opens: str, reason: str
) -> None:
    assert offered(OFFICE, at(text)) == Offer(at(opens), f"{reason} is outside the opening hours")


def test_an_instant_on_a_holiday_moves_and_names_it() -> None:
    assert offered(OFFICE, at("2026-11-26 10:00")) == Offer(
        at("2026-11-27 09:00"), "2026-11-26 is a holiday", "Thanksgiving Day"
    )


def test_a_night_that_runs_into_a_holiday_is_open() -> None:
    assert offered(NIGHT, at("2026-11-26 03:00")) == Offer(at("2026-11-26 03:00"))
    assert offered(NIGHT, at("2026-11-26 23:00")).at == at("2026-11-27 22:00")


@pytest.mark.parametrize(
    ("day", "opens", "reason"),
    [
        (date(2026, 11, 23), "2026-11-23 09:00", ""),
        (date(2026, 11, 26), "2026-11-27 09:00", "2026-11-26 is a holiday"),
        (
            date(2026, 11, 28),
            "2026-11-30 09:00",
            "there are no opening hours on Saturday 2026-11-28",
        ),
    ],
)
def test_a_day_is_offered_at_its_opening_or_the_next(day: date, opens: str, reason: str) -> None:
    found = offered_day(OFFICE, day)
    assert (found.at, found.reason) == (at(opens), reason)


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (date(2026, 11, 24), "2026-11-24 22:00"),
        (date(2026, 11, 26), "2026-11-27 22:00"),
        (date(2026, 11, 28), "2026-11-28 00:00"),
        (date(2026, 11, 29), "2026-11-30 22:00"),
    ],
)
def test_a_night_belongs_to_its_evening_unless_nothing_else_opens(day: date, opens: str) -> None:
    assert offered_day(NIGHT, day).at == at(opens)


def test_around_the_clock_a_day_begins_at_midnight() -> None:
    always = OpenHours(around_the_clock())
    assert offered_day(always, date(2026, 11, 28)) == Offer(at("2026-11-28 00:00", "+00:00"))


def test_nothing_is_offered_where_nothing_opens_for_ten_years() -> None:
    begin = date(2026, 1, 1)
    off = {begin + timedelta(days=number): "closed" for number in range(366 * 11)}
    windows = week(dict.fromkeys(WEEKDAYS, (("09:00", "17:00"),)))
    hours = OpenHours(Calendar(UTC, windows, DaysOff(single=off)))
    with pytest.raises(SlaProblem, match="ten years"):
        offered(hours, at("2026-11-23 10:00"))
    with pytest.raises(SlaProblem, match="ten years"):
        offered_day(hours, date(2026, 11, 23))
