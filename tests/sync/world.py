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
from urllib.parse import parse_qs, urlencode

from csr_desk.actions import outbox
from csr_desk.backends.base import Settings
from csr_desk.backends.failures import BackendFailure, Halt, NoAnswer, NotSent, TryLater
from csr_desk.backends.wire import Request, Response
from csr_desk.backends.zendesk.backend import ZendeskBackend as make
from csr_desk.domain.instants import to_instant
from csr_desk.sync import kept_waits
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.budget import Budgets
from csr_desk.sync.engine import Engine
from csr_desk.sync.jobs import Job
from tests.desk import Hands, TestDesk
from tests.fakes.zendesk import faults, wire
from tests.fakes.zendesk.faults import FaultyZendesk, Plan, Script
from tests.fakes.zendesk.seeding import seed_default
from tests.fakes.zendesk.server import FakeZendesk

ACCOUNT = "zd"
AT_ONCE = 4


@dataclass
class Running:
    """A job with the request it waits for."""

    job: Job
    request: Request


@dataclass
class World:
    """Everything of one run; `folder` holds the store, copied from `template` where given."""

    folder: Path
    rng: random.Random
    plan: Plan = field(default_factory=lambda: Script({}))
    template: Path | None = None
    views: int = 5
    hands: Hands = field(default_factory=Hands)
    running: list[Running] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = FakeZendesk(lambda: self.hands.wall, subdomain="acme")
        seed_default(self.server)
        for view in self.server.state.rows("views")[self.views :]:
            self.server.state.drop("views", view["id"])
        self.hands.wall = self.hands.wall.replace(microsecond=0)
        self.pass_time(90)
        self.line = FaultyZendesk(self.server, self.plan, wait=self.pass_time)
        self.secret = self.server.sign_in().access
        if self.template is not None:
            shutil.copyfile(self.template, self.folder / "desk.db")
            (self.folder / "desk.db").chmod(0o600)
        self.open()

    def open(self) -> None:
        """Open the store and begin an engine, as a desk that starts."""
        self.hand = TestDesk(self.folder, self.hands)
        self.desk = self.hand.desk
        self.desk.account = ACCOUNT
        settings = Settings(
            ACCOUNT, "https://acme.zendesk.com", "oauth", "", "", self.desk.now, self.hands.uid
        )
        self.backend = make(settings)
        self.account = SyncAccount(self.desk, self.backend, ACCOUNT, self.rng)
        self.budgets = Budgets(self.backend.budgets)
        kept_waits.go_on(self.desk, ACCOUNT, self.budgets)
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
        if not self.running:
            return False
        one = self.rng.choice(self.running)
        self._go_on(one)
        return True

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
        signed = self.backend.authorise(request, self.secret)
        headers = dict(signed.headers)
        if signed.content_type:
            headers["Content-Type"] = signed.content_type
        query = parse_qs(urlencode(signed.query), keep_blank_values=True)
        asked = wire.Request(
            signed.method, signed.path, query, headers, signed.body, "acme.zendesk.com"
        )
        try:
            answer = self.line.deliver(asked)
        except faults.Dropped as dropped:
            if dropped.why == "tls":
                return Halt("certificate")
            kind = NotSent if dropped.kind == faults.NOT_SENT else NoAnswer
            return kind(dropped.why)
        if answer.status == 401:
            self.secret = self.server.sign_in().access
            asked = wire.Request(
                signed.method,
                signed.path,
                query,
                {**headers, **dict(self.backend.authorise(request, self.secret).headers)},
                signed.body,
                "acme.zendesk.com",
            )
            answer = self.server.answer(asked)
        lowered = {name.lower(): value for name, value in answer.headers.items()}
        at = to_instant(self.hands.wall.replace(microsecond=0))
        response = Response(answer.status, lowered, answer.body, at)
        self.budgets.learn(request, response, self.desk.now())
        return response

    def settle(self, most: int = 2000) -> None:
        """Let the engine work until nothing waits any more, time passing as it must."""
        for _ in range(most):
            if self.step():
                self.pass_time(self.rng.choice((0.05, 0.3)))
                continue
            if not self.moves_on() and self.is_read():
                return
            now = self.desk.now()
            self.pass_time(max((self.engine.wake_at(now) - now) / 1000, 0.2))

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
        """Tell whether the last changes are here."""
        return self.engine.health.state == "online"

    def sync_for(self, steps: int) -> None:
        """Let the engine work for some steps."""
        for _ in range(steps):
            if not self.step():
                return
            self.pass_time(self.rng.choice((0.02, 0.2, 1.0)))
