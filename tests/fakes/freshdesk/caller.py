"""A little client for tests of the fake itself and for looking at it."""

import json
from typing import Any

from tests.fakes.common.wire import Answer, Request
from tests.fakes.freshdesk.server import FakeFreshdesk


class Caller:
    """Sends requests as one signed-in agent; `user_id` None means `me_id` of the server."""

    def __init__(self, server: FakeFreshdesk, user_id: int | None = None) -> None:
        self.server = server
        self.headers = server.basic(user_id)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: Any = None,
        **query: Any,
    ) -> Answer:
        """Send a request below /api/v2; keywords are the query."""
        sent = request(method, path, body, {**self.headers, **(headers or {})}, **query)
        return self.server.answer(sent)

    def get(self, path: str, **query: Any) -> Any:
        """Return the body of a GET that is answered 200."""
        given = self.ask("GET", path, **query)
        assert given.status == 200, (given.status, given.body)
        return given.json()

    def put(self, path: str, body: Any) -> Answer:
        return self.ask("PUT", path, body)

    def post(self, path: str, body: Any = None) -> Answer:
        return self.ask("POST", path, body)

    def form(
        self, path: str, pairs: list[tuple[str, str]], *files: tuple[str, str, bytes]
    ) -> Answer:
        """POST a form of several parts; files are (name, type, content)."""
        parts = [_part(f'name="{name}"', "", value.encode()) for name, value in pairs]
        parts += [
            _part(f'name="attachments[]"; filename="{name}"', kind, content)
            for name, kind, content in files
        ]
        sent = {**self.headers, "Content-Type": "multipart/form-data; boundary=xYzZY"}
        body = b"".join(parts) + b"--xYzZY--\r\n"
        return self.server.answer(Request("POST", f"/api/v2/{path}", {}, sent, body))


def _part(words: str, kind: str, content: bytes) -> bytes:
    head = f"--xYzZY\r\nContent-Disposition: form-data; {words}\r\n"
    typed = f"Content-Type: {kind}\r\n" if kind else ""
    return f"{head}{typed}\r\n".encode() + content + b"\r\n"


def request(
    method: str,
    path: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
    **query: Any,
) -> Request:
    """Return a request below /api/v2, or at the root when the path starts with a slash."""
    full = path if path.startswith("/") else f"/api/v2/{path}"
    sent, content = dict(headers or {}), b""
    if body is not None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent.setdefault("Content-Type", "application/json")
    pairs = {name: [str(value)] for name, value in query.items()}
    return Request(method, full, pairs, sent, content)
