"""A seeded fake with a clock that only moves when told, for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.zendesk.caller import Caller
from tests.fakes.zendesk.seeding import seed_default
from tests.fakes.zendesk.server import FakeZendesk
from tests.fakes.zendesk.wire import Answer, Json

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """An injected clock; `clock()` answers now."""

    def __init__(self, start: datetime = START) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Stage:
    """A fake account with its clock and its agent `me` signed in, ten seconds after seeding."""

    def __init__(self, *, role: str = "agent", limits: bool = True) -> None:
        self.clock = Clock()
        self.server = FakeZendesk(self.clock)
        seed_default(self.server, role=role)
        if not limits:
            self.server.limits.off()
        self.clock.advance(10)
        self.me = Caller(self.server)

    def id(self, name: str) -> int:
        """Return the id of something seeded, by its name."""
        return self.server.names[name]

    def update(self, name: str, **change: Any) -> Answer:
        """Send one wrapped update of a seeded ticket."""
        return self.me.put(f"tickets/{self.id(name)}", {"ticket": change})

    def reply(self, name: str, body: str, **change: Any) -> Answer:
        """Send a public reply to a seeded ticket."""
        return self.update(name, comment={"body": body, "public": True}, **change)

    def ticket(self, name: str) -> Json:
        return self.server.ticket(self.id(name))
