"""National holidays through the injected function, own days on top, and days of work among them."""

from collections.abc import Mapping
from datetime import UTC, date

import pytest

from csr_desk.domain.sla import WEEKDAYS, Calendar, DaysOff, OpenHours, week

ALWAYS = week(dict.fromkeys(WEEKDAYS, (("00:00", "24:00"),)))


def national(year: int) -> Mapping[date, str]:
    return {
        date(year, 7, 3): "Independence Day (observed)",
        date(year, 7, 4): "Independence Day; Founders' Day",
        date(year, 10, 12): "Columbus Day",
        date(year, 12, 25): "Christmas Day",
        date(year + 1, 1, 1): "New Year's Day of the next year",
    }


def test_own_days_come_on_top_of_national_ones() -> None:
    days = DaysOff({date(2026, 12, 24): "Company day"}, {(12, 31): "Old year"}, national)
    assert list(days.of_year(2026)) == [
        date(2026, 7, 3), date(2026, 7, 4), date(2026, 10, 12), date(2026, 12, 25),
        date(2026, 12, 31), date(2026, 12, 24),
    ]  # fmt: skip
    assert date(2027, 12, 24) not in days.of_year(2027)
    assert date(2027, 12, 31) in days.of_year(2027)


def test_national_holidays_with_work_are_named_or_dated() -> None:
    names = frozenset({"columbus day", "Independence Day"})
    days = DaysOff(national=national, open_on_names=names, open_on=frozenset({date(2026, 12, 25)}))
    # Founders' Day is still a holiday on the same date.
    assert days.of_year(2026) == {date(2026, 7, 4): "Founders' Day"}
    assert date(2027, 12, 25) in days.of_year(2027)


def test_an_own_day_wins_over_a_day_of_work() -> None:
    day = date(2026, 12, 25)
    assert DaysOff({day: "closed"}, {}, national, frozenset({day})).of_year(2026)[day] == "closed"


def test_names_that_no_holiday_has_can_be_told() -> None:
    days = DaysOff(national=national, open_on_names=frozenset({"Colombus Day", "Christmas Day"}))
    assert days.unknown_names(2026) == ("Colombus Day",)


def test_a_leap_day_comes_in_leap_years() -> None:
    days = DaysOff(yearly={(2, 29): "Leap day"})
    assert days.of_year(2027) == {}
    assert list(days.of_year(2028)) == [date(2028, 2, 29)]


def test_the_national_function_is_asked_once_a_year() -> None:
    asked: list[int] = []

    def counted(year: int) -> Mapping[date, str]:
        asked.append(year)
        return national(year)

    hours = OpenHours(Calendar(UTC, ALWAYS, DaysOff(national=counted)))
    for day in range(1, 28):
        assert hours.day_off(date(2026, 12, day)) == ("Christmas Day" if day == 25 else None)
    assert asked == [2026]


def test_the_holidays_package_fits_the_function() -> None:
    holidays = pytest.importorskip("holidays")
    found = DaysOff(
        national=lambda year: dict(holidays.country_holidays("US", subdiv="MI", years=year)),
        open_on_names=frozenset({"Election Day"}),
    ).of_year(2026)
    assert found[date(2026, 11, 26)] == "Thanksgiving Day"
    assert date(2026, 11, 3) not in found
