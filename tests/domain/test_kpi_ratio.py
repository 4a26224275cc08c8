from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.domain.kpi.ratio import (
    CONTACTS,
    DASH,
    MINUTES,
    POINTS,
    SECONDS,
    count,
    not_measured,
    ratio,
    round_half_up,
)
from csr_desk.domain.kpi.wilson import proportion, wilson95


@pytest.mark.parametrize(
    ("exact", "places", "expected"),
    [
        (Fraction(125, 8), 2, "15.63"),
        (Fraction(5, 1000), 2, "0.01"),
        (Fraction(-5, 1000), 2, "-0.01"),
        (Fraction(4_999_999, 10**9), 2, "0.00"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(3, 2), 0, "2"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(1005, 1000), 2, "1.01"),
        (Decimal("2.675"), 2, "2.68"),
        (0, 2, "0.00"),
        (7, 1, "7.0"),
    ],
)
def test_half_goes_away_from_zero(exact: Fraction, places: int, expected: str) -> None:
    assert str(round_half_up(exact, places)) == expected


@pytest.mark.parametrize(
    ("num", "den", "unit", "text"),
    [
        (48, 58, "%", "82.76 % (48/58)"),
        (5, 32, "%", "15.63 % (5/32)"),
        (60, 60, "%", "100.00 % (60/60)"),
        (0, 3, "%", "0.00 % (0/3)"),
        (21_955, 60, SECONDS, "365.9 s (21955/60)"),
        (60, 54, CONTACTS, "1.111 contacts (60/54)"),
        (-2, 2, POINTS, "-100.0 points (-2/2)"),
        (1, 3, POINTS, "33.3 points (1/3)"),
        (Fraction(21_955, 60), 60, MINUTES, "6.10 min (365.92/60)"),
        (0, 0, "%", DASH),
        (3, 0, SECONDS, DASH),
    ],
)
def test_a_ratio_shows_value_numerator_and_denominator(
    num: int, den: int, unit: str, text: str
) -> None:
    assert ratio(num, den, unit).text == text


def test_a_value_is_rounded_once_from_the_exact_ratio() -> None:
    # 14.4449… would become 14.45 if it were rounded to three places first.
    assert str(ratio(144_449, 1_000_000).value) == "14.44"


def test_an_empty_denominator_is_null_and_never_a_percentage() -> None:
    assert ratio(0, 0).as_json() == {"value": None, "unit": "%", "num": 0, "den": 0, "text": "–"}


def test_json_of_a_ratio_a_count_and_something_not_measured() -> None:
    assert ratio(48, 58).as_json() == {
        "value": 82.76,
        "unit": "%",
        "num": 48,
        "den": 58,
        "text": "82.76 % (48/58)",
    }
    assert count(60).as_json() == {
        "value": 60,
        "unit": "contacts",
        "num": 60,
        "den": None,
        "text": "60 contacts",
    }
    assert count(Fraction(3, 2), SECONDS).as_json()["num"] == 1.5
    assert not_measured().as_json()["text"] == "not measured"


@pytest.mark.parametrize(
    ("successes", "answers", "bounds"),
    [
        (2, 3, ("20.77", "93.85")),
        (17, 20, ("63.96", "94.76")),
        (1, 1, ("20.65", "100.00")),
        (0, 1, ("0.00", "79.35")),
        (0, 10, ("0.00", "27.75")),
        (5, 10, ("23.66", "76.34")),
    ],
)
def test_wilson_bounds(successes: int, answers: int, bounds: tuple[str, str]) -> None:
    found = wilson95(successes, answers)
    assert found is not None
    assert tuple(str(bound) for bound in found) == bounds


def test_wilson_without_answers_and_with_an_impossible_share() -> None:
    assert wilson95(0, 0) is None
    assert proportion(0, 0).as_json()["wilson95"] is None
    with pytest.raises(ValueError, match="3 successes of 2"):
        wilson95(3, 2)


def test_a_proportion_prints_its_interval() -> None:
    assert proportion(17, 20).text == "85.00 % (17/20) 95 %: 63.96–94.76"
    assert proportion(17, 20).as_json()["wilson95"] == [63.96, 94.76]


@given(answers=st.integers(1, 5_000), share=st.fractions(0, 1))
def test_wilson_holds_the_share_and_mirrors(answers: int, share: Fraction) -> None:
    successes = round(answers * share)
    low, high = wilson95(successes, answers) or (Decimal(0), Decimal(0))
    value = ratio(successes, answers).value
    assert value is not None
    assert 0 <= low <= value <= high <= 100
    assert wilson95(answers - successes, answers) == (100 - high, 100 - low) or _half_way(
        successes, answers
    )


def _half_way(successes: int, answers: int) -> bool:
    """Half up moves both mirrored bounds the same way when a third place is exactly 5."""
    low, high = wilson95(successes, answers) or (Decimal(0), Decimal(0))
    other_low, other_high = wilson95(answers - successes, answers) or (Decimal(0), Decimal(0))
    hundredth = Decimal("0.01")
    return abs(100 - high - other_low) <= hundredth and abs(100 - low - other_high) <= hundredth


@given(
    num=st.fractions(-(10**6), 10**6),
    den=st.fractions(Fraction(1, 1000), 10**6),
    unit=st.sampled_from(["%", POINTS, SECONDS, MINUTES, CONTACTS, "USD"]),
)
def test_the_value_is_the_ratio_within_half_a_unit(num: Fraction, den: Fraction, unit: str) -> None:
    figure = ratio(num, den, unit)
    assert figure.value is not None
    exponent = figure.value.as_tuple().exponent
    assert isinstance(exponent, int)
    exact = num / den * (100 if unit in {"%", POINTS} else 1)
    assert abs(Fraction(figure.value) - exact) <= Fraction(1, 2) * Fraction(10) ** exponent
    assert (figure.num, figure.den) == (num, den)
