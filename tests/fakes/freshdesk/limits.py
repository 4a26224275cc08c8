"""Rate limits by path family (section 9): credits in windows of a minute, headers, 429."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.fakes.common.wire import Answer, Request, answer

MINUTE = timedelta(seconds=60)
# As seen in recordings: what is called `tickets` draws on its own bucket, `contacts` on two.
TOTALS = {"tickets": 40, "contacts": 40, "other": 100}
ROOT = "/api/v2/"


def family(path: str) -> str:
    """Return the bucket whose headers the answer to a path carries."""
    first = path.removeprefix(ROOT).split("/")[0]
    return first if first in ("tickets", "contacts") else "other"


def credits_of(request: Request) -> int:
    """Return what a request costs: embeds cost two each on lists, one on a single ticket."""
    given = [part for part in request.first("include").split(",") if part]
    rest = request.url_path.removeprefix(ROOT).split("/")
    return 1 + len(given) * (2 if len(rest) == 1 else 1)


class Limits:
    """The buckets; `totals` may be changed at any time.

    What comes within `flight_s` seconds of a refusal had left before it was heard.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.totals = dict(TOTALS)
        self.enabled = True
        self.flight_s = 0.0
        self._windows: dict[str, tuple[datetime, int]] = {}
        self._waits: dict[str, tuple[datetime, datetime]] = {}

    def off(self) -> None:
        """Stop refusing and counting."""
        self.enabled = False

    def take(self, request: Request) -> tuple[dict[str, str], Answer | None]:
        """Count a request; return the headers of its answer and the 429 if it is one too many."""
        name, cost = family(request.url_path), credits_of(request)
        if not self.enabled:
            return self._headers(name, self.totals[name] - cost, cost), None
        left, refusal = 0, None
        for bucket in (name, "other") if name == "contacts" else (name,):
            start, used = self._window(bucket)
            if used + cost > self.totals[bucket]:
                ends = (start + MINUTE - self.now()).total_seconds()
                refusal = refusal or self.refusal(max(1, int(ends + 0.999)), name)
            else:
                used += cost
            self._windows[bucket] = (start, used)
            left = self.totals[bucket] - used if bucket == name else left
        headers = self._headers(name, max(0, left), cost)
        if refusal is None:
            return headers, None
        headers["X-RateLimit-Remaining"] = "0"
        return headers, Answer(429, {**headers, **refusal.headers}, refusal.body)

    def _window(self, bucket: str) -> tuple[datetime, int]:
        start, used = self._windows.get(bucket, (self.now(), 0))
        return (self.now(), 0) if self.now() >= start + MINUTE else (start, used)

    def _headers(self, name: str, left: int, cost: int) -> dict[str, str]:
        return {
            "X-RateLimit-Total": str(self.totals[name]),
            "X-RateLimit-Remaining": str(max(0, left)),
            "X-RateLimit-Used-CurrentRequest": str(cost),
        }

    def refusal(self, seconds: int, *names: str, status: int = 429) -> Answer:
        """Return a refusal with Retry-After and remember until when families have to wait."""
        now = self.now()
        heard, until = now + timedelta(seconds=self.flight_s), now + timedelta(seconds=seconds)
        for name in names:
            self._waits[name] = (heard, until)
        words = {"message": "You have exceeded the limit of requests per minute"}
        return answer(words, status, {"Retry-After": str(seconds)})

    def too_early(self, request: Request) -> bool:
        """Tell whether a request comes before a Retry-After given to its family has ended."""
        heard, until = self._waits.get(family(request.url_path), (self.now(), self.now()))
        return heard <= self.now() < until
