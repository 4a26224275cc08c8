"""The fake on a real loopback socket, for tests of the real program."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.fakes.common.faults import FaultyLine, Server
from tests.fakes.common.schedule import Dropped
from tests.fakes.common.wire import Answer, Request


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 20

    def _handle(self) -> None:
        assert isinstance(self.server, _Listener)
        size = int(self.headers.get("Content-Length") or 0)
        parts = urlsplit(self.path)
        request = Request(
            self.command,
            unquote(parts.path),
            parse_qs(parts.query, keep_blank_values=True),
            dict(self.headers.items()),
            self.rfile.read(size),
            self.headers.get("Host", ""),
        )
        try:
            given = self.server.owner.answer(request)
        except Dropped:
            self.close_connection = True
            return
        self.send_response_only(given.status)
        headers = {**given.headers, "Content-Length": str(len(given.body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(given.body)

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _handle

    def log_message(self, *_: object) -> None:
        """Stay quiet: the fake keeps its own log."""


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: "HttpServer"

    def handle_error(self, *_: object) -> None:
        """Stay quiet over a client that was killed."""


class HttpServer:
    """Serves a fake at `.url` while its `with` block lasts; hold `.lock` to touch the fake.

    Answers name `.url`; file content sits at the same port under the name `localhost`, which is
    another host to every client. A dropped request closes its connection without an answer.
    """

    def __init__(self, target: Server | FaultyLine[Any]) -> None:
        self.target = target
        self.fake: Any = target.server if isinstance(target, FaultyLine) else target
        self.lock = threading.RLock()
        self._listener = _Listener(("127.0.0.1", 0), _Handler)
        self._listener.owner = self
        self.port = self._listener.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.fake.base_url = self.url
        self.fake.file_base = f"http://localhost:{self.port}"
        self._thread = threading.Thread(
            target=self._listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    def answer(self, request: Request) -> Answer:
        """Answer one request, one at a time; raises Dropped when no answer may be sent."""
        with self.lock:
            at_files = request.host.startswith("localhost:")
            given: Answer = (self.fake if at_files else self.target).deliver(request)
            return given

    def __enter__(self) -> "HttpServer":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()
