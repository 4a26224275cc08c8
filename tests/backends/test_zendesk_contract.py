"""Zendesk keeps the contract, over the stateful fake."""

from datetime import UTC, datetime, timedelta

import pytest

from csr_desk.backends.base import Settings
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk.backend import ZendeskBackend, make
from csr_desk.domain.instants import to_instant
from tests.backends.contract import BackendContract, T
from tests.backends.driver import run
from tests.fakes.zendesk import FakeZendesk, FaultyZendesk, Script, seed_default

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Fake:
    """The fake with a clock of its own and Ada signed in."""

    missing = "99999999"

    def __init__(self) -> None:
        self.clock = START
        self.server = FakeZendesk(lambda: self.clock)
        seed_default(self.server)
        self.server.limits.off()
        self.later(600)
        self.line = FaultyZendesk(self.server, Script({}))
        self.signed = self.server.bearer()
        now = lambda: to_instant(self.clock)  # noqa: E731
        url = "https://acme.zendesk.com"
        settings = Settings("work", url, "oauth", "", "desk", now, lambda: "uid")
        self.backend: ZendeskBackend = make(settings)
        alive = [one for one in self.server.state.tickets.values() if one.deleted_at is None]
        alive.sort(key=lambda one: one.values["status"] in ("closed", "solved"))
        self.tickets = tuple(str(one.id) for one in alive)

    def run(self, flow: Flow[T]) -> T:
        return run(flow, self.line, self.signed)

    def later(self, seconds: float) -> None:
        self.clock += timedelta(seconds=seconds)

    def customer_writes(self, ticket: str, words: str) -> None:
        self.server.customer_replies(int(ticket), words)

    def customer_rates(self, ticket: str, is_good: bool, words: str) -> None:
        self.server.rate_satisfaction(int(ticket), "good" if is_good else "bad", words)

    def delete(self, ticket: str) -> None:
        self.server.delete_ticket(int(ticket))

    def public_replies(self, ticket: str) -> list[str]:
        return self.server.public_replies(int(ticket))

    def count(self) -> int:
        return len(self.server.state.tickets)


@pytest.fixture
def plug() -> Fake:
    return Fake()


class TestZendesk(BackendContract):
    """The contract, over the fake."""
