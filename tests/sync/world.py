"""A helpdesk, a bad line, an agent and a clock in one process: one seed is one whole run.

The engine, the store and the backend are the real ones. Nothing sleeps: the world owns the time,
and decides which of the running flows goes on next.
"""

import random
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from csr_desk.actions import outbox
from csr_desk.backends.base import Can, Settings
from csr_desk.backends.failures import BackendFailure, Halt, NoAnswer, NotSent, TryLater
from csr_desk.backends.wire import Request, Response
from csr_desk.domain.instants import Instant, to_instant
from csr_desk.domain.models import Status
from csr_desk.sync import kept_waits
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.budget import Budgets
from csr_desk.sync.driver import FIRST_PATIENCE_S, PATIENCE_S
from csr_desk.sync.engine import Engine
from csr_desk.sync.jobs import Job
from tests.desk import Hands, TestDesk
from tests.fakes.common import wire
from tests.fakes.common.schedule import NOT_SENT, Dropped, Plan, Script
from tests.sync.vendors import ZENDESK, Vendor

ACCOUNT = "zd"
AT_ONCE = 4


@dataclass
class Running:
    """A job with the request it waits for; a later one waits its turn until an instant."""

    job: Job
    request: Request
    until: Instant = 0
    is_first: bool = True


@dataclass
class World:
    """Everything of one run; `folder` holds the store, copied from `template` where given.

    `server` and `backend` are the vendor's own: a test says which ones it expects.
    """

    folder: Path
    rng: random.Random
    plan: Plan = field(default_factory=lambda: Script({}))
    template: Path | None = None
    views: int = 5
    vendor: Vendor = ZENDESK
    hands: Hands = field(default_factory=Hands)
    running: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server: Any = self.vendor.fake(lambda: self.hands.wall, subdomain="acme")
        self.vendor.seed(self.server)
        if "views" in self.server.state.tables:
            for view in self.server.state.rows("views")[self.views :]:
                self.server.state.drop("views", view["id"])
        self.hands.wall = self.hands.wall.replace(microsecond=0)
        self.pass_time(90)
        self.line = self.vendor.line(self.server, self.plan, wait=self.pass_time)
        self.secret = self.server.sign_in().access
        if self.template is not None:
            shutil.copyfile(self.template, self.folder / "desk.db")
            (self.folder / "desk.db").chmod(0o600)
        self.open()

    def open(self) -> None:
        """Open the store and begin an engine, as a desk that starts."""
        self.hand = TestDesk(self.folder, self.hands)
        self.desk = self.hand.desk
        name = self.vendor.account
        self.desk.account = name
        settings = Settings(
            name, self.vendor.url, self.vendor.auth, "", "", self.desk.now, self.hands.uid
        )
        self.backend: Any = self.vendor.make(settings)
        self.account = SyncAccount(self.desk, self.backend, name, self.rng)
        self.budgets = Budgets(self.backend.budgets)
        kept_waits.go_on(self.desk, name, self.budgets)
        self.engine = Engine(self.account)
        self.engine.start()

    def crash(self) -> None:
        """Lose the process: what runs is gone, the store is what was committed."""
        self.running.clear()
        self.close()
        self.open()

    def close(self) -> None:
        """Close the store."""
        self.hand.store.close()
        self.hand.heartbeat.close()

    def pass_time(self, seconds: float) -> None:
        """Let time pass."""
        self.hands.wall += timedelta(seconds=seconds)
        self.hands.seconds += seconds

    def step(self) -> bool:
        """Start what may start and let one flow go on; False when there is nothing to do now."""
        self._start()
        now = self.desk.now()
        ready = [one for one in self.running if one.until <= now]
        if not ready:
            return False
        self._go_on(self.rng.choice(ready))
        return True

    def idle_s(self) -> float:
        """Return how long nothing can be done."""
        now = self.desk.now()
        moments = [self.engine.wake_at(now), *(one.until for one in self.running)]
        return max((min(moments) - now) / 1000, 0.2)

    def _start(self) -> None:
        if len(self.running) >= AT_ONCE:
            return
        keys = {one.job.key for one in self.running}
        for job in self.engine.jobs(self.desk.now()):
            if job.key in keys or len(self.running) >= AT_ONCE:
                job.flow.close()
                continue
            keys.add(job.key)
            with suppress(StopIteration):
                self.running.append(Running(job, next(job.flow)))

    def _go_on(self, one: Running) -> None:
        background = one.job.is_background
        now = self.desk.now()
        wait_s = self.budgets.wait_s(one.request, now, is_background=background)
        patience_s = PATIENCE_S if one.job.is_patient else FIRST_PATIENCE_S
        if 0 < wait_s <= patience_s and not one.is_first:
            one.until = self.desk.now() + int(wait_s * 1000) + 1
            return
        one.is_first = False
        try:
            outcome = self.deliver(one.request)
            if isinstance(outcome, BackendFailure):
                one.request = one.job.flow.throw(outcome)
            else:
                one.request = one.job.flow.send(outcome)
        except StopIteration:
            self.running.remove(one)

    def deliver(self, request: Request) -> Response | BackendFailure:
        """Bring a request to the fake, and what comes back into the words of the wire."""
        now = self.desk.now()
        wait_s = self.budgets.wait_s(request, now)
        if wait_s > 0:
            return TryLater("budget", after_s=wait_s, is_narrow=True)
        self.budgets.take(request, now)
        try:
            answer = self.line.deliver(self._asked(request))
        except Dropped as dropped:
            if dropped.why == "tls":
                return Halt("certificate")
            kind = NotSent if dropped.kind == NOT_SENT else NoAnswer
            return kind(dropped.why)
        if answer.status == 401:
            self.secret = self.server.sign_in().access
            answer = self.server.answer(self._asked(request))
        lowered = {name.lower(): value for name, value in answer.headers.items()}
        at = to_instant(self.hands.wall.replace(microsecond=0))
        told = at if self.vendor.tells_time else None
        response = Response(answer.status, lowered, answer.body, told)
        self.budgets.learn(request, response, self.desk.now())
        return response

    def _asked(self, request: Request) -> wire.Request:
        """Return a request as the line would carry it; a file of another host goes unsigned."""
        signed = self.backend.authorise(request, self.secret)
        headers = dict(signed.headers)
        if signed.content_type:
            headers["Content-Type"] = signed.content_type
        query = parse_qs(urlencode(signed.query), keep_blank_values=True)
        if not request.absolute:
            host = self.vendor.host
            return wire.Request(signed.method, signed.path, query, headers, signed.body, host)
        there = urlsplit(request.absolute)
        query = parse_qs(there.query, keep_blank_values=True)
        return wire.Request(signed.method, there.path, query, {}, b"", there.netloc)

    def settle(self, most: int = 2000) -> None:
        """Let the engine work until nothing waits any more, time passing as it must."""
        for _ in range(most):
            if self.step():
                self.pass_time(self.rng.choice((0.05, 0.3)))
                continue
            if not self.moves_on() and self.is_read() and not self.running:
                return
            self.pass_time(self.idle_s())

    def read_all(self) -> None:
        """Settle, and let the conversations be read ahead, one a second."""
        self.settle()
        for _ in range(10):
            self.pass_time(1.2)
            self.sync_for(60)

    def moves_on(self) -> bool:
        """Tell whether anything waits that goes on without the agent."""
        found = set(outbox.counts(self.desk))
        if found & {"waiting", "queued", "trying", "in_doubt"}:
            return True
        return "blocked" in found and not found & {"held", "conflict", "rejected"}

    def is_read(self) -> bool:
        """Tell whether the last changes are here; without a helpdesk there are none to come."""
        return self.engine.health.state == "online" or Can.TICKETS not in self.backend.can

    def has_read_ahead(self) -> bool:
        """Tell whether the conversations of all unsolved tickets are here as they are now."""
        return not self.desk.store.value(
            "SELECT EXISTS (SELECT 1 FROM remote_ticket r JOIN ticket t ON t.id = r.ticket_id"
            " WHERE r.deleted_at IS NULL AND t.status < ? AND r.talk_stamp <> r.stamp)",
            Status.SOLVED,
        )

    def sync_for(self, steps: int) -> None:
        """Let the engine work for some steps."""
        for _ in range(steps):
            if not self.step():
                return
            self.pass_time(self.rng.choice((0.02, 0.2, 1.0)))
