"""Reading over a bad line: every failure is one of the family, and nothing read is ever wrong."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import pytest

from csr_desk.backends.failures import BackendFailure, NoAnswer, NotSent, SignedOut, TryLater
from csr_desk.backends.freshdesk.catalogue import catalogue
from csr_desk.backends.freshdesk.identity import identify
from csr_desk.backends.freshdesk.streams import changed
from csr_desk.backends.freshdesk.talk import talk
from csr_desk.backends.freshdesk.tickets import tickets
from csr_desk.backends.wire import Flow
from tests.backends.freshdesk.desk_side import Account
from tests.fakes.freshdesk import FaultyFreshdesk, Schedule, seed_many

_Result = TypeVar("_Result")
PASSING = (NoAnswer, NotSent, TryLater, SignedOut)
"""What a reading may fail with while nothing is wrong with what it asks for."""


class Patient:
    """Asks again until the line is good, and takes a new key where the old one was reset."""

    def __init__(self, seed: int) -> None:
        self.account = Account()
        self.server = self.account.server
        schedule = Schedule(seed, rate=0.3, quiet_after=300)
        self.account.line = FaultyFreshdesk(self.server, schedule)
        self.failures: list[BackendFailure] = []

    def ask(self, make: Callable[[], Flow[_Result]]) -> _Result:
        while True:
            self.account.later(100)
            try:
                found: _Result = self.account.run(make())
            except PASSING as failure:
                self.failures.append(failure)
                if isinstance(failure, SignedOut):
                    self.account.key = self.server.sign_in().access
            else:
                return found


@pytest.mark.parametrize("seed", range(6))
def test_everything_is_read_in_the_end_and_nothing_is_taken_for_gone(seed: int) -> None:
    patient = Patient(seed)
    freshdesk, server = patient.account.freshdesk, patient.server
    made = {str(one) for one in seed_many(server, 250)}
    here = {str(one.id) for one in server.state.tickets.values() if one.is_here}
    assert patient.ask(lambda: identify(freshdesk)).me.name == "Ada Agent"
    cursor, seen = "", set[str]()
    for _ in range(100):
        page = patient.ask(partial(changed, freshdesk, cursor))
        cursor = page.cursor
        assert page.gone == ()
        seen |= {one.id for one in page.tickets if not one.is_deleted}
        if page.is_last:
            break
    assert made <= here == seen
    some = tuple(sorted(here))[:5]
    page = patient.ask(lambda: tickets(freshdesk, some))
    assert ({one.id for one in page.tickets}, page.gone) == (set(some), ())
    long = str(server.names["long"])
    assert len(patient.ask(lambda: talk(freshdesk, long)).messages) == 35
    assert patient.ask(lambda: catalogue(freshdesk)).agents
    assert patient.failures
