"""What befalls the n-th request: drawn from a seed, or written down by hand."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from tests.fakes.common.wire import Request

NOT_SENT, SENT_NO_ANSWER = "not_sent", "sent_no_answer"
KINDS = (
    "drop_before", "drop_after", "delay", "duplicate_delivery", "status_before", "status_after",
    "rate_limited", "token_expired", "captive_portal", "truncated_json", "stale_read",
    "wrong_type", "refused_window", "tls",
)  # fmt: skip


LONGEST_LATE_S = 25
"""Seconds after which a request of the kind `late` arrives, which is among those by name alone."""


class Dropped(Exception):
    """No answer came: `kind` is `not_sent` or `sent_no_answer`, `why` says what broke."""

    def __init__(self, kind: str, why: str, seconds: float = 0.0) -> None:
        super().__init__(kind, why)
        self.kind, self.why, self.seconds = kind, why, seconds


@dataclass(frozen=True)
class Decision:
    """What happens to one request.

    `status` for the 5xx kinds, `seconds` for delays and Retry-After, `back` requests for stale
    reads. `form` says why a drop broke (connect, connect_timeout, lost, read_timeout, reset,
    closed), how Retry-After looks on a 429 or 503 (seconds, date, text), or that a doubled write
    may slip through a stamp of the same second (any).
    """

    kind: str = "none"
    status: int = 503
    seconds: float = 0.0
    back: int = 0
    form: str = ""


NOTHING = Decision()


class Plan(Protocol):
    """Anything that decides the fate of the n-th request, counted from 1."""

    def decide(self, number: int, request: Request) -> Decision: ...


@dataclass
class Schedule:
    """Fates drawn from a seed: `rate` of requests get a fault, none after `quiet_after`.

    `weights` names the kinds and their shares, by default all alike. Writes are delivered twice
    only when the server can tell (idempotency key, safe update), unless `double_any_write`.
    Signing in fares well while `spare_sign_in`: a lost rotation ends every run (trap 11).
    """

    seed: int
    rate: float = 0.2
    weights: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 1.0))
    quiet_after: int | None = None
    double_any_write: bool = False
    spare_sign_in: bool = True
    longest_window: int = 6
    _window_ends: int = 0

    def decide(self, number: int, request: Request) -> Decision:
        """Return the fate of a request, the same for the same seed and number."""
        if self.quiet_after is not None and number > self.quiet_after:
            return NOTHING
        if number <= self._window_ends:
            return Decision("refused_window", form="connect")
        if self.spare_sign_in and request.url_path.startswith("/oauth/"):
            return NOTHING
        rng = random.Random(f"{self.seed}/{number}")
        if rng.random() >= self.rate or not self.weights:
            return NOTHING
        kind = rng.choices(list(self.weights), list(self.weights.values()))[0]
        if kind == "duplicate_delivery" and self.double_any_write:
            return Decision(kind, form="any")
        if kind == "duplicate_delivery" and not _tellable(request):
            return NOTHING
        if kind == "refused_window":
            self._window_ends = number + rng.randrange(self.longest_window)
        return _drawn(rng, kind)


def _drawn(rng: random.Random, kind: str) -> Decision:
    status, back = rng.choice((500, 502, 503, 504)), rng.randint(1, 5)
    form = ""
    if kind == "drop_before":
        form = rng.choice(("connect", "connect_timeout", "lost"))
    elif kind == "drop_after":
        form = rng.choice(("read_timeout", "reset", "closed"))
    elif kind == "rate_limited":
        form = rng.choice(("seconds", "date", "text"))
    elif kind == "status_before" and status == 503:
        form = rng.choice(("", "seconds", "date"))
    elif kind == "refused_window":
        form = "connect"
    elif kind == "late":
        return Decision(kind, seconds=float(rng.randint(3, LONGEST_LATE_S)))
    return Decision(kind, status, float(rng.randint(1, 90)), back, form)


def _tellable(request: Request) -> bool:
    if request.method == "GET":
        return True
    if request.method == "POST":
        return bool(request.header("idempotency-key"))
    return b'"safe_update"' in request.body and b'"updated_stamp"' in request.body


@dataclass
class Script:
    """Fates written by hand: request number to decision; everything else goes through."""

    fates: Mapping[int, Decision]

    def decide(self, number: int, request: Request) -> Decision:
        """Return the decision for this number."""
        return self.fates.get(number, NOTHING)


@dataclass
class Every:
    """One fate for every request that `when` picks, at most `times` of them."""

    decision: Decision
    when: Callable[[Request], bool] = lambda request: True
    times: int | None = None

    def decide(self, number: int, request: Request) -> Decision:
        """Return the decision while it is not used up."""
        if self.times == 0 or not self.when(request):
            return NOTHING
        if self.times is not None:
            self.times -= 1
        return self.decision


def windows(*ranges: tuple[int, int]) -> Script:
    """Return a script that refuses connections for ranges of request numbers, ends included."""
    gone = Decision("refused_window", form="connect")
    numbers: Sequence[int] = [one for first, last in ranges for one in range(first, last + 1)]
    return Script(dict.fromkeys(numbers, gone))
