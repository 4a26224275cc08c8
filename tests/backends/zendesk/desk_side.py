"""An account at the fake server with a steady clock, and writes as the engine makes them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from csr_desk.backends.base import Settings
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, Found, OutComment, Write
from csr_desk.backends.zendesk.bodies import body
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.finding import find
from csr_desk.backends.zendesk.sending import send
from csr_desk.backends.zendesk.tickets import one_ticket
from csr_desk.domain.instants import to_instant
from tests.backends.driver import run
from tests.fakes.zendesk import Decision, FakeZendesk, FaultyZendesk, Script, seed_default

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Account:
    """A seeded fake, the agent Ada signed in, and the desk's side of the line.

    `clock` moves only when a test says so; `fates` maps the number of a request to what befalls
    it; `ahead` is how far the desk's own clock runs before the server's.
    """

    def __init__(self) -> None:
        self.clock = START
        self.ahead = timedelta(0)
        self.server = FakeZendesk(lambda: self.clock)
        seed_default(self.server)
        self.fates: dict[int, Decision] = {}
        self.line = FaultyZendesk(self.server, Script(self.fates))
        self.signed = self.server.bearer()
        url = "https://acme.zendesk.com"
        settings = Settings("work", url, "oauth", "", "desk", self.now, lambda: "uid")
        self.zendesk = Zendesk(settings, "acme.zendesk.com")
        self.names = self.server.names
        self.later(60)

    def now(self) -> int:
        return to_instant(self.clock + self.ahead)

    def later(self, seconds: float = 2) -> None:
        self.clock += timedelta(seconds=seconds)

    def befalls(self, *fates: Decision, after: int = 0) -> None:
        """Let fates befall the coming requests, `after` some that go through."""
        for place, fate in enumerate(fates, start=self.line.number + 1 + after):
            self.fates[place] = fate

    def run(self, flow: Flow[Any]) -> Any:
        return run(flow, self.line, self.signed)

    def base(self, name: str) -> RemoteTicket:
        """Return a seeded ticket as the desk reads it now."""
        found = self.run(one_ticket(self.zendesk, str(self.names[name])))
        assert isinstance(found, RemoteTicket)
        return found

    def update(self, name: str, marker: str = "m-1", **more: Any) -> Write:
        base = self.base(name)
        return Write(marker, "u-1", base.id, base, began_at=self.now(), **more)

    def create(self, marker: str = "m-2", **more: Any) -> Write:
        return Write(marker, "u-2", None, None, began_at=self.now(), **more)

    def send(self, write: Write) -> Applied:
        applied = self.run(send(self.zendesk, write, body(write)))
        assert isinstance(applied, Applied)
        return applied

    def find(self, write: Write) -> Found:
        found = self.run(find(self.zendesk, write))
        assert isinstance(found, Found)
        return found

    def ticket(self, name: str) -> dict[str, Any]:
        return self.server.ticket(self.names[name])

    def clean(self) -> bool:
        """Tell whether the server saw nothing a careful client does not do."""
        return not self.server.violations and not self.server.warnings


def reply(words: str = "It is on its way.", **more: Any) -> OutComment:
    return OutComment(words, is_public=True, **more)


def note(words: str = "Asked the carrier.") -> OutComment:
    return OutComment(words, is_public=False)
