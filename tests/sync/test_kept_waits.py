"""A wait told to one process is obeyed by the next."""

from csr_desk.backends.base import Budget
from csr_desk.backends.wire import Request
from csr_desk.sync import kept_waits
from csr_desk.sync.budget import Budgets
from tests.backends.flows import answer
from tests.sync.remote_world import ACCOUNT, Helpdesk
from tests.sync.whole_seconds import whole_seconds

__all__ = ["whole_seconds"]

ONE = Request("GET", "/tickets", budget="tickets")
OTHER = Request("GET", "/users/me")
EMPTY = {"zendesk_ratelimit_tickets_index": "total=3; remaining=0; resets=40"}
NARROW = {"zendesk_ratelimit_per_ticket_updates": "total=3; remaining=0; resets=40"}


def budgets(desk: Helpdesk) -> Budgets:
    found = Budgets({"tickets": Budget(80, 60)})
    kept_waits.go_on(desk.desk, ACCOUNT, found)
    return found


def waits(desk: Helpdesk) -> tuple[float, float]:
    now, next_process = desk.desk.now(), budgets(desk)
    return next_process.wait_s(ONE, now), next_process.wait_s(OTHER, now)


def test_nothing_was_told(desk: Helpdesk) -> None:
    assert waits(desk) == (0, 0)


def test_a_limit_that_is_reached(desk: Helpdesk) -> None:
    budgets(desk).learn(ONE, answer(**EMPTY), desk.desk.now())
    assert waits(desk) == (40, 0)


def test_a_refusal_for_one_path(desk: Helpdesk) -> None:
    refused = answer(429, b"", retry_after="50", **NARROW)
    budgets(desk).learn(ONE, refused, desk.desk.now())
    assert waits(desk) == (50, 0)


def test_a_refusal_for_the_account_ends(desk: Helpdesk) -> None:
    budgets(desk).learn(OTHER, answer(429, b"", retry_after="20"), desk.desk.now())
    assert waits(desk) == (20, 20)
    desk.hand.wait(21)
    assert waits(desk) == (0, 0)


def test_a_clock_that_was_set_back_makes_no_endless_wait(desk: Helpdesk) -> None:
    budgets(desk).learn(OTHER, answer(429, b"", retry_after="3000"), desk.desk.now())
    desk.hand.wait(-7200)
    assert waits(desk) == (0, 0)
