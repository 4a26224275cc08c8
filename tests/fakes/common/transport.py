"""The fake as an httpx transport: drops become httpx errors, foreign hosts are noted."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.fakes.common.faults import FaultyLine, Server
from tests.fakes.common.schedule import Dropped
from tests.fakes.common.wire import Answer, Request

ERRORS: Mapping[str, tuple[type[httpx.TransportError], str]] = {
    "connect": (httpx.ConnectError, "[Errno 111] Connection refused"),
    "connect_timeout": (httpx.ConnectTimeout, "timed out"),
    "tls": (httpx.ConnectError, "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"),
    "read_timeout": (httpx.ReadTimeout, "The read operation timed out"),
    "reset": (httpx.ReadError, "[Errno 104] Connection reset by peer"),
    "closed": (httpx.RemoteProtocolError, "Server disconnected without sending a response."),
}


class MockTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers httpx clients from a fake, with or without a bad line.

    `other_hosts` lists (host, path, had credentials) of requests that went anywhere else.
    """

    def __init__(self, target: Server | FaultyLine[Any]) -> None:
        self.target = target
        self.server: Any = target.server if isinstance(target, FaultyLine) else target
        self.other_hosts: list[tuple[str, str, bool]] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a synchronous client; raises httpx.TransportError."""
        request.read()
        return self._handle(request, request.content)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an asynchronous client; raises httpx.TransportError."""
        await request.aread()
        return self._handle(request, request.content)

    def _handle(self, request: httpx.Request, body: bytes) -> httpx.Response:
        host = request.url.netloc.decode()
        if host == urlsplit(self.server.file_base).netloc:
            return _response(self.server.answer(asked(request, body)), request)
        if host != urlsplit(self.server.base_url).netloc:
            with_secret = "authorization" in request.headers
            self.other_hosts.append((host, request.url.path, with_secret))
            return httpx.Response(404, text="not here", request=request)
        try:
            given = self.target.deliver(asked(request, body))
        except Dropped as dropped:
            kind, words = ERRORS[dropped.why]
            raise kind(words, request=request) from dropped
        limit = request.extensions.get("timeout", {}).get("read")
        if limit is not None and given.delay > limit:
            raise httpx.ReadTimeout("The read operation timed out", request=request)
        return _response(given, request)


def asked(request: httpx.Request, body: bytes) -> Request:
    """Return an httpx request in the fake's own form."""
    query = parse_qs(request.url.query.decode(), keep_blank_values=True)
    headers = dict(request.headers.items())
    host = request.url.netloc.decode()
    return Request(request.method, request.url.path, query, headers, body, host)


def _response(given: Answer, request: httpx.Request) -> httpx.Response:
    headers = list(given.headers.items())
    return httpx.Response(given.status, headers=headers, content=given.body, request=request)
