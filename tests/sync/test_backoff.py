"""Waits before another try: spread, growing, bounded."""

import random

import pytest

from csr_desk.sync.backoff import LONGEST_S, delay_s, told_s


class Highest(random.Random):
    def uniform(self, a: float, b: float) -> float:
        assert a == 0.0
        return b


def test_the_bound_doubles_up_to_five_minutes() -> None:
    bounds = [delay_s(attempts, Highest()) for attempts in range(12)]
    assert bounds == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert delay_s(-1, Highest()) == 1
    assert delay_s(10**9, Highest()) == LONGEST_S


def test_waits_are_spread_over_the_whole_of_it() -> None:
    rng = random.Random(1)
    found = sorted(delay_s(5, rng) for _ in range(400))
    assert 0 <= found[0] < 2
    assert 30 < found[-1] <= 32
    assert 13 < found[200] < 19
    assert delay_s(5, random.Random(3)) == delay_s(5, random.Random(3))


@pytest.mark.parametrize(
    ("told", "expected"), [(0.0, 0.0), (12.5, 12.5), (3600.0, 3600.0), (86_400.0, 3600.0)]
)
def test_what_the_helpdesk_tells_is_obeyed_up_to_an_hour(told: float, expected: float) -> None:
    assert told_s(told, 3, Highest()) == expected


@pytest.mark.parametrize("told", [None, -1.0, float("inf"), float("nan")])
def test_nonsense_is_not_told(told: float | None) -> None:
    assert told_s(told, 3, Highest()) == 8
