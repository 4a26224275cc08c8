"""The running of a replay: the desk with its session and sync, and time that passes for them."""

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import Session
from csr_desk.domain.instants import SECOND, Instant, parse_instant, to_datetime
from csr_desk.domain.models import IdentityKind
from csr_desk.paths import Places
from csr_desk.store import people
from csr_desk.store.heartbeat import Heartbeat
from csr_desk.store.people import NewIdentity
from tests.replaying import script as scripts
from tests.replaying.carrying import Carrying
from tests.replaying.helpdesk import Helpdesk, address, born, people_of
from tests.replaying.script import ACCOUNT, Outage, ScriptClock

AFTER_OUTAGE = 10 * SECOND
"""How long after an outage what waited may still be on its way."""

BEFORE = timedelta(minutes=10)
"""How long the desk is in step with its helpdesk before the first event."""


@dataclass
class Expectation:
    """Something the product must bring about by itself until an instant."""

    words: str
    until: Instant
    is_met: Callable[[], bool]


class Running(ABC):
    """One desk with its helpdesk, at one moment of the script."""

    def __init__(self, script: dict[str, Any], data: Path) -> None:
        self.script = script
        self.places = Places(data, data / "config.toml")
        self.first = parse_instant(script["events"][0]["at"])
        self.queue = sorted(script.get("tickets", []), key=born)
        start = min([self.first, *(born(one) for one in self.queue)])
        self.clock = ScriptClock(to_datetime(start, UTC) - 2 * BEFORE)
        self.rng = random.Random(script.get("about", ""))
        self.config = scripts.settings(script, self.places)
        self.outages = scripts.outages(script)
        self.helpdesk = Helpdesk(script, self.clock) if scripts.needs_helpdesk(script) else None
        self.problems: list[str] = []
        self.expectations: list[Expectation] = []
        self.operations: dict[str, list[str]] = {}
        self.session: Session | None = None
        self.carrying: Carrying | None = None
        self.desk = self._opened()
        self.heartbeat = Heartbeat(self.places.heartbeat)
        self._know_customers()

    @property
    def now(self) -> Instant:
        """Return the script's instant."""
        return self.desk.clock.wall()

    @property
    def zone(self) -> ZoneInfo:
        """Return the script's time zone."""
        return ZoneInfo(self.script.get("zone", "UTC"))

    @property
    def account(self) -> str:
        """Return the account that new tickets are made in."""
        return ACCOUNT if self.helpdesk is not None else LOCAL

    def _opened(self) -> Desk:
        return open_desk(
            self.places,
            self.config,
            self.clock.now,
            self.clock.monotonic,
            "script",
            lambda: f"{self.rng.getrandbits(128):032x}",
        )

    def _know_customers(self) -> None:
        """Let the desk know the script's customers, by the addresses the helpdesk has."""
        with self.desk.store.transaction():
            for name in people_of(self.script):
                mail = NewIdentity(IdentityKind.EMAIL, address(name), "import")
                people.insert_customer(
                    self.desk.store,
                    uid=self.desk.new_uid(),
                    at=self.desk.now(),
                    name=name,
                    salt=self.desk.new_uid(),
                    addresses=[mail],
                )

    # time ------------------------------------------------------------------------------------

    def open(self) -> None:
        """Start the desk some minutes before the first event, so that it is in step by then."""
        start = self.first - int(BEFORE.total_seconds()) * SECOND if self.helpdesk else self.first
        self._write_in(start)
        self.clock.set(to_datetime(start, UTC))
        self.begin_session()

    def begin_session(self) -> Any:
        """Begin a run of the desk with its sync; return what it asks about."""
        self.session = Session(self.desk, self.heartbeat)
        found = self.session.begin()
        if self.helpdesk is not None:
            self.carrying = Carrying(self.desk, self.helpdesk, self, self.rng)
        return found

    def lose_power(self) -> None:
        """Let the process be gone: nothing is closed, nothing is said to the store."""
        self.session = self.carrying = None
        self.desk.store.abandon()
        self.heartbeat.close()

    def restart(self) -> Any:
        """Start the desk anew over what is on the disk; return what it asks about."""
        self.desk = self._opened()
        self.heartbeat = Heartbeat(self.places.heartbeat)
        return self.begin_session()

    def advance(self, at: Instant) -> None:
        """Let second after second pass up to an instant."""
        while self.now + SECOND <= at:
            self.clock.pass_time(1)
            self.tick()
        if self.now < at:
            self.clock.set(to_datetime(at, UTC))
        self.tick()

    def tick(self) -> None:
        """Let the desk, its sync and the world live one moment."""
        self._write_in(self.now)
        if self.session is not None:
            self.session.tick()
        if self.carrying is not None:
            self.carrying.tick()
        self.settle()

    def settle(self) -> None:
        """Strike what is met from the list; what is late is a problem."""
        if not self.expectations:
            return
        open_ones = [one for one in self.expectations if not one.is_met()]
        late = [one for one in open_ones if self.now >= one.until]
        self.problems += [f"{one.words} did not come" for one in late]
        self.expectations = [one for one in open_ones if one not in late]

    def expect(self, words: str, is_met: Callable[[], bool], until: Instant) -> None:
        """Expect something of the product until an instant."""
        self.expectations.append(Expectation(words, until, is_met))

    def grace(self, at: Instant) -> Instant:
        """Return until when an acknowledgement of an instant may come: 10 s after an outage."""
        outage = self._outage_before(at)
        return at + SECOND if outage is None else outage.to_at + AFTER_OUTAGE

    def _outage_before(self, at: Instant) -> Outage | None:
        """Return the outage that ended just before an instant."""
        ended = (one for one in self.outages if one.to_at <= at <= one.to_at + AFTER_OUTAGE)
        return next(ended, None)

    def lost_at(self, uids: list[str]) -> Instant:
        """Return when the answer to a request is lost, 0 where it is not."""
        doubted = self._later("op.doubt", uids)
        downs = [one.from_at for one in self.outages if one.from_at > self.now]
        return min(downs) if doubted and downs else 0

    def arrives(self, uids: list[str]) -> bool:
        """Tell whether a request whose answer is lost reached the helpdesk."""
        names = {name for name, known in self.operations.items() if set(known) & set(uids)}
        looks = (one for one in self.script["events"] if one["type"] == "op.verify")
        return all(one.get("result") == "found" for one in looks if one["op"] in names)

    def accepted_at(self, uids: list[str]) -> Instant:
        """Return when the helpdesk takes in what comes after an outage, 0 for at once."""
        acks = [at for at in self._later("server.ack", uids) if self._outage_before(at)]
        return min(acks, default=0)

    def _later(self, kind: str, uids: list[str]) -> list[Instant]:
        """Return when events of a kind come for operations, of those that are still to come."""
        names = {name for name, known in self.operations.items() if set(known) & set(uids)}
        return [
            at
            for event in self.script["events"]
            if event["type"] == kind and event["op"] in names
            if (at := parse_instant(event["at"])) > self.now
        ]

    def _write_in(self, until: Instant) -> None:
        while self.queue and born(self.queue[0]) <= until:
            one = self.queue.pop(0)
            moment = to_datetime(born(one), UTC)
            if moment > self.clock.moment:
                self.clock.set(moment)
            if self.helpdesk is not None:
                self.helpdesk.write_in(one)
            else:
                self.take_in(one)

    @abstractmethod
    def take_in(self, one: dict[str, Any]) -> None:
        """Make a ticket of the script's queue at a desk without a helpdesk."""
