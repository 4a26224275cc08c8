"""How often which request may go: windows that slide, corrected by what the helpdesk tells.

A window never lets more than its number go in any stretch of its length; a bucket that refills
would let up to twice as many into one window of the helpdesk's.
"""

import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from csr_desk.backends.base import Budget
from csr_desk.backends.retry_after import retry_after_s
from csr_desk.backends.wire import Request, Response
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.sync.rate_headers import Rate, rates

ACCOUNT_S = 60.0
"""Seconds of the account's own window, whose number every answer tells."""

LATER = 50
"""Milliseconds that are waited beyond what was told: two clocks never tick alike."""

SHARE = 0.75
"""Share of a limit that a desk takes where all agents and apps of the account draw on it."""

UNTOLD_S = 15.0
"""Seconds to wait after a 429 that does not say how long."""

_MARGIN_S, _MARGIN_SHARE = 1.0, 0.1
_BUSY = (429, 503)


class Window:
    """At most `requests` in any `seconds`, with a margin for the way there; and never in a hold.

    `is_told` when its own answers tell of this limit, not of the account's. The share `kept` is
    not for what nobody waits for.
    """

    def __init__(
        self, requests: int, seconds: float, *, is_told: bool = False, kept: float = 0.0
    ) -> None:
        self.requests = max(requests, 1)
        self.is_told, self.kept = is_told, kept
        margin_s = min(_MARGIN_S, seconds * _MARGIN_SHARE)
        self._length = int((seconds + margin_s) * SECOND)
        self._taken: deque[Instant] = deque()
        self.held_until: Instant = 0

    def wait(self, now: Instant, *, is_background: bool = False) -> int:
        """Return milliseconds until a request may go, 0 for now."""
        most = self.requests - int(self.requests * self.kept) if is_background else self.requests
        while self._taken and self._taken[0] <= now - self._length:
            self._taken.popleft()
        wait = max(self.held_until - now, 0)
        if len(self._taken) >= most:
            freed = self._taken[len(self._taken) - most] + self._length
            wait = max(wait, freed - now)
        return wait

    def take(self, now: Instant) -> None:
        """Count a request that goes now."""
        self._taken.append(now)

    def correct(self, rate: Rate, now: Instant) -> None:
        """Take over the number an answer told, a share of it left to others, and what it used.

        Where less is left than this desk took, others draw on the limit as well: the window is
        filled up by theirs, so that it does not run into the refusal.
        """
        if rate.total:
            self.requests = max(int(rate.total * SHARE), 1)
        for _ in range(min((rate.used or 1) - 1, self.requests)):
            self.take(now)
        if rate.left is not None and rate.total:
            missing = self.requests - rate.left - len(self._taken)
            for _ in range(min(missing, self.requests)):
                self.take(now)

    def hold(self, until: Instant) -> None:
        """Let nothing go before an instant; a longer hold stays."""
        self.held_until = max(self.held_until, until)


class Wait(NamedTuple):
    """Until when something is held: a method's path, a budget by its name, or the account."""

    method: str
    name: str
    until: Instant


def _unkept(waits: list[Wait]) -> None:
    """Take the place of a store where waits end with the process."""


