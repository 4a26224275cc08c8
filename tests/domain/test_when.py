"""Due times as typed: a table of texts, sentences for the wrong ones, and never in the past."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.instants import DAY, to_datetime, to_instant
from csr_desk.domain.when import FURTHEST_DAYS, WhenProblem, parse, past_day, shown

BERLIN = ZoneInfo("Europe/Berlin")
NOW = to_instant(datetime(2026, 11, 23, 15, 10, 30, tzinfo=BERLIN))  # a Monday


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("tomorrow 10", "2026-11-24 10:00"),
        ("Tomorrow at 10:30", "2026-11-24 10:30"),
        ("10:30 tomorrow", "2026-11-24 10:30"),
        ("tomorrow", "2026-11-24 09:00"),
        ("day after tomorrow 8", "2026-11-25 08:00"),
        ("fri 14:30", "2026-11-27 14:30"),
        ("next Friday, 14:30", "2026-11-27 14:30"),
        ("friday 2pm", "2026-11-27 14:00"),
        ("mon 16:00", "2026-11-23 16:00"),
        ("mon 9", "2026-11-30 09:00"),
        ("in 2h", "2026-11-23 17:10"),
        ("2h", "2026-11-23 17:10"),
        ("in 1 h 30 min", "2026-11-23 16:40"),
        ("in 3 days", "2026-11-26 15:10"),
        ("in 2 weeks", "2026-12-07 15:10"),
        ("24.12. 9:00", "2026-12-24 09:00"),
        ("24.12 9:00", "2026-12-24 09:00"),
        ("24.12", "2026-12-24 09:00"),
        ("24.12.2027", "2027-12-24 09:00"),
        ("24.12.27 7.45", "2027-12-24 07:45"),
        ("24 dec 9am", "2026-12-24 09:00"),
        ("December 24 12:15", "2026-12-24 12:15"),
        ("24. december 2027 8", "2027-12-24 08:00"),
        ("2026-12-24", "2026-12-24 09:00"),
        ("2026-12-24 17:00", "2026-12-24 17:00"),
        ("1.2. 9:00", "2027-02-01 09:00"),
        ("29.2.", "2028-02-29 09:00"),
        ("16:00", "2026-11-23 16:00"),
        ("9", "2026-11-24 09:00"),
        ("9h30", "2026-11-24 09:30"),
        ("noon", "2026-11-24 12:00"),
        ("today 18", "2026-11-23 18:00"),
        ("tomorrow morning", "2026-11-24 09:00"),
        ("12am", "2026-11-24 00:00"),
        ("tomorrow afternoon", "2026-11-24 15:00"),
        ("end of day", "2026-11-23 17:00"),
        ("in two weeks", "2026-12-07 15:10"),
        ("half an hour", "2026-11-23 15:40"),
        ("morgen 10", "2026-11-24 10:00"),
        ("morgen um 10 Uhr", "2026-11-24 10:00"),
        ("übermorgen", "2026-11-25 09:00"),
        ("am Freitag um 14:30", "2026-11-27 14:30"),
        ("in 2 Stunden", "2026-11-23 17:10"),
        ("in drei Tagen", "2026-11-26 15:10"),
        ("heute Abend", "2026-11-23 18:00"),
        ("24. Dezember 10 Uhr", "2026-12-24 10:00"),
    ],
)
def test_a_text_names_an_instant_ahead(typed: str, wanted: str) -> None:
    assert f"{to_datetime(parse(typed, NOW, BERLIN), BERLIN):%Y-%m-%d %H:%M}" == wanted


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "A time is needed"),
        ("   ", "A time is needed"),
        ("soon", "“soon” is no time: write tomorrow 10"),
        ("31.2. 9:00", "“31.2. 9:00” is no time"),
        ("fri 25:00", "is no time"),
        ("13pm", "is no time"),
        ("in 0h", "is no time"),
        ("today 9", "Mon 23 Nov 2026 09:00 is past: name a later time."),
        ("24.12.2025", "Wed 24 Dec 2025 09:00 is past"),
        ("in 99999 weeks", "more than five years ahead"),
        ("24.12.2062", "more than five years ahead"),
        ("10 11 12 13", "is no time"),
        ("tomorrow yesterday", "is no time"),
    ],
)
def test_what_names_no_time_ahead_says_so(typed: str, sentence: str) -> None:
    with pytest.raises(WhenProblem, match=sentence.replace("(", r"\(")):
        parse(typed, NOW, BERLIN)


def test_a_time_the_clocks_skip_counts_on_from_before_the_gap() -> None:
    evening = to_instant(datetime(2027, 3, 27, 20, 0, tzinfo=BERLIN))
    assert f"{to_datetime(parse('tomorrow 2:30', evening, BERLIN), BERLIN):%d %H:%M}" == "28 03:30"


def test_a_time_that_comes_twice_is_the_first_one_still_ahead() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    before = to_instant(first - timedelta(minutes=1))
    assert parse("2:30", before, BERLIN) == to_instant(first)
    between = to_instant(first.astimezone(UTC) + timedelta(minutes=1))
    assert parse("2:30", between, BERLIN) == to_instant(first.replace(fold=1))


_WHEN = st.one_of(
    st.builds(
        "{} {}:{:02}".format,
        st.sampled_from(["tomorrow", "today", "fri", "sun", "28.3.", "25 oct", "1.1."]),
        st.integers(0, 23),
        st.integers(0, 59),
    ),
    st.builds("in {}{}".format, st.integers(1, 500), st.sampled_from(["m", "h", " days", "w"])),
    st.text(max_size=20),
)


@given(
    typed=_WHEN,
    now=st.integers(to_instant(datetime(2024, 1, 1, tzinfo=UTC)), 2_000_000_000_000),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]),
)
def test_it_is_never_in_the_past_and_never_anything_but_a_sentence(
    typed: str, now: int, zone: str
) -> None:
    found, sentence = None, ""
    try:
        found = parse(typed, now, ZoneInfo(zone))
    except WhenProblem as problem:
        sentence = str(problem)
    if found is None:
        assert sentence.endswith(".")
    else:
        assert now < found <= now + FURTHEST_DAYS * DAY


def test_an_instant_is_shown_with_what_tells_it_apart() -> None:
    assert shown(NOW + DAY, NOW, BERLIN) == "Tue 24 Nov 15:10"
    assert shown(NOW + 60_000, NOW, BERLIN) == "today 15:11"
    assert shown(NOW + 100 * DAY, NOW, BERLIN) == "Wed 3 Mar 2027 15:10"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("today", "2026-11-23"),
        ("yesterday", "2026-11-22"),
        ("mon", "2026-11-23"),
        ("fri", "2026-11-20"),
        ("last friday", "2026-11-20"),
        ("24.12.", "2025-12-24"),
        ("20.11.", "2026-11-20"),
        ("24 dec", "2025-12-24"),
        ("29.2.", "2024-02-29"),
        ("2026-11-01", "2026-11-01"),
    ],
)
def test_a_day_that_was_is_the_latest_one(typed: str, wanted: str) -> None:
    assert past_day(typed, date(2026, 11, 23)) == date.fromisoformat(wanted)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "is no day"),
        ("soon", "is no day"),
        ("tomorrow", "24 Nov 2026 is still to come"),
        ("1.12.2026", "01 Dec 2026 is still to come"),
    ],
)
def test_a_day_that_was_not_says_so(typed: str, sentence: str) -> None:
    with pytest.raises(WhenProblem, match=sentence):
        past_day(typed, date(2026, 11, 23))


@given(
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    days=st.integers(0, 1_500),
    at=st.integers(0, 86_399),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney"]),
)
def test_tomorrow_at_a_time_is_that_time_on_the_next_day_also_when_the_clocks_change(
    hour: int, minute: int, days: int, at: int, zone: str
) -> None:
    there = ZoneInfo(zone)
    now = to_instant(datetime(2025, 1, 1, tzinfo=there)) + days * DAY + at * 1_000
    found = to_datetime(parse(f"tomorrow {hour}:{minute:02}", now, there), there)
    wanted = datetime.combine(
        to_datetime(now, there).date() + timedelta(days=1), datetime.min.time(), there
    ).replace(hour=hour, minute=minute)
    exists = wanted.astimezone(UTC).astimezone(there).replace(tzinfo=None) == wanted.replace(
        tzinfo=None
    )
    if exists:
        assert (found.date(), found.hour, found.minute) == (wanted.date(), hour, minute)
    else:
        assert found.astimezone(UTC) == wanted.astimezone(UTC)


@given(
    hours=st.integers(1, 400),
    now=st.integers(to_instant(datetime(2024, 1, 1, tzinfo=UTC)), 1_900_000_000_000),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Apia"]),
)
def test_hours_ahead_are_hours_of_the_clock_on_the_wall_and_of_no_zone(
    hours: int, now: int, zone: str
) -> None:
    assert parse(f"in {hours}h", now, ZoneInfo(zone)) == now // 1_000 * 1_000 + hours * 3_600_000


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("in 2 days", "2026-10-26T10:00:00+01:00"),
        ("in 1 week", "2026-10-31T10:00:00+01:00"),
        ("in 1 day 2h", "2026-10-25T12:00:00+01:00"),
        ("in 48h", "2026-10-26T09:00:00+01:00"),
    ],
)
def test_days_are_those_of_the_calendar_also_when_the_clocks_change(
    typed: str, wanted: str
) -> None:
    now = to_instant(datetime(2026, 10, 24, 10, 0, tzinfo=BERLIN))
    assert parse(typed, now, BERLIN) == to_instant(datetime.fromisoformat(wanted))
