"""Clock times and windows as people write them, and the refusals in words."""

from typing import Any

import pytest

from csr_desk.domain.sla import Window, week, window


@pytest.mark.parametrize(
    ("opens", "closes", "wanted"),
    [
        ("09:00", "17:00", Window(32_400, 61_200)),
        ("00:00", "24:00", Window(0, 86_400)),
        ("00:00", "00:00", Window(0, 86_400)),
        ("22:00", "06:00", Window(79_200, 108_000)),
        ("22:00", "24:00:00", Window(79_200, 86_400)),
        ("23:59:59", "00:00", Window(86_399, 86_400)),
        ("09:00:01", "09:00", Window(32_401, 118_800)),
    ],
)
def test_a_close_not_later_than_the_opening_is_on_the_next_date(
    opens: str, closes: str, wanted: Window
) -> None:
    assert window(opens, closes) == wanted


@pytest.mark.parametrize(
    "text", ["9:00", "24:01", "12:60", "12:00:60", "", "٠٩:٠٠", "noon", "25:00"]
)
def test_what_is_no_clock_time_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="is no clock time: write one from"):
        window("09:00", text)


def test_a_window_does_not_open_at_24() -> None:
    with pytest.raises(ValueError, match="cannot open at 24:00"):
        window("24:00", "06:00")


@pytest.mark.parametrize("pairs", [["09:00", "17:00"], [["09:00"]], [["09:00", "12:00", "13:00"]]])
def test_a_window_is_a_pair(pairs: Any) -> None:
    with pytest.raises(ValueError, match="a pair of clock times"):
        week({"mon": pairs})


def test_a_week_knows_its_days() -> None:
    assert week({"sun": [["13:00", "14:00"], ["09:00", "10:00"]]})[6] == (
        Window(32_400, 36_000),
        Window(46_800, 50_400),
    )
    with pytest.raises(ValueError, match='no weekday "monday"'):
        week({"monday": []})
