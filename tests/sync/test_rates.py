"""Four flows at once and a browser beside them: never a request before its Retry-After."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from csr_desk.backends.address import address_of
from csr_desk.backends.base import Settings
from csr_desk.backends.failures import TryLater
from csr_desk.backends.http import Line
from csr_desk.backends.wire import Flow, Request
from csr_desk.backends.zendesk.backend import make
from csr_desk.domain.instants import to_instant
from csr_desk.sync.budget import Budgets
from csr_desk.sync.driver import Driver
from tests.fakes.zendesk import FakeZendesk, FaultyZendesk, Script, seed_default, wire
from tests.fakes.zendesk.transport import MockTransport
from tests.sync.lines import FakeKeys

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REQUESTS, PER_MINUTE = 60, 12


class Silent(FaultyZendesk):
    """A helpdesk that tells its limits only by refusing."""

    def deliver(self, request: wire.Request) -> wire.Answer:
        given = super().deliver(request)
        told = {name: one for name, one in given.headers.items() if "limit" not in name.lower()}
        return wire.Answer(given.status, told, given.body, given.delay)


class Shift:
    """A fake with a small plan, and a driver over the real line; sleeping moves the clock."""

    def __init__(self, per_minute: int, seed: int, *, as_date: bool, silent: bool) -> None:
        self.clock = START
        self.rng = random.Random(seed)
        self.fake = FakeZendesk(lambda: self.clock)
        seed_default(self.fake)
        rule = self.fake.limits.rules["account"]
        self.fake.limits.rules["account"] = type(rule)(**{**vars(rule), "limit": per_minute})
        self.fake.limits.retry_after_as = "date" if as_date else "seconds"
        faulty = (Silent if silent else FaultyZendesk)(self.fake, Script({}))
        signed = self.fake.sign_in()
        settings = Settings(
            "work", "https://acme.zendesk.com", "oauth", "", "", self.now, lambda: "uid"
        )
        self.backend = make(settings)
        self.line = Line(
            address_of(settings.url),
            self.backend.authorise,
            self.now,
            transport=MockTransport(faulty),
        )
        keys = FakeKeys(signed.access, [None] * 99)
        self.driver = Driver(
            self.line, keys, Budgets(self.backend.budgets), self.now, sleep=self.sleep
        )
        self.browser = self.fake.bearer()

    def now(self) -> int:
        return to_instant(self.clock)

    async def sleep(self, seconds: float) -> None:
        """Wait as long as asked, a little at a time, while the others go on."""
        until = self.clock + timedelta(seconds=seconds)
        while self.clock < until:
            self.clock += min(timedelta(seconds=0.5), until - self.clock)
            await asyncio.sleep(0)

    def browse(self) -> None:
        """Let the agent's browser use up a part of the same limit, without being refused itself."""
        start, used = self.fake.limits._windows.get(("account", 0), (START, 0))
        is_new = self.clock >= start + timedelta(minutes=1)
        if self.rng.random() < 0.3 and (is_new or used < PER_MINUTE):
            self.fake.answer(wire.Request("GET", "/api/v2/users/me", headers=self.browser))

    async def read(self, number: int) -> int:
        """Read tickets, coming again later when told so; return how many were refused."""
        refused = 0
        for step in range(REQUESTS // 4):
            ticket = (number * 7 + step) % 3 + 1
            while True:
                self.browse()
                self.clock += timedelta(seconds=self.rng.choice((0.02, 0.2)))
                try:
                    status = await self.driver.drive(one(f"/api/v2/tickets/{ticket}"))
                except TryLater as later:
                    await self.sleep(later.after_s or 0)
                    continue
                if status != 429:
                    break
                refused += 1
        return refused


def one(path: str) -> Flow[int]:
    response = yield Request("GET", path, budget="api")
    return response.status


@pytest.mark.parametrize("silent", [False, True])
@pytest.mark.parametrize("as_date", [False, True])
@pytest.mark.parametrize("seed", range(6))
async def test_no_request_comes_before_its_retry_after(
    seed: int, as_date: bool, silent: bool
) -> None:
    shift = Shift(PER_MINUTE, seed, as_date=as_date, silent=silent)
    refused = sum(await asyncio.gather(*(shift.read(number) for number in range(4))))
    assert shift.fake.violations_of("before_retry_after") == []
    statuses = [seen.status for seen in shift.fake.requests]
    assert statuses.count(404) + statuses.count(200) >= REQUESTS
    # The browser takes what it wants: now and then a window is empty before its time.
    assert refused <= 4 * (shift.clock - START) / timedelta(minutes=1) + 4
    await shift.line.aclose()
