"""Freshdesk keeps the contract, over the stateful fake."""

import pytest

from csr_desk.backends.freshdesk.backend import FreshdeskBackend, make
from csr_desk.backends.wire import Flow
from tests.backends.contract import BackendContract, T
from tests.backends.freshdesk.desk_side import Account


class Fake:
    """The fake with a clock of its own and Ada signed in."""

    missing = "99999999"

    def __init__(self) -> None:
        self.account = Account()
        self.server = self.account.server
        self.later(600)
        self.backend: FreshdeskBackend = make(self.account.freshdesk.settings)
        alive = [one for one in self.server.state.tickets.values() if one.is_here]
        alive.sort(key=lambda one: one.values["status"] in (4, 5))
        self.tickets = tuple(str(one.id) for one in alive)

    def run(self, flow: Flow[T]) -> T:
        found: T = self.account.run(flow)
        return found

    def later(self, seconds: float) -> None:
        self.account.later(seconds)

    def customer_writes(self, ticket: str, words: str) -> None:
        self.server.customer_replies(int(ticket), words)

    def customer_rates(self, ticket: str, is_good: bool, words: str) -> None:
        self.server.rate_satisfaction(int(ticket), 103 if is_good else -102, words)

    def delete(self, ticket: str) -> None:
        self.server.delete_ticket(int(ticket))

    def public_replies(self, ticket: str) -> list[str]:
        return self.server.public_replies(int(ticket))

    def count(self) -> int:
        return len(self.server.state.tickets)


@pytest.fixture
def plug() -> Fake:
    return Fake()


class TestFreshdesk(BackendContract):
    """The contract, over the fake."""
