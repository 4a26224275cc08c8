"""A careful little client for tests of the fake itself and for looking at it."""

import json
from typing import Any

from tests.fakes.zendesk.server import FakeZendesk
from tests.fakes.zendesk.wire import Answer, Request


class Caller:
    """Sends requests as one signed-in person; `user_id` None means `me_id` of the server."""

    def __init__(self, server: FakeZendesk, user_id: int | None = None) -> None:
        self.server = server
        self.headers = server.bearer(user_id)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
        **query: Any,
    ) -> Answer:
        """Send a request below /api/v2; keywords are the query, `page_size` means page[size]."""
        return self.server.answer(request(method, path, body, self.headers, headers, raw, **query))

    def get(self, path: str, **query: Any) -> Any:
        """Return the body of a GET that is answered 200."""
        given = self.ask("GET", path, **query)
        assert given.status == 200, (given.status, given.body)
        return given.json()

    def put(self, path: str, body: Any, **query: Any) -> Answer:
        return self.ask("PUT", path, body, **query)

    def post(self, path: str, body: Any = None, **query: Any) -> Answer:
        return self.ask("POST", path, body, **query)


_NAMES = {"page_size": "page[size]", "page_after": "page[after]", "filter_type": "filter[type]"}


def request(
    method: str,
    path: str,
    body: Any = None,
    signed: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    raw: bytes | None = None,
    **query: Any,
) -> Request:
    """Return a request below /api/v2 (or at the root when the path starts with a slash)."""
    full = path if path.startswith("/") else f"/api/v2/{path}"
    sent = dict(signed or {})
    content = raw or b""
    if body is not None:
        content = json.dumps(body).encode()
        sent["Content-Type"] = "application/json"
    pairs = {_NAMES.get(name, name): [str(value)] for name, value in query.items()}
    return Request(method, full, pairs, {**sent, **(headers or {})}, content)