class Budgets:
    """The windows of one account: its total, those its backend names, and single paths held.

    `keep` is called with all waits when an answer changed them.
    """

    def __init__(self, budgets: Mapping[str, Budget]) -> None:
        self.keep: Callable[[list[Wait]], None] = _unkept
        self._windows = {
            name: Window(one.requests, one.seconds, is_told=one.is_told, kept=one.kept)
            for name, one in budgets.items()
        }
        self._account: Window | None = None
        self._paths: dict[tuple[str, str], Instant] = {}
        self.resumes_at: Instant = 0
        """Until when the whole account waits; in the past when it does not."""

    def wait_s(self, request: Request, now: Instant, *, is_background: bool = False) -> float:
        """Return seconds until a request may go, 0 for now; `is_background` if nobody waits."""
        waits = [self.resumes_at - now, self._paths.get((request.method, request.path), 0) - now]
        waits += [window.wait(now, is_background=is_background) for window in self._for(request)]
        return max(0, *waits) / SECOND

    def account_wait_s(self, now: Instant) -> float:
        """Return seconds until the account as a whole may send, 0 for now."""
        window = 0 if self._account is None else self._account.wait(now)
        return max(0, window, self.resumes_at - now) / SECOND

    @property
    def per_minute(self) -> int | None:
        """Return how many requests a minute the account has, None before an answer told it."""
        return None if self._account is None else self._account.requests

    def take(self, request: Request, now: Instant) -> None:
        """Count a request that goes now."""
        for window in self._for(request):
            window.take(now)

    def hold(self, until: Instant) -> None:
        """Let nothing of the account go before an instant, as after a restart in a wait."""
        self.resumes_at = max(self.resumes_at, until)

    def learn(self, request: Request, response: Response, now: Instant) -> None:
        """Correct the windows by an answer, and hold back what it asks to wait."""
        if request.absolute:
            return
        before = self.waits(now)
        told = list(rates(response.headers))
        for rate in told:
            self._correct(request, rate, now)
        if response.status in _BUSY:
            self._refused(request, response, told, now)
        if (after := self.waits(now)) != before:
            self.keep(after)

    def waits(self, now: Instant) -> list[Wait]:
        """Return what is held at this moment because the helpdesk asked for it."""
        found = [Wait("", "", self.resumes_at)]
        found += [Wait("", name, one.held_until) for name, one in self._windows.items()]
        found += [Wait(method, path, at) for (method, path), at in self._paths.items()]
        return [one for one in found if one.until > now]

    def restore(self, waits: Iterable[Wait]) -> None:
        """Hold what was held when an earlier process ended."""
        for method, name, until in waits:
            if method:
                self._paths[method, name] = max(self._paths.get((method, name), 0), until)
            elif name in self._windows:
                self._windows[name].hold(until)
            elif not name:
                self.hold(until)

    def _for(self, request: Request) -> list[Window]:
        if request.absolute:
            return []
        found = [self._windows.get(request.budget), self._account]
        return [window for window in found if window is not None]

    def _correct(self, request: Request, rate: Rate, now: Instant) -> None:
        """Take over a limit's number, and wait for its reset once nothing is left of it."""
        own = self._windows.get(request.budget)
        if own is not None and own.is_told:
            own.correct(rate, now)
            return
        if not rate.name and rate.total:
            if self._account is None:
                self._account = Window(rate.total, ACCOUNT_S)
                self._account.take(now)
            self._account.requests = rate.total
        window = self._windows.get(request.budget)
        if rate.name and rate.total and window is not None and not _is_narrow(rate):
            window.requests = min(window.requests, rate.total)
        if rate.left == 0 and rate.resets_s is not None:
            until = now + int(rate.resets_s * SECOND)
            if not rate.name:
                self.hold(until)
            elif _is_narrow(rate) or window is None:
                self._hold_path(request, until, now)
            else:
                window.hold(until)

    def _refused(
        self, request: Request, response: Response, told: list[Rate], now: Instant
    ) -> None:
        """Hold what a 429 or 503 is about: one path, one budget, or, when unsure, the account."""
        after_s = retry_after_s(response, now)
        if after_s is None:
            if response.status != 429:
                return
            after_s = max((rate.resets_s or 0 for rate in told if rate.left == 0), default=0)
            after_s = after_s or UNTOLD_S
        until = now + math.ceil(after_s * SECOND) + LATER
        own = self._windows.get(request.budget)
        if own is not None and own.is_told and response.status == 429:
            own.hold(until)
            return
        empty = [rate for rate in told if rate.left == 0]
        if response.status != 429 or not empty or any(not rate.name for rate in empty):
            self.hold(until)
            return
        self._hold_path(request, until, now)
        window = self._windows.get(request.budget)
        if window is not None and not all(_is_narrow(rate) for rate in empty):
            window.hold(until)

    def _hold_path(self, request: Request, until: Instant, now: Instant) -> None:
        self._paths = {key: at for key, at in self._paths.items() if at > now}
        key = (request.method, request.path)
        self._paths[key] = max(self._paths.get(key, 0), until)


def _is_narrow(rate: Rate) -> bool:
    """Tell whether a limit is that of one record, such as `per-ticket-updates`."""
    return rate.name.startswith(("per-", "per_"))
