"""An account at the fake server with a steady clock, and writes as the engine makes them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from csr_desk.backends.base import Settings
from csr_desk.backends.failures import BackendFailure, NoAnswer, NotSent
from csr_desk.backends.freshdesk.bodies import body
from csr_desk.backends.freshdesk.context import Freshdesk
from csr_desk.backends.freshdesk.credentials import authorised
from csr_desk.backends.freshdesk.finding import find
from csr_desk.backends.freshdesk.fresh import Reading, read_ticket
from csr_desk.backends.freshdesk.sending import send
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.backends.writes import Applied, Found, OutComment, Requester, Write
from csr_desk.domain.instants import to_instant
from tests.backends.driver import fakes_form
from tests.fakes.common.faults import FaultyLine
from tests.fakes.common.schedule import NOT_SENT
from tests.fakes.freshdesk import (
    Decision,
    Dropped,
    FakeFreshdesk,
    FaultyFreshdesk,
    Script,
    seed_default,
)
from tests.fakes.freshdesk.stage import START

UID = "0000018f5a3c7d2e9a1b00001f3a9c2e"
MARKER = "0000018f5a3c7d2e9a1b0000aa11bb22"


class Account:
    """A seeded fake, the agent Ada signed in, and the desk's side of the line.

    `clock` moves only when a test says so; `fates` maps the number of a request to what befalls
    it; `ahead` is how far the desk's own clock runs before the server's.
    """

    def __init__(self, *, role: str = "agent") -> None:
        self.clock = START
        self.ahead = timedelta(0)
        self.server = FakeFreshdesk(lambda: self.clock)
        seed_default(self.server, role=role)
        self.server.limits.off()
        self.fates: dict[int, Decision] = {}
        self.line: FaultyLine[FakeFreshdesk] = FaultyFreshdesk(self.server, Script(self.fates))
        self.key = self.server.sign_in().access
        url = "https://acme.freshdesk.com"
        settings = Settings("work", url, "token", "", "", self.now, lambda: UID)
        self.freshdesk = Freshdesk(settings, "acme.freshdesk.com")
        self.names = self.server.names
        self.asked: list[Request] = []
        self.watch: Callable[[Request], None] = lambda request: None
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
        outcome: Response | BackendFailure | None = None
        while True:
            try:
                if isinstance(outcome, BackendFailure):
                    request = flow.throw(outcome)
                else:
                    request = next(flow) if outcome is None else flow.send(outcome)
            except StopIteration as ended:
                return ended.value
            self.asked.append(request)
            self.watch(request)
            outcome = self._delivered(request)

    def _delivered(self, request: Request) -> Response | BackendFailure:
        try:
            given = self.line.deliver(fakes_form(authorised(request, self.key), {}))
        except Dropped as dropped:
            return NotSent(dropped.why) if dropped.kind == NOT_SENT else NoAnswer(dropped.why)
        at = given.header("date")
        told: datetime | None = parsedate_to_datetime(at) if at else None
        return Response(
            given.status,
            {name.lower(): value for name, value in given.headers.items()},
            given.body,
            None if told is None else to_instant(told),
        )

    def read(self, name: str | int) -> Reading:
        """Return a ticket, seeded or by its number, as the desk reads it now."""
        id_ = self.names[name] if isinstance(name, str) else name
        found = self.run(read_ticket(self.freshdesk, str(id_)))
        assert isinstance(found, Reading)
        return found

    def base(self, name: str | int) -> RemoteTicket:
        return self.read(name).ticket

    def update(self, name: str | int, marker: str = MARKER, **more: Any) -> Write:
        """Return a write against the ticket as it is now, made a second later."""
        read = self.read(name)
        self.later(1)
        base = read.ticket
        return Write(marker, UID, base.id, base, began_at=self.now(), since=read.at, **more)

    def create(self, marker: str = MARKER, uid: str = UID, **more: Any) -> Write:
        told: dict[str, Any] = {
            "requester": Requester(str(self.names["Nia Okafor"]), "Nia Okafor"),
            "subject": "No light",
            "channel": "phone",
            "comment": first("It is dark."),
        }
        return Write(marker, uid, None, None, began_at=self.now(), **{**told, **more})

    def send(self, write: Write) -> Applied:
        applied = self.run(send(self.freshdesk, write, body(write)))
        assert isinstance(applied, Applied)
        return applied

    def find(self, write: Write) -> Found:
        found = self.run(find(self.freshdesk, write))
        assert isinstance(found, Found)
        return found

    def ticket(self, name: str | int) -> dict[str, Any]:
        return self.server.ticket(self.names[name] if isinstance(name, str) else name)

    def entries(self, name: str) -> list[dict[str, Any]]:
        rows = self.server.state.rows("time_entries")
        return [row for row in rows if row["ticket_id"] == self.names[name]]

    def changing(self) -> list[str]:
        """Return method and path of the requests so far that change something."""
        asked = [one for one in self.asked if not one.is_read]
        return [f"{one.method} {one.path.removeprefix('/api/v2')}" for one in asked]


def reply(words: str = "It is on its way.", **more: Any) -> OutComment:
    return OutComment(words, is_public=True, **more)


def note(words: str = "Asked the carrier.", **more: Any) -> OutComment:
    return OutComment(words, is_public=False, **more)


def first(words: str, **more: Any) -> OutComment:
    return OutComment(words, is_public=True, by_customer=True, **more)
