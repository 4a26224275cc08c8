"""Seconds as hours and minutes: rounded up, never nothing, never out of what the API takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.freshdesk.time_entries import entry_keys, hours_and_minutes
from csr_desk.backends.writes import HandleTime, Write


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "00:01"),
        (1, "00:01"),
        (60, "00:01"),
        (61, "00:02"),
        (103, "00:02"),
        (3600, "01:00"),
        (3601, "01:01"),
        (359_940, "99:59"),
        (400_000, "99:59"),
    ],
)
def test_trap_14_seconds_are_rounded_up_to_minutes(seconds: int, told: str) -> None:
    assert hours_and_minutes(seconds) == told


@given(st.integers(1, 359_940))
def test_no_second_is_lost_and_less_than_a_minute_won(seconds: int) -> None:
    found = re.fullmatch(r"(\d\d):([0-5]\d)", hours_and_minutes(seconds))
    assert found
    minutes = int(found[1]) * 60 + int(found[2])
    assert 0 <= minutes * 60 - seconds < 60


@pytest.mark.parametrize("time", [None, HandleTime(0, 0, 0), HandleTime(5, 0, -5)])
def test_there_is_no_entry_without_a_time(time: HandleTime | None) -> None:
    with pytest.raises(ValueError, match="needs a time"):
        entry_keys(Write("m-12345678", "u-12345678", "1", None, 0, handle_time=time))
