"""The sync engine on the script's clock: no thread, no sleep; the world holds the line.

An answer comes at once, or when the script says that the helpdesk accepts the change. Where it says
that a change stays in doubt, the helpdesk takes it in and its answer is lost when the network goes.
"""

import random
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode

from csr_desk.actions.desk import Desk
from csr_desk.backends.base import Settings
from csr_desk.backends.failures import BackendFailure, NoAnswer, NotSent, TryLater
from csr_desk.backends.wire import Request, Response
from csr_desk.backends.zendesk.backend import make
from csr_desk.domain.instants import Instant, to_instant
from csr_desk.sync import kept_waits
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.budget import Budgets
from csr_desk.sync.engine import Engine
from csr_desk.sync.jobs import Job
from tests.fakes.common import wire
from tests.fakes.common.schedule import NOT_SENT, Dropped
from tests.replaying.helpdesk import Helpdesk
from tests.replaying.script import ACCOUNT, URL

AT_ONCE = 4
MOST_STEPS = 2_000
"""Steps of one instant: more would be a spin."""


@dataclass
class Running:
    """A job with the request it waits for.

    `until` is when the helpdesk takes it in, `lost_at` when its answer is lost.
    """

    job: Job
    request: Request
    until: Instant = 0
    lost_at: Instant = 0


class Line(Protocol):
    """What the world does to a request that carries operations; 0 for nothing."""

    def lost_at(self, uids: list[str]) -> Instant:
        """Return when the answer is lost."""

    def arrives(self, uids: list[str]) -> bool:
        """Tell whether one whose answer is lost reached the helpdesk."""

    def accepted_at(self, uids: list[str]) -> Instant:
        """Return when the helpdesk takes it in."""


class Carrying:
    """One engine over a desk and a helpdesk, with the world between them."""

    def __init__(
        self,
        desk: Desk,
        helpdesk: Helpdesk,
        world: Line,
        rng: random.Random,
    ) -> None:
        self.desk, self.helpdesk, self.world = desk, helpdesk, world
        self.running: list[Running] = []
        settings = Settings(ACCOUNT, URL, "oauth", "", "", desk.now, desk.new_uid)
        self.backend = make(settings)
        self.account = SyncAccount(desk, self.backend, ACCOUNT, rng)
        self.budgets = Budgets(self.backend.budgets)
        kept_waits.go_on(desk, ACCOUNT, self.budgets)
        self.secret = helpdesk.server.sign_in().access
        self.engine = Engine(self.account)
        self.engine.start()

    def tick(self) -> None:
        """Do all that can be done at this instant."""
        for _ in range(MOST_STEPS):
            self._start()
            ready = [one for one in self.running if max(one.until, one.lost_at) <= self.desk.now()]
            if not ready:
                return
            self._go_on(ready[0])
        raise AssertionError("the engine spins")

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
            outcome = NoAnswer("The line broke") if one.lost_at else self._deliver(one)
            if outcome is None:
                return
            one.until = one.lost_at = 0
            if isinstance(outcome, BackendFailure):
                one.request = one.job.flow.throw(outcome)
            else:
                one.request = one.job.flow.send(outcome)
        except StopIteration:
            self.running.remove(one)

    def _deliver(self, one: Running) -> Response | BackendFailure | None:
        """Bring a request to the helpdesk; None while its answer is still on its way."""
        now, request = self.desk.now(), one.request
        carried = [] if request.method == "GET" else self._trying(one.job.key)
        if carried and not one.until and self.world.accepted_at(carried) > now:
            one.until = self.world.accepted_at(carried)
            return None
        wait_s = self.budgets.wait_s(request, now, is_background=one.job.is_background)
        if wait_s > 0:
            return TryLater("budget", after_s=wait_s, is_narrow=True)
        self.budgets.take(request, now)
        lost_at = self.world.lost_at(carried) if carried else 0
        if lost_at > now:
            if self.world.arrives(carried):
                self._answer(request)
            one.lost_at = lost_at
            return None
        return self._answer(request)

    def _trying(self, key: str) -> list[str]:
        """Return the operations that a job's request carries."""
        kind, _, number = key.partition(":")
        if kind != "ticket":
            return []
        sql = "SELECT uid FROM operation WHERE ticket_id = ? AND state = 'trying'"
        return [row[0] for row in self.desk.store.all(sql, int(number))]

    def _answer(self, request: Request) -> Response | BackendFailure:
        try:
            answer = self.helpdesk.line.deliver(self._asked(request))
            if answer.status == 401:
                self.secret = self.helpdesk.server.sign_in().access
                answer = self.helpdesk.line.deliver(self._asked(request))
        except Dropped as dropped:
            return (NotSent if dropped.kind == NOT_SENT else NoAnswer)(dropped.why)
        lowered = {name.lower(): value for name, value in answer.headers.items()}
        at = to_instant(self.helpdesk.server.now().replace(microsecond=0))
        response = Response(answer.status, lowered, answer.body, at)
        self.budgets.learn(request, response, self.desk.now())
        return response

    def _asked(self, request: Request) -> wire.Request:
        signed: Any = self.backend.authorise(request, self.secret)
        headers = dict(signed.headers)
        if signed.content_type:
            headers["Content-Type"] = signed.content_type
        query = parse_qs(urlencode(signed.query), keep_blank_values=True)
        host = URL.removeprefix("https://")
        return wire.Request(signed.method, signed.path, query, headers, signed.body, host)
