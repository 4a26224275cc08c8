"""A line, keys and a clock for tests of what drives flows; nothing sleeps, nothing is sent."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from csr_desk.backends.base import Budget
from csr_desk.backends.failures import BackendFailure
from csr_desk.backends.wire import Request, Response
from csr_desk.sync.budget import Budgets
from csr_desk.sync.driver import Driver, Exchange
from tests.backends.flows import answer

Outcome = Response | BackendFailure
SECOND = 1000


@dataclass
class Time:
    """A clock that moves when somebody sleeps."""

    now: int = 1_000_000
    slept: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += round(seconds * SECOND)
        await asyncio.sleep(0)


@dataclass
class FakeLine:
    """Answers from a list, then with 200; `sent` holds (path, secret)."""

    outcomes: Iterable[Outcome] = ()
    sent: list[tuple[str, str]] = field(default_factory=list)
    before: Callable[[Request], None] = lambda request: None
    is_closed: bool = False

    def __post_init__(self) -> None:
        self.outcomes = iter(self.outcomes)

    async def perform(self, request: Request, secret: str = "") -> Response:
        self.sent.append((request.absolute or request.path, secret))
        self.before(request)
        await asyncio.sleep(0)
        outcome = next(iter(self.outcomes), None) or answer()
        if isinstance(outcome, BackendFailure):
            raise outcome
        return outcome

    async def aclose(self) -> None:
        self.is_closed = True


@dataclass
class FakeKeys:
    """Gives a secret, and others when it is renewed; None in `others` is a fixed token."""

    secret: str = "first"
    others: list[str | BackendFailure | None] = field(default_factory=lambda: ["second"])
    failure: BackendFailure | None = None
    used: list[str] = field(default_factory=list)

    async def current(self) -> str:
        if self.failure is not None:
            raise self.failure
        return self.secret

    async def renewed(self, used: str) -> str | None:
        self.used.append(used)
        other = self.others.pop(0)
        if isinstance(other, BackendFailure):
            raise other
        self.secret = other or self.secret
        return other


@dataclass
class Rig:
    """A driver over all of these."""

    outcomes: Iterable[Outcome] = ()
    keys: FakeKeys = field(default_factory=FakeKeys)
    time: Time = field(default_factory=Time)
    budgets: dict[str, Budget] = field(default_factory=dict)
    seen: list[Exchange] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line = FakeLine(self.outcomes)
        self.driver = Driver(
            self.line,
            self.keys,
            Budgets(self.budgets),
            lambda: self.time.now,
            sleep=self.time.sleep,
            observe=self.seen.append,
        )
