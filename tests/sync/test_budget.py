"""Budgets: no window is ever overdrawn, and what the helpdesk tells is obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.base import Budget
from csr_desk.backends.wire import Request
from csr_desk.sync import budget
from csr_desk.sync.budget import Budgets, Window
from tests.backends.flows import answer
from tests.sync.whole_seconds import whole_seconds

__all__ = ["whole_seconds"]

SECOND = 1000
LIST = Request("GET", "/tickets", budget="list")
OTHER = Request("GET", "/users", budget="other")


def put(ticket: int) -> Request:
    return Request("PUT", f"/tickets/{ticket}", budget="update")


def budgets() -> Budgets:
    return Budgets({"list": Budget(2, 60), "update": Budget(90, 60)})


@given(
    st.integers(1, 8),
    st.sampled_from([1.0, 5.0, 60.0]),
    st.lists(st.integers(0, 9000), min_size=1, max_size=60),
)
def test_no_stretch_of_a_window_holds_more_than_its_number(
    most: int, seconds: float, gaps: list[int]
) -> None:
    window, now, taken = Window(most, seconds), 0, []
    for gap in gaps:
        now += gap
        now += window.wait(now)
        assert window.wait(now) == 0
        window.take(now)
        taken.append(now)
    for first in taken:
        inside = [at for at in taken if first <= at < first + seconds * SECOND]
        assert len(inside) <= most


def test_a_named_budget_holds_its_own_requests_alone() -> None:
    found = budgets()
    for _ in range(2):
        assert found.wait_s(LIST, 0) == 0
        found.take(LIST, 0)
    assert 60 <= found.wait_s(LIST, 0) <= 61
    assert found.wait_s(OTHER, 0) == 0
    assert found.account_wait_s(0) == 0


def test_the_accounts_number_is_learnt_and_kept() -> None:
    found = budgets()
    assert found.per_minute is None
    found.learn(OTHER, answer(x_rate_limit="3", x_rate_limit_remaining="2"), 0)
    assert found.per_minute == 3
    for _ in range(2):
        found.take(OTHER, 0)
    assert found.wait_s(OTHER, 0) >= 60
    assert found.account_wait_s(0) >= 60
    found.learn(OTHER, answer(x_rate_limit="700"), 0)
    assert found.wait_s(OTHER, 0) == 0


def test_nothing_left_waits_for_the_reset() -> None:
    found = budgets()
    found.learn(OTHER, answer(ratelimit_remaining="0", ratelimit_reset="12"), 0)
    assert found.wait_s(LIST, 0) == 12
    assert found.resumes_at == 12 * SECOND
    assert found.wait_s(LIST, 12 * SECOND) == 0


def test_a_429_that_says_nothing_else_holds_the_account() -> None:
    found = budgets()
    found.learn(LIST, answer(429, retry_after="41"), 1 * SECOND)
    assert found.wait_s(OTHER, 1 * SECOND) == 41
    assert found.wait_s(OTHER, 41 * SECOND) == 1
    found.learn(LIST, answer(429, retry_after="5"), 2 * SECOND)
    assert found.wait_s(OTHER, 2 * SECOND) == 40


def test_a_429_of_one_ticket_holds_that_ticket_alone() -> None:
    found = budgets()
    told = {"zendesk_ratelimit_per_ticket_updates": "total=30; remaining=0; resets=400"}
    refused = answer(429, retry_after="400", x_rate_limit_remaining="600", **told)
    found.learn(put(1), refused, 0)
    assert found.wait_s(put(1), 0) == 400
    assert found.wait_s(put(2), 0) == 0
    assert found.wait_s(Request("GET", "/tickets/1"), 0) == 0


def test_a_429_of_one_kind_holds_that_kind() -> None:
    found = budgets()
    told = {"zendesk_ratelimit_tickets_update": "total=100; remaining=0; resets=20"}
    found.learn(put(1), answer(429, retry_after="20", **told), 0)
    assert found.wait_s(put(2), 0) == 20
    assert found.wait_s(LIST, 0) == 0


def test_a_429_of_the_account_beside_one_of_a_kind_holds_the_account() -> None:
    found = budgets()
    told = {"zendesk_ratelimit_tickets_update": "total=100; remaining=0; resets=20"}
    headers = {**told, "x_rate_limit_remaining": "0"}
    found.learn(put(1), answer(429, retry_after="20", **headers), 0)
    assert found.wait_s(LIST, 0) == 20


def test_a_smaller_plan_is_learnt() -> None:
    found = budgets()
    told = {"zendesk_ratelimit_tickets_update": "total=1; remaining=1; resets=20"}
    found.learn(put(1), answer(**told), 0)
    found.take(put(1), 0)
    assert found.wait_s(put(2), 0) >= 60


def test_a_429_without_a_time_waits_for_what_is_empty_or_a_while() -> None:
    found = budgets()
    found.learn(OTHER, answer(429, ratelimit_remaining="0", ratelimit_reset="7"), 0)
    assert found.wait_s(OTHER, 0) == 7
    other = budgets()
    other.learn(OTHER, answer(429, retry_after="garbage"), 0)
    assert other.wait_s(OTHER, 0) == 15


def test_a_503_waits_only_when_it_says_so() -> None:
    found = budgets()
    found.learn(OTHER, answer(503), 0)
    assert found.wait_s(OTHER, 0) == 0
    found.learn(OTHER, answer(503, retry_after="9"), 0)
    assert found.wait_s(OTHER, 0) == 9


def test_another_host_neither_waits_nor_teaches() -> None:
    found = budgets()
    absolute = Request("GET", "", budget="list", absolute="https://files.example/a")
    found.learn(absolute, answer(429, retry_after="100", x_rate_limit="1"), 0)
    assert found.wait_s(OTHER, 0) == 0
    for _ in range(5):
        found.take(absolute, 0)
    assert found.wait_s(LIST, 0) == 0


def test_a_wait_outlives_a_restart() -> None:
    found = budgets()
    found.hold(30 * SECOND)
    assert found.wait_s(OTHER, 0) == 30


def test_a_told_wait_is_a_little_longer_never_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clocks never tick alike, and a request a millisecond early is one too early."""
    monkeypatch.setattr(budget, "LATER", 50)
    found = Budgets({})
    found.learn(OTHER, answer(429, retry_after="2"), 0)
    assert found.wait_s(OTHER, 0) == 2.05


