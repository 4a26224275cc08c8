"""A fake server behind a bad line: drops, errors, stale reads, as a plan decides."""

from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from tests.fakes.common.schedule import NOT_SENT, SENT_NO_ANSWER, Decision, Dropped, Plan
from tests.fakes.common.wire import Answer, Request

PORTAL = b"<!doctype html><html><body><h1>Welcome to Station Wi-Fi</h1></body></html>"


class Kept(Protocol):
    """What a server remembers; `version` moves with every change."""

    version: int

    def snapshot(self) -> Any:
        """Return what is remembered now; later changes do not reach it."""


class Server(Protocol):
    """A fake helpdesk, as a line, a transport and a socket see it."""

    base_url: str
    file_base: str
    violations: list[Any]

    @property
    def state(self) -> Kept:
        """What the server remembers."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The server's clock."""

    def answer(self, request: Request, stale: Any = None) -> Answer:
        """Answer one request; a GET from `stale` where a snapshot is given."""

    def deliver(self, request: Request) -> Answer:
        """Answer one request; the same word as behind a bad line."""

    def sign_out(self, request: Request) -> None:
        """Make the credentials of a request worthless."""

    def may_come_twice(self, request: Request) -> bool:
        """Tell whether a second copy of a request could not slip through unseen."""

    def refuse_for_now(
        self, request: Request, seconds: int, status: int, form: str, *, account_wide: bool
    ) -> Answer:
        """Return a refusal with Retry-After and remember who has to wait until when."""


AnyServer = TypeVar("AnyServer", bound=Server)


class FaultyLine(Generic[AnyServer]):
    """A fake server behind a bad line; `deliver` answers or raises Dropped.

    `wait(seconds)` is called for delays, so that a test's clock can move. Stale reads are never
    older than `stale_seconds`. `log` holds (number, decision) of every request that fared badly.
    """

    def __init__(
        self,
        server: AnyServer,
        schedule: Plan,
        *,
        wait: Callable[[float], None] | None = None,
        stale_seconds: float = 20.0,
        account_wide_waits: bool = False,
    ) -> None:
        self.server, self.schedule = server, schedule
        self.wait, self.stale_seconds = wait, stale_seconds
        self.account_wide_waits = account_wide_waits
        self.number = 0
        self.is_offline = False
        self.log: list[tuple[int, Decision]] = []
        self._late: list[tuple[datetime, Request]] = []
        self._past: deque[tuple[int, int, datetime, Any]] = deque(maxlen=32)

    def go_offline(self) -> None:
        """Refuse every connection until `go_online`."""
        self.is_offline = True

    def go_online(self) -> None:
        self.is_offline = False

    def deliver(self, request: Request) -> Answer:
        """Bring one request to the server, or not, as the schedule says; may raise Dropped."""
        self.number += 1
        self._arrive()
        self._remember()
        if self.is_offline:
            raise Dropped(NOT_SENT, "connect")
        fate = self.schedule.decide(self.number, request)
        if fate.kind != "none":
            self.log.append((self.number, fate))
        return self._before(request, fate)

    def _remember(self) -> None:
        state = self.server.state
        version = state.version
        unchanged = self._past and self._past[-1][1] == version
        kept = self._past[-1][3] if unchanged else state.snapshot()
        self._past.append((self.number, version, self.server.now(), kept))

    def _arrive(self) -> None:
        """Bring what was on its way for long to the server; nobody waits for its answer."""
        now = self.server.now()
        due = [request for at, request in self._late if at <= now]
        self._late = [one for one in self._late if one[0] > now]
        seen = self.server.violations
        for request in due:
            before = len(seen)
            self.server.answer(request)
            # It left before anybody was told to wait.
            seen[before:] = [one for one in seen[before:] if one.kind != "before_retry_after"]

    def _before(self, request: Request, fate: Decision) -> Answer:
        match fate.kind:
            case "late":
                self._late.append((self.server.now() + timedelta(seconds=fate.seconds), request))
                raise Dropped(SENT_NO_ANSWER, "read_timeout")
            case "drop_before" if fate.form == "lost":
                raise Dropped(SENT_NO_ANSWER, "read_timeout", fate.seconds)
            case "drop_before":
                raise Dropped(NOT_SENT, fate.form or "connect", fate.seconds)
            case "refused_window":
                raise Dropped(NOT_SENT, "connect")
            case "tls":
                raise Dropped(NOT_SENT, "tls")
            case "status_before" if fate.form:
                return self._refused_for_now(request, fate, fate.status)
            case "status_before":
                return broken(fate.status)
            case "rate_limited":
                return self._refused_for_now(request, fate, 429)
            case "captive_portal":
                return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, PORTAL)
            case "token_expired" | "key_revoked":
                self.server.sign_out(request)
            case "stale_read":
                return self.server.answer(request, self._stale(fate.back))
        return self._after(request, self.server.answer(request), fate)

    def _after(self, request: Request, given: Answer, fate: Decision) -> Answer:
        match fate.kind:
            case "drop_after":
                raise Dropped(SENT_NO_ANSWER, fate.form or "read_timeout", fate.seconds)
            case "status_after":
                return broken(fate.status)
            case "truncated_json" if given.body:
                half = given.body[: max(1, len(given.body) // 2)]
                return Answer(given.status, given.headers, half)
            case "wrong_type":
                headers = {**given.headers, "Content-Type": "text/plain; charset=utf-8"}
                return Answer(given.status, headers, given.body)
            case "duplicate_delivery":
                if fate.form == "any" or self.server.may_come_twice(request):
                    copy = self.server.answer(request)
                    if copy.status == 429 and request.method == "GET":
                        return copy  # else nobody would have heard how long to wait
            case "delay":
                if self.wait is not None:
                    self.wait(fate.seconds)
                return Answer(given.status, given.headers, given.body, fate.seconds)
        return given

    def _refused_for_now(self, request: Request, fate: Decision, status: int) -> Answer:
        return self.server.refuse_for_now(
            request,
            int(fate.seconds) or 30,
            status,
            fate.form,
            account_wide=self.account_wide_waits,
        )

    def _stale(self, back: int) -> Any:
        now = self.server.now()
        for number, _, at, state in self._past:
            young = (now - at).total_seconds() <= self.stale_seconds
            if young and self.number - number <= back:
                return state
        return None


def broken(status: int) -> Answer:
    """Return what a gateway says when the server behind it fails."""
    page = f"<html><body><h1>{status}</h1></body></html>".encode()
    return Answer(status, {"Content-Type": "text/html"}, page)
