"""Reading over a bad line: every failure is one of the family, and nothing read is ever wrong."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest

from csr_desk.backends.failures import (
    BackendFailure,
    Missing,
    NoAnswer,
    NotSent,
    SignedOut,
    TryLater,
)
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk.catalogue import catalogue
from csr_desk.backends.zendesk.identity import identify
from csr_desk.backends.zendesk.streams import changed
from csr_desk.backends.zendesk.talk import talk
from csr_desk.backends.zendesk.tickets import tickets
from csr_desk.backends.zendesk.views import view
from tests.backends.driver import run
from tests.backends.zendesk.given import Account, context
from tests.fakes.zendesk import FaultyZendesk, Schedule, seed_many

_Result = TypeVar("_Result")
PASSING = (NoAnswer, NotSent, TryLater, SignedOut)
"""What a reading may fail with while nothing is wrong with what it asks for."""


class Patient:
    """Asks again until the line is good, and signs in again where the token died."""

    def __init__(self, account: Account, seed: int) -> None:
        self.account = account
        self.line = FaultyZendesk(account.fake, Schedule(seed, rate=0.4, quiet_after=400))
        self.failures: list[BackendFailure] = []

    def ask(self, make: Callable[[], Flow[_Result]]) -> _Result:
        while True:
            self.account.clock.forward(seconds=100)
            try:
                return run(make(), self.line, self.account.signed)
            except PASSING as failure:
                self.failures.append(failure)
                if isinstance(failure, SignedOut):
                    self.account.signed = self.account.fake.bearer()


@pytest.mark.parametrize("role", ["agent", "admin"])
@pytest.mark.parametrize("seed", range(5))
def test_everything_is_read_in_the_end_and_nothing_is_taken_for_gone(role: str, seed: int) -> None:
    account = Account(role, tickets=False)
    ids = [str(one) for one in seed_many(account.fake, 300)]
    patient = Patient(account, seed)
    assert patient.ask(lambda: identify(context())).role == role
    cursor, seen = "", set[str]()
    for _ in range(40):
        page = patient.ask(partial(changed, context(), cursor))
        assert page.gone == ()
        cursor = page.cursor
        seen |= {one.id for one in page.tickets}
    assert seen == set(ids)
    some = tuple(ids[:100])
    page = patient.ask(lambda: tickets(context(), some))
    assert (len(page.tickets), page.gone) == (100, ())
    assert len(patient.ask(lambda: catalogue(context())).macros) == 6
    found = patient.ask(lambda: talk(context(), some[0]))
    assert len(found.messages) == len(account.fake.state.tickets[int(some[0])].comments)
    all_of_them = str(account.fake.names["All unsolved tickets"])
    assert len(patient.ask(lambda: view(context(), all_of_them)).ids) == 300
    assert len(patient.failures) > 5
    assert not account.fake.warnings


def test_a_refusal_is_not_asked_for_again() -> None:
    account = Account()
    with pytest.raises(Missing):
        run(talk(context(), "424242"), account.fake, account.signed)
