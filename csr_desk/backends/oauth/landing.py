"""The loopback page a browser comes back to after signing in (RFC 8252 section 7.3)."""

import queue
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from csr_desk.backends.failures import BackendFailure, SignedOut
from csr_desk.backends.oauth.attempt import Attempt, code_of, is_same

WAIT_S = 300.0
"""Seconds an agent has for signing in."""

_LOOK_S = 0.2
_PAGE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>csr_desk</title>"
    "<body style='font-family:sans-serif;margin:4em'><p>{words}</p>"
)
_DONE = "You are signed in. Close this window and go back to the desk."
_NOT_DONE = "The sign-in did not succeed. Go back to the desk: it says why."
_FOREIGN = "This answer does not belong to the sign-in that is open in the desk."


class Landing:
    """Listens on a free port of this machine while it is open; answers nobody else."""

    def __init__(self) -> None:
        self._answers: queue.SimpleQueue[str | BackendFailure] = queue.SimpleQueue()
        self._attempt: Attempt | None = None
        self._is_cancelled = False
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.landing = self
        self._server.timeout = _LOOK_S

    def __enter__(self) -> "Landing":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def redirect_uri(self) -> str:
        """Return the address the browser is sent back to."""
        return f"http://{self.host}/callback"

    @property
    def host(self) -> str:
        """Return host and port, as a browser names them."""
        return f"127.0.0.1:{self._server.server_address[1]}"

    def wait(
        self, attempt: Attempt, monotonic: Callable[[], float], timeout_s: float = WAIT_S
    ) -> str:
        """Return the code of an attempt; SignedOut when it was declined, cancelled or is too late.

        Blocks; `close` from another thread ends it.
        """
        self._attempt = attempt
        until = monotonic() + timeout_s
        while not self._is_cancelled and monotonic() < until:
            try:
                self._server.handle_request()
            except (OSError, ValueError):  # closed from another thread
                break
            try:
                answer = self._answers.get_nowait()
            except queue.Empty:
                continue
            if isinstance(answer, BackendFailure):
                raise answer
            return answer
        if monotonic() < until:
            raise SignedOut("The sign-in was cancelled")
        minutes = max(round(timeout_s / 60), 1)
        raise SignedOut(f"Nobody signed in within {minutes} min: begin again")

    def close(self) -> None:
        """End the wait, from any thread, and listen no more."""
        self._is_cancelled = True
        self._server.server_close()

    def take(self, target: str) -> str | None:
        """Read what a browser asks for; return the words of its page, None for no such page."""
        parts = urlsplit(target)
        if parts.path != "/callback" or self._attempt is None:
            return None
        answer = parse_qs(parts.query, max_num_fields=50)
        if not is_same(answer.get("state", [""])[0], self._attempt.state):
            return _FOREIGN
        try:
            self._answers.put(code_of(answer))
        except SignedOut as failure:
            self._answers.put(failure)
            return _NOT_DONE
        return _DONE


class _Server(ThreadingHTTPServer):
    """Threads, because browsers open connections that they never use."""

    landing: Landing
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a connection that broke: the address holds a code."""


class _Handler(BaseHTTPRequestHandler):
    timeout = 5
    server: _Server

    def do_GET(self) -> None:
        """Answer the browser with one fixed sentence; nothing it sent is shown."""
        landing = self.server.landing
        words = None
        # A page of the web that makes its name point here is told nothing.
        if self.headers.get("Host", "") == landing.host:
            try:
                words = landing.take(self.path)
            except ValueError:
                words = _FOREIGN
        body = _PAGE.format(words=words or "There is no such page.").encode()
        self.send_response(200 if words else 404)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Write nothing: the request line holds the code."""