TOLD = {"other": Budget(30, 60, is_told=True), "list": Budget(30, 60, is_told=True)}


def test_headers_that_tell_of_their_own_kind_correct_that_kind() -> None:
    found = Budgets(TOLD)
    for _ in range(4):
        found.take(OTHER, 0)
    found.learn(OTHER, answer(x_ratelimit_total="8", x_ratelimit_remaining="4"), 0)
    # Three quarters of eight are six; four of the eight are gone, so two more may go.
    found.take(OTHER, 0)
    found.take(OTHER, 0)
    assert found.wait_s(OTHER, 0) > 0
    assert found.wait_s(LIST, 0) == 0
    assert found.per_minute is None


def test_what_others_took_and_what_one_request_costs_counts() -> None:
    found = Budgets(TOLD)
    found.take(OTHER, 0)
    rate = {"x_ratelimit_total": "40", "x_ratelimit_used_currentrequest": "5"}
    found.learn(OTHER, answer(**rate), 0)
    for _ in range(25):
        found.take(OTHER, 0)
    assert found.wait_s(OTHER, 0) > 0
    found = Budgets(TOLD)
    found.take(OTHER, 0)
    found.learn(OTHER, answer(x_ratelimit_total="40", x_ratelimit_remaining="0"), 0)
    assert found.wait_s(OTHER, 0) > 0


def test_a_429_of_a_told_kind_holds_that_kind_alone() -> None:
    found = Budgets(TOLD)
    found.learn(OTHER, answer(429, retry_after="20"), 0)
    assert found.wait_s(OTHER, 0) == 20
    assert found.wait_s(LIST, 0) == 0


def test_a_part_is_kept_for_what_the_agent_waits_for() -> None:
    found = Budgets({"other": Budget(10, 60, kept=0.4)})
    for _ in range(6):
        assert found.wait_s(OTHER, 0, is_background=True) == 0
        found.take(OTHER, 0)
    assert found.wait_s(OTHER, 0, is_background=True) > 0
    for _ in range(4):
        assert found.wait_s(OTHER, 0) == 0
        found.take(OTHER, 0)
    assert found.wait_s(OTHER, 0) > 0
