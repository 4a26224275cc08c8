"""The fake Freshdesk itself: takes a request, answers it, and remembers what it saw."""

from collections.abc import Sequence
from email.utils import format_datetime
from urllib.parse import urlsplit

from tests.fakes.common.wire import Answer, Json, Refused, Request, answer
from tests.fakes.freshdesk import (  # noqa: F401 - importing the routes registers them
    routes_lists,
    routes_more,
    routes_people,
    routes_setup,
    routes_talk,
    routes_tickets,
    routes_time,
    shown,
    sla,
)
from tests.fakes.freshdesk.access import key_of, signed_in
from tests.fakes.freshdesk.core import Seen
from tests.fakes.freshdesk.files import serve_file, serve_inline
from tests.fakes.freshdesk.html_text import words_of
from tests.fakes.freshdesk.limits import ROOT, family
from tests.fakes.freshdesk.refusals import not_allowed, not_found
from tests.fakes.freshdesk.routing import called, find, methods
from tests.fakes.freshdesk.state import State
from tests.fakes.freshdesk.world import World

LONGEST_KEPT_BODY = 1024
CODE_LENGTH = 8
UNCAPTURED = frozenset({401, 403, 404, 409})


class FakeFreshdesk(World):
    """A stateful Freshdesk in memory; the routes_* modules say what it covers."""

    def answer(self, request: Request, stale: State | None = None) -> Answer:
        """Answer one request; a GET is served from `stale` when a snapshot is given."""
        self.path = request.url_path
        sla.settle(self)
        for watch in self.watchers:
            watch(request)
        before, live = len(self.violations), self.state
        if stale is not None and request.method == "GET":
            self.state = stale
        try:
            given = self._answered(request)
        except Refused as refused:
            given = self._refusal(refused)
        finally:
            self.state = live
        given = Answer(given.status, {**self._headers(), **given.headers}, given.body)
        self._log(request, given)
        self.noted_by_last = self.violations[before:]
        return given

    def _refusal(self, refused: Refused) -> Answer:
        shape = self.options.refusals_as
        if shape == "json" or refused.status not in UNCAPTURED:
            return answer(refused.body, refused.status, refused.headers)
        if shape == "empty":
            return answer(None, refused.status, refused.headers)
        kind = {"Content-Type": "text/html; charset=utf-8", **refused.headers}
        return Answer(refused.status, kind, b"<html><body>No.</body></html>")

    def deliver(self, request: Request) -> Answer:
        """Answer one request; the same word as behind a bad line."""
        return self.answer(request)

    def _answered(self, request: Request) -> Answer:
        own = urlsplit(self.base_url).netloc
        host = request.host or own
        if host != own and request.header("authorization"):
            self.note("key_to_other_host", f"{host}{request.url_path}")
        if host == urlsplit(self.file_base).netloc:
            return serve_file(self, request)
        if host != own:
            raise not_found()
        if request.url_path == "/inline/attachment":
            return serve_inline(self, request)
        if not request.url_path.startswith(ROOT):
            raise not_found()
        return self._api(request)

    def _api(self, request: Request) -> Answer:
        if self.limits.too_early(request):
            self.note("before_retry_after", f"{request.method} {request.url_path}")
        if not request.header("authorization"):
            self.note("credentials_missing", f"{request.method} {request.url_path}")
        headers, refusal = self.limits.take(request)
        if refusal is not None:
            return refusal
        try:
            given = self._handled(request, signed_in(self, request))
        except Refused as refused:
            refused.headers = {**headers, **refused.headers}
            raise
        return Answer(given.status, {**headers, **given.headers}, given.body)

    def _handled(self, request: Request, me: Json) -> Answer:
        accept = request.header("accept") or "*/*"
        if not any(kind in accept for kind in ("application/json", "*/*")):
            raise Refused(406, None)
        path = request.url_path.removeprefix(ROOT).rstrip("/")
        found = find(request.method, path)
        if found is None:
            allowed = methods(path)
            raise not_allowed(", ".join(allowed)) if allowed else not_found()
        handler, args = found
        return handler(called(self, request, me, args))

    def _headers(self) -> dict[str, str]:
        return {
            "Date": format_datetime(self.instant(), usegmt=True),
            "X-Request-Id": f"fake-{len(self.requests) + 1}",
            "X-Freshdesk-Api-Version": "latest=v2; requested=v2",
        }

    def _log(self, request: Request, given: Answer) -> None:
        kept = request.body if len(request.body) <= LONGEST_KEPT_BODY else None
        self.requests.append(
            Seen(
                self.now(),
                request.method,
                request.url_path,
                request.query,
                dict(request.headers),
                kept,
                given.status,
                request.host,
            )
        )

    # what a bad line asks ----------------------------------------------------------------------

    def sign_out(self, request: Request) -> None:
        """Revoke the key of a request."""
        self.keys.agents.pop(key_of(request), None)

    def may_come_twice(self, request: Request) -> bool:
        """Tell whether a second copy does no harm: there is no idempotency of any kind."""
        return request.method in ("GET", "PUT")

    def refuse_for_now(
        self, request: Request, seconds: int, status: int, form: str, *, account_wide: bool
    ) -> Answer:
        """Return a refusal with Retry-After, for the path's family or for all."""
        every = ("tickets", "contacts", "other")
        names = every if account_wide else (family(request.url_path),)
        given = self.limits.refusal(seconds, *names, status=status)
        if form != "text":
            return given
        kind = {"Content-Type": "text/plain; charset=utf-8", "Retry-After": str(seconds)}
        return Answer(status, kind, b"You have exceeded the limit of requests per minute")

    # what tests ask ----------------------------------------------------------------------------

    def ticket(self, ticket_id: int) -> Json:
        """Return a ticket as the API views it, with its conversation and what became of it."""
        found = self.state.tickets[ticket_id]
        state = {"deleted_at": found.deleted_at, "is_archived": found.is_archived}
        return {**shown.view(self, found), "comments": list(found.comments), **state}

    def public_replies(self, ticket_id: int) -> list[str]:
        """Return the words of agents' public messages on a ticket, oldest first."""
        return [
            words_of(row["body"])
            for row in self.state.tickets[ticket_id].comments
            if not row["private"] and not row["incoming"] and row["category"] != 7
        ]

    def said(self, words: str) -> int:
        """Return how often `me_id` said exactly these words, in replies and notes together."""
        wanted = words_of(words)
        return sum(
            words_of(row["body"]) == wanted and row["user_id"] == self.me_id
            for ticket in self.state.tickets.values()
            for row in ticket.comments
        )

    def applied(self, marker: str) -> int:
        """Return how often an operation's marker (or uid) has taken effect; replies carry none."""
        return self.markers[marker[-CODE_LENGTH:]]

    def violations_of(self, *kinds: str) -> Sequence[str]:
        """Return the details of violations of some kinds, or of all as `kind: detail`."""
        if not kinds:
            return [f"{one.kind}: {one.detail}" for one in self.violations]
        return [one.detail for one in self.violations if one.kind in kinds]
