"""A seeded fake with a clock that only moves when told, for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.fakes.common.wire import Answer, Json
from tests.fakes.freshdesk.caller import Caller
from tests.fakes.freshdesk.seeding import seed_default
from tests.fakes.freshdesk.server import FakeFreshdesk

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = "2020-01-01T00:00:00Z"


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

    def __init__(self, *, role: str = "agent", limits: bool = False) -> None:
        self.clock = Clock()
        self.server = FakeFreshdesk(self.clock)
        seed_default(self.server, role=role)
        if not limits:
            self.server.limits.off()
        self.clock.advance(10)
        self.me = Caller(self.server)

    def id(self, name: str) -> int:
        """Return the id of something seeded, by its name."""
        return self.server.names[name]

    def list(self, **query: Any) -> list[Json]:
        """Return one page of the list, everything since long ago by default."""
        found: list[Json] = self.me.get("tickets", **{"updated_since": LONG_AGO, **query})
        return found

    def update(self, name: str, **change: Any) -> Answer:
        return self.me.put(f"tickets/{self.id(name)}", change)

    def reply(self, name: str, body: str) -> Answer:
        return self.me.post(f"tickets/{self.id(name)}/reply", {"body": f"<div>{body}</div>"})

    def note(self, name: str, body: str, **more: Any) -> Answer:
        given = {"body": f"<div>{body}</div>", "private": True, **more}
        return self.me.post(f"tickets/{self.id(name)}/notes", given)

    def view(self, name: str, **query: Any) -> Json:
        found: Json = self.me.get(f"tickets/{self.id(name)}", **query)
        return found

    def talk(self, name: str, **query: Any) -> Any:
        return self.me.get(f"tickets/{self.id(name)}/conversations", per_page=100, **query)
