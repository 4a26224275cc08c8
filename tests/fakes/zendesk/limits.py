"""Rate limits as section 9 of the reference lists them: counters in fixed windows, headers, 429."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from tests.fakes.zendesk.wire import Answer, Request, answer


@dataclass
class Rule:
    """One limit: `limit` requests a window, counted apart by path groups and user."""

    name: str
    methods: str
    path: str
    limit: int
    seconds: int
    per_user: bool = False
    shared: bool = False

    def scope(self, request: Request, path: str, user_id: int) -> tuple[object, ...] | None:
        """Return the key of the counter a request falls under, or None."""
        if request.method not in self.methods.split():
            return None
        match = re.fullmatch(self.path, path)
        if match is None:
            return None
        groups: tuple[object, ...] = () if self.shared else match.groups()
        return (self.name, *groups, user_id if self.per_user else 0)


def standard_rules() -> list[Rule]:
    """Return the limits of an Enterprise account."""
    return [
        Rule("account", "GET POST PUT DELETE", r".*", 700, 60),
        Rule("per-ticket-updates", "PUT", r"tickets/(\d+)", 30, 600, per_user=True),
        Rule("tickets-update", "PUT", r"tickets/(\d+|update_many)", 100, 60, shared=True),
        Rule("tickets-index", "GET", r"tickets", 100, 60),
        Rule("view-execute", "GET", r"views/(\d+)/(?:execute|count)", 5, 60, per_user=True),
        Rule("views-count-many", "GET", r"views/count_many", 6, 300),
        Rule("ticket-audits", "GET", r"tickets/\d+/audits", 500, 60),
        Rule("incremental-exports", "GET", r"incremental/.*", 10, 60),
        Rule("search-export", "GET", r"search/export", 100, 60),
        Rule("search", "GET", r"search", 2500, 60),
        Rule("users-update", "PUT", r"users/(\d+)", 5, 60),
        Rule("users-write", "PUT POST", r"users/(\d+|create_or_update)", 1, 1, shared=True),
        Rule("organizations-update", "PUT", r"organizations/(\d+)", 5, 60),
        Rule("tickets-delete", "DELETE", r"tickets/\d+", 400, 60),
        Rule("tags-index", "GET", r"tags", 2000, 60),
    ]


class Limits:
    """Counters of all rules; `retry_after_as` seconds or date, `body_as` json or text.

    What comes within `flight_s` seconds of a refusal had left before it was heard.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.rules = {rule.name: rule for rule in standard_rules()}
        self.enabled = True
        self.retry_after_as = "seconds"
        self.body_as = "json"
        self.flight_s = 0.0
        self._windows: dict[tuple[object, ...], tuple[datetime, int]] = {}
        self._waits: dict[object, tuple[datetime, datetime]] = {}

    def off(self) -> None:
        """Stop refusing and counting."""
        self.enabled = False

    def take(
        self, request: Request, path: str, user_id: int
    ) -> tuple[dict[str, str], Answer | None]:
        """Count a request; return the headers of its answer and the 429 if it is one too many."""
        if not self.enabled:
            return {}, None
        now, headers = self.now(), dict[str, str]()
        refusal: Answer | None = None
        for rule in self.rules.values():
            key = rule.scope(request, path, user_id)
            if key is None:
                continue
            start, used = self._windows.get(key, (now, 0))
            if now >= start + timedelta(seconds=rule.seconds):
                start, used = now, 0
            resets = int((start + timedelta(seconds=rule.seconds) - now).total_seconds() + 0.999)
            if used >= rule.limit:
                refusal = refusal or self.refusal(resets, self._wait_key(rule, request, path))
            else:
                used += 1
            self._windows[key] = (start, used)
            headers.update(_headers(rule, rule.limit - used, resets))
        if refusal is not None:
            refusal = Answer(429, {**headers, **refusal.headers}, refusal.body)
        return headers, refusal

    @staticmethod
    def _wait_key(rule: Rule, request: Request, path: str) -> object:
        return "account" if rule.name == "account" else (request.method, path)

    def refusal(self, seconds: int, key: object, status: int = 429) -> Answer:
        """Return a refusal with Retry-After and remember until when `key` has to wait."""
        now = self.now()
        until = now + timedelta(seconds=seconds)
        self._waits[key] = (now + timedelta(seconds=self.flight_s), until)
        value = str(seconds)
        if self.retry_after_as == "date":
            until = until.replace(microsecond=0) + timedelta(seconds=bool(until.microsecond))
            value = format_datetime(until, usegmt=True)
        if self.body_as == "text":
            kind = {"Content-Type": "text/plain; charset=utf-8", "Retry-After": value}
            return Answer(status, kind, b"Number of allowed API requests per minute exceeded")
        words = {"error": "TooManyRequests", "description": "Too many requests"}
        return answer(words, status, {"Retry-After": value})

    def too_early(self, request: Request, path: str) -> bool:
        """Tell whether a request comes before a Retry-After given to it has ended."""
        keys: tuple[object, ...] = ("account", (request.method, path))
        waits = [self._waits[key] for key in keys if key in self._waits]
        return any(heard <= self.now() < until for heard, until in waits)


def _headers(rule: Rule, left: int, resets: int) -> dict[str, str]:
    if rule.name == "account":
        return {
            "X-Rate-Limit": str(rule.limit),
            "X-Rate-Limit-Remaining": str(left),
            "ratelimit-limit": str(rule.limit),
            "ratelimit-remaining": str(left),
            "ratelimit-reset": str(resets),
        }
    name = f"zendesk-ratelimit-{rule.name}"
    return {name: f"total={rule.limit}; remaining={left}; resets={resets}"}
