"""Drives flows over the line to a helpdesk: waits, budgets, one renewal of the sign-in, the log.

A flow sees answers and failures only. What keeps a request from leaving is thrown into it as
`TryLater` or `NotSent`: in both cases nothing of this request was applied.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, Protocol, TypeVar

from csr_desk.backends.failures import BackendFailure, NoAnswer, NotSent, TryLater
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.domain.instants import Instant
from csr_desk.sync.breaker import Breaker
from csr_desk.sync.budget import Budgets
from csr_desk.sync.jobs import Job
from csr_desk.sync.path_template import template_of

FIRST_PATIENCE_S = 2.0
"""Seconds a flow waits for its first request before it is told to come again later."""

PATIENCE_S = 90.0
"""Seconds it waits for a later one, so that what it has done already is not done twice."""

_LEFT_ALONE = "The helpdesk failed several times in a row: it is left alone for a moment"
_Result = TypeVar("_Result")


class Performs(Protocol):
    """The line to an account: csr_desk.backends.http.Line, or a fake."""

    async def perform(self, request: Request, secret: str = "") -> Response:
        """Send one request; raises NotSent, NoAnswer, Halt, SignedOut or Rejected."""


class Signs(Protocol):
    """Who knows the account's secret: csr_desk.tokens.Keys, or a fake."""

    async def current(self) -> str:
        """Return the secret, renewed when its time is over; SignedOut when there is none."""

    async def renewed(self, used: str) -> str | None:
        """Return another secret than the one that was refused; None when there is none to get.

        Raises SignedOut, or NotSent when it cannot be had now.
        """


class Exchange(NamedTuple):
    """One request for the log: `path` without ids, `status` 0 and the failure's name for none.

    `warning` is what the helpdesk remarked on the request itself, such as a key it does not know.
    """

    method: str
    path: str
    status: int
    milliseconds: int
    failure: str = ""
    warning: str = ""


class EngineLike(Protocol):
    """What the runner runs; all of it is called on the runner's own thread."""

    def jobs(self, now: Instant) -> list[Job]:
        """Return what is ready; flows that are not started are dropped and asked for again."""

    def wake_at(self, now: Instant) -> Instant | None:
        """Return when something becomes ready, or None when only a kick brings more."""

    def line_is_back(self) -> None:
        """Go on soon: the machine has a network again."""


def unheard(exchange: Exchange) -> None:
    """Take the place of an observer where nobody listens."""


class Driver:
    """Sends the requests of flows for one account; `observe` is told each, never with its body."""

    def __init__(
        self,
        line: Performs,
        keys: Signs,
        budgets: Budgets,
        now: Callable[[], Instant],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        observe: Callable[[Exchange], None] = unheard,
    ) -> None:
        self.line, self.keys, self.budgets = line, keys, budgets
        self.breaker = Breaker()
        self.sent = 0
        """How many requests have left since the start."""
        self._now, self._sleep, self._observe = now, sleep, observe

    @property
    def skew_ms(self) -> int | None:
        """Return how many milliseconds the helpdesk's clock is ahead; None when it is not told."""
        found = getattr(self.line, "skew_ms", None)
        return found if isinstance(found, int) else None

    async def close(self) -> None:
        """Close the connections of the line, where it has any."""
        close = getattr(self.line, "aclose", None)
        if close is not None:
            await close()

    async def drive(
        self, flow: Flow[_Result], *, is_background: bool = False, is_patient: bool = True
    ) -> _Result:
        """Run a flow to its end and return its result; raises what the flow raises.

        What nobody waits for leaves a part of the rates to the rest: `is_background`. Without
        `is_patient` no request of it waits for longer than its first.

        When the task is cancelled the flow is closed where it stands: what it had written down
        before its request, such as `trying`, stays.
        """
        outcome: Response | BackendFailure | None = None
        patience_s = FIRST_PATIENCE_S
        try:
            while True:
                if isinstance(outcome, BackendFailure):
                    request = flow.throw(outcome)
                else:
                    request = next(flow) if outcome is None else flow.send(outcome)
                outcome = await self._outcome(request, patience_s, is_background)
                patience_s = PATIENCE_S if is_patient else FIRST_PATIENCE_S
        except StopIteration as done:
            result: _Result = done.value
            return result
        finally:
            flow.close()

    async def _outcome(
        self, request: Request, patience_s: float, is_background: bool
    ) -> Response | BackendFailure:
        try:
            if request.absolute:
                return await self._once(request, "", patience_s)
            # First, because a secret that is to be renewed is a request too.
            await self._wait_for_turn(request, patience_s, is_background)
            secret = await self.keys.current()
            response = await self._once(request, secret, patience_s)
            if response.status == 401 and secret:
                # A 401 was not applied: the same request may go again, with another secret.
                await self._wait_for_turn(request, PATIENCE_S)
                renewed = await self.keys.renewed(secret)
                if renewed is not None:
                    response = await self._once(request, renewed, PATIENCE_S)
            return response
        except BackendFailure as failure:
            return failure

    async def _once(self, request: Request, secret: str, patience_s: float) -> Response:
        await self._wait_for_turn(request, patience_s)
        self.budgets.take(request, self._now())
        counts = not request.absolute  # another host's failures say nothing of the helpdesk
        if counts:
            self.breaker.began()
        began = self._now()
        self.sent += 1
        try:
            response = await self.line.perform(request, secret)
        except BackendFailure as failure:
            if counts:
                self._count(failure)
            self._tell(request, 0, began, type(failure).__name__)
            raise
        except BaseException:
            if counts:
                self.breaker.abandoned()
            raise
        now = self._now()
        if counts:
            self.breaker.answered(response.status, now)
        self.budgets.learn(request, response, now)
        self._tell(request, response.status, began, warning=_remark(response))
        return response

    def _count(self, failure: BackendFailure) -> None:
        if isinstance(failure, NotSent | NoAnswer):
            self.breaker.failed(self._now())
        else:
            self.breaker.abandoned()

    async def _wait_for_turn(
        self, request: Request, patience_s: float, is_background: bool = False
    ) -> None:
        """Wait until the budgets let a request go; TryLater where that takes too long."""
        waited_s = 0.0
        while True:
            now = self._now()
            closed_s = 0.0 if request.absolute else self.breaker.wait_s(now)
            if closed_s > 0:
                raise NotSent(_LEFT_ALONE, after_s=closed_s)
            wait_s = self.budgets.wait_s(request, now, is_background=is_background)
            if wait_s <= 0:
                return
            if waited_s + wait_s > patience_s:
                words = f"The helpdesk's limit is reached: it goes on in {wait_s:.0f} s"
                # Other kinds of requests go on where only this kind has to wait.
                is_narrow = self.budgets.account_wait_s(now) < wait_s
                raise TryLater(words, after_s=wait_s, is_narrow=is_narrow)
            await self._sleep(wait_s)
            waited_s += wait_s

    def _tell(
        self,
        request: Request,
        status: int,
        began: Instant,
        failure: str = "",
        warning: str = "",
    ) -> None:
        path = "(another host)" if request.absolute else template_of(request.path)
        spent = self._now() - began
        self._observe(Exchange(request.method, path, status, spent, failure, warning))


def _remark(response: Response) -> str:
    """Return what a helpdesk remarks on a request in a header such as `X-Zendesk-API-Warn`."""
    return next((told for name, told in response.headers.items() if name.endswith("-api-warn")), "")
