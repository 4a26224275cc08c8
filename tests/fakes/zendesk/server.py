"""The fake Zendesk itself: takes a request, answers it, and remembers what it saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from tests.fakes.zendesk import (  # noqa: F401 - importing the routes registers them
    jobs,
    routes_identities,
    routes_incremental,
    routes_more,
    routes_people,
    routes_search,
    routes_setup,
    routes_talk,
    routes_tickets,
    routes_views,
)
from tests.fakes.zendesk.access import is_staff
from tests.fakes.zendesk.routes_files import serve_content, serve_file
from tests.fakes.zendesk.routing import Call, find
from tests.fakes.zendesk.shown import shown_ticket
from tests.fakes.zendesk.state import State
from tests.fakes.zendesk.wire import Answer, Json, Refused, Request, answer, forbidden, no_endpoint
from tests.fakes.zendesk.world import World

LONGEST_KEPT_BODY = 1024
_OPEN_TO_ALL = {"users/me"}


@dataclass(frozen=True)
class Seen:
    """One request of the log; bodies longer than 1 kB are left out."""

    at: datetime
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes | None
    status: int
    host: str


class FakeZendesk(World):
    """A stateful Zendesk in memory; the routes_* modules say what it covers."""

    def answer(self, request: Request, stale: State | None = None) -> Answer:
        """Answer one request; a GET is served from `stale` when a snapshot is given."""
        self.path, self.unpermitted = request.url_path, []
        for watch in self.watchers:
            watch(request)
        before, live = len(self.violations), self.state
        if stale is not None and request.method == "GET":
            self.state = stale
        try:
            given = self._answered(request)
        except Refused as refused:
            given = answer(refused.body, refused.status, refused.headers)
        finally:
            self.state = live
        given = self._dressed(given)
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
        self.noted_by_last = self.violations[before:]
        return given

    def deliver(self, request: Request) -> Answer:
        """Answer one request; the same word as behind a bad line."""
        return self.answer(request)

    def _answered(self, request: Request) -> Answer:
        host = request.host or urlsplit(self.base_url).netloc
        if host == urlsplit(self.file_base).netloc:
            return serve_file(self, request)
        if host != urlsplit(self.base_url).netloc:
            raise Refused(404, {"error": {"title": "No help desk", "message": "Not found"}})
        if request.url_path == "/oauth/tokens" and request.method == "POST":
            return self.oauth.token_answer(request.json())
        if request.url_path == "/oauth/authorizations/new":
            query = {name: values[0] for name, values in request.query.items()}
            return Answer(302, {"Location": self.oauth.authorize(query)})
        if request.url_path.startswith("/attachments/token/"):
            return serve_content(self, request)
        if not request.url_path.startswith("/api/v2/"):
            raise no_endpoint()
        return self._api(request)

    def _api(self, request: Request) -> Answer:
        path = request.url_path.removeprefix("/api/v2/").rstrip("/").removesuffix(".json")
        if self.limits.too_early(request, path):
            self.note("before_retry_after", f"{request.method} {path}")
        if not request.header("authorization"):
            self.note("credentials_missing", f"{request.method} {path}")
        me = self.oauth.signed_in(request, path)
        if me is None and path not in _OPEN_TO_ALL:
            raise Refused(401, {"error": "Couldn't authenticate you"})
        person = me or self.nobody()
        headers, refusal = self.limits.take(request, path, person["id"] or 0)
        if refusal is not None:
            return refusal
        try:
            given = self._handled(request, path, person)
        except Refused as refused:
            refused.headers = {**headers, **refused.headers}
            raise
        return Answer(given.status, {**headers, **given.headers}, given.body)

    def _handled(self, request: Request, path: str, me: Json) -> Answer:
        found = find(request.method, path)
        if found is None:
            raise no_endpoint()
        if not is_staff(me) and path not in _OPEN_TO_ALL and not path.startswith("help_center"):
            raise forbidden()
        handler, args = found
        call = Call(self, request, me, args)
        if request.method == "GET":
            return handler(call)
        with self.state.all_or_nothing():
            return handler(call)

    def _dressed(self, given: Answer) -> Answer:
        headers = {
            "Date": format_datetime(self.instant(), usegmt=True),
            "X-Request-Id": f"fake-{len(self.requests) + 1}",
            "X-Zendesk-API-Version": "v2",
            **given.headers,
        }
        if self.unpermitted:
            keys = ", ".join(f'"{key}"' for key in self.unpermitted)
            words = f"{{:allowed_parameters=>{{:unpermitted_keys=>[{keys}], :invalid_values=>[]}}}}"
            headers["X-Zendesk-API-Warn"] = words
            self.warnings.append(words)
            self.note("unknown_keys", keys)
        return Answer(given.status, headers, given.body)

    def sign_out(self, request: Request) -> None:
        """Let the access token of a request expire."""
        word, _, token = request.header("authorization").partition(" ")
        if word.lower() == "bearer":
            self.oauth.expire(token)

    def may_come_twice(self, request: Request) -> bool:
        """Tell whether a second copy is seen: not where its stamp is of this very second."""
        return self.stamp().encode() not in request.body

    def refuse_for_now(
        self, request: Request, seconds: int, status: int, form: str, *, account_wide: bool
    ) -> Answer:
        """Return a refusal with Retry-After, for this request or for the whole account."""
        limits = self.limits
        kept = (limits.retry_after_as, limits.body_as)
        limits.retry_after_as = "date" if form == "date" else "seconds"
        limits.body_as = "text" if form == "text" else "json"
        path = request.url_path.removeprefix("/api/v2/").rstrip("/").removesuffix(".json")
        key: object = "account" if account_wide else (request.method, path)
        try:
            return limits.refusal(seconds, key, status)
        finally:
            limits.retry_after_as, limits.body_as = kept

    def ticket(self, ticket_id: int) -> Json:
        """Return a ticket as the API shows it, with comments and audits beside."""
        found = self.state.tickets[ticket_id]
        shown = shown_ticket(self, found)
        shown["status"] = "deleted" if found.deleted_at else shown["status"]
        return {**shown, "comments": list(found.comments), "audits": list(found.audits)}

    def public_replies(self, ticket_id: int) -> list[str]:
        """Return the bodies of agents' public comments on a ticket, oldest first."""
        staff = {row["id"] for row in self.state.rows("users") if is_staff(row)}
        return [
            one["body"]
            for one in self.state.tickets[ticket_id].comments
            if one["public"] and one["author_id"] in staff
        ]

    def applied(self, marker: str) -> int:
        """Return how often an operation's marker has taken effect."""
        return self.markers[marker]

    def violations_of(self, *kinds: str) -> Sequence[str]:
        """Return the details of violations of some kinds, or of all as `kind: detail`."""
        if not kinds:
            return [f"{one.kind}: {one.detail}" for one in self.violations]
        return [one.detail for one in self.violations if one.kind in kinds]
