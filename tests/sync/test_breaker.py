"""The breaker: five failures in a row, half a minute of rest, one probe."""

from csr_desk.sync.breaker import FAILURES, Breaker

SECOND = 1000


def opened() -> Breaker:
    breaker = Breaker()
    for _ in range(FAILURES):
        assert breaker.wait_s(0) == 0
        breaker.began()
        breaker.failed(0)
    return breaker


def test_it_opens_after_five_failures_in_a_row() -> None:
    breaker = opened()
    assert breaker.is_open
    assert breaker.wait_s(0) == 30
    assert breaker.wait_s(29 * SECOND) == 1
    assert breaker.wait_s(30 * SECOND) == 0


def test_an_answer_begins_the_count_anew() -> None:
    breaker = Breaker()
    for status in (200, 429, 404, 401):
        for _ in range(FAILURES - 1):
            breaker.failed(0)
        breaker.answered(status, 0)
    assert not breaker.is_open
    assert breaker.failures == 0


def test_a_429_never_opens_it_and_a_5xx_does() -> None:
    breaker = Breaker()
    for _ in range(20):
        breaker.answered(429, 0)
    assert not breaker.is_open
    for _ in range(FAILURES):
        breaker.answered(503, 0)
    assert breaker.is_open


def test_one_probe_goes_and_the_others_wait_for_it() -> None:
    breaker = opened()
    assert breaker.wait_s(31 * SECOND) == 0
    breaker.began()
    assert breaker.wait_s(31 * SECOND) > 0
    breaker.answered(200, 32 * SECOND)
    assert not breaker.is_open
    assert breaker.wait_s(32 * SECOND) == 0


def test_a_probe_that_fails_opens_it_again() -> None:
    breaker = opened()
    breaker.began()
    breaker.failed(31 * SECOND)
    assert breaker.wait_s(31 * SECOND) == 30


def test_a_probe_that_was_given_up_lets_another_go() -> None:
    breaker = opened()
    breaker.wait_s(31 * SECOND)
    breaker.began()
    breaker.abandoned()
    assert breaker.is_open
    assert breaker.wait_s(31 * SECOND) == 0
