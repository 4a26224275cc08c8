"""The line to one account: the only place where bytes leave for a helpdesk.

Credentials are added here, to requests for the account's own host and to no other; redirects are
not followed, cookies are not kept, and what libraries do from the environment is limited to the
proxy and the certificates named there (spec/reliability.md 3.7).
"""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TypeVar
from urllib.parse import quote, urlencode

import httpx

from csr_desk import __version__
from csr_desk.backends.address import Address
from csr_desk.backends.failures import BackendFailure, Halt, NoAnswer, Rejected, SignedOut
from csr_desk.backends.file_hosts import Resolve, expect_fetchable, resolve
from csr_desk.backends.http_failures import CAUGHT, failure_of
from csr_desk.backends.retry_after import instant_of
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.domain.instants import Instant
from csr_desk.errors import ConfigError

LARGEST_ANSWER = 20 * 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes that an answer, and a file, may have after decompression."""

ANSWER_S, FILE_S = 120.0, 900.0
"""Seconds a request may take in all; a server that sends a byte now and then ends here."""

_LARGE_BODY = 1024 * 1024
_TIMEOUT = httpx.Timeout(connect=10.0, read=30.0, write=30.0, pool=10.0)
_LIMITS = httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=20.0)
_BUSY = (429, 503)
_NOT_TO_SET = frozenset({"host", "cookie", "content-length", "transfer-encoding", "connection"})
_SAFE_IN_PATH = "/%:@!$&'()*+,;=~-._"

Authorise = Callable[[Request, str], Request]
_Result = TypeVar("_Result")


class Line:
    """Performs requests for one account; `authorise` adds its credentials to one of them.

    `transport` and `file_transport` take the place of the network in tests. A line belongs to the
    event loop it is first used in.
    """

    def __init__(
        self,
        address: Address,
        authorise: Authorise,
        now: Callable[[], Instant],
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        file_transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        self.address = address
        self.skew_ms: int | None = None
        self._authorise = authorise
        self._now = now
        self._resolve = resolve
        self._client = _client(address, transport, [self._expect_own_host])
        self._files = _client(address, file_transport, [])

    def __repr__(self) -> str:
        return f"Line({self.address.origin})"

    async def perform(self, request: Request, secret: str = "") -> Response:
        """Send one request and return the whole answer, whatever its status.

        Raises NotSent, NoAnswer, Halt, SignedOut (a secret no header can carry), or Rejected
        (an address no file is fetched from, or an answer that is too large).
        """
        host = self.address.host
        if request.absolute:
            await expect_fetchable(
                request.absolute, may_loopback=self.address.is_loopback, resolve=self._resolve
            )
            host = httpx.URL(request.absolute).host
        built = self._built(request, secret)
        failure = response = None
        try:
            async with asyncio.timeout(_patience_s(request)):
                response = await self._answered(built, request)
        except CAUGHT as error:
            failure = failure_of(error, host)
        # Outside of the handler: no exception of a library, which holds the request with its
        # credentials, becomes the context of ours.
        if response is None:
            raise _of_file(failure, request) if failure else NoAnswer(f"{host} did not answer")
        if request.absolute:
            return response
        if response.at is not None:
            self.skew_ms = response.at - self._now()
        elif response.status in _BUSY and self.skew_ms is not None:
            # A gateway may tell until when to wait by the helpdesk's clock, and not that clock.
            return response._replace(at=self._now() + self.skew_ms)
        return response

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()
        await self._files.aclose()

    def _built(self, request: Request, secret: str) -> httpx.Request:
        """Return the request as the library has it, addressed and authorised."""
        if request.absolute:
            if not request.is_read or request.body:
                raise Halt("A change was addressed to another host: it was not sent")
            headers = {"Accept": "*/*", "Accept-Encoding": "identity"}
            return self._files.build_request(request.method, request.absolute, headers=headers)
        if secret:
            request = self._authorise(request, secret)
        headers = {"Accept": "*/*", "Accept-Encoding": "identity"} if request.is_file else {}
        headers |= _checked(request.headers)
        if request.content_type:
            headers |= _checked((("Content-Type", request.content_type),))
        url = _url(self.address, request)
        return self._client.build_request(
            request.method, url, headers=headers, content=request.body or None
        )

    async def _answered(self, built: httpx.Request, request: Request) -> Response:
        client = self._files if request.absolute else self._client
        answer = await client.send(built, stream=True)
        try:
            body = await _body(answer, request)
        finally:
            await answer.aclose()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        headers.pop("set-cookie", None)
        return Response(answer.status_code, headers, body, instant_of(headers.get("date", "")))

    async def _expect_own_host(self, request: httpx.Request) -> None:
        """Refuse what is not for the account's host, whoever built it."""
        url, own = request.url, self.address
        if (url.scheme, url.host, url.port) != (own.scheme, own.host, own.port) or url.userinfo:
            raise Halt(f"A request was addressed to {url.host}, not {own.host}: it was not sent")
        if request.headers.get("host", "").partition(":")[0].strip("[]") not in (own.host, ""):
            raise Halt("A request named another host: it was not sent")


async def follow(line: Line, flow: Flow[_Result], secret: str = "") -> _Result:
    """Run a flow over a line, request by request, without budgets; as sign-in and checks need it.

    Raises what the flow raises.
    """
    outcome: Response | BackendFailure | None = None
    try:
        while True:
            if isinstance(outcome, BackendFailure):
                request = flow.throw(outcome)
            else:
                request = next(flow) if outcome is None else flow.send(outcome)
            try:
                outcome = await line.perform(request, secret)
            except BackendFailure as failure:
                outcome = failure
    except StopIteration as done:
        result: _Result = done.value
        return result
    finally:
        flow.close()


def _client(
    address: Address,
    transport: httpx.AsyncBaseTransport | None,
    hooks: Sequence[Callable[..., object]],
) -> httpx.AsyncClient:
    agent = {"User-Agent": f"csr_desk/{__version__}", "Accept": "application/json"}
    agent["Accept-Encoding"] = "gzip, deflate"
    try:
        return httpx.AsyncClient(
            transport=transport,
            verify=_trusted(),
            headers=agent,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=_TIMEOUT,
            limits=_LIMITS,
            follow_redirects=False,
            # Proxies of the environment are for other machines, never for this one.
            trust_env=not address.is_loopback,
            event_hooks={"request": [*hooks], "response": []},
        )
    except (ValueError, ImportError, httpx.InvalidURL) as error:
        raise ConfigError(
            "the proxy that the environment names cannot be used",
            "Set HTTPS_PROXY to an address such as http://proxy.example:3128, or unset it.",
        ) from error


@cache
def _trusted() -> ssl.SSLContext:
    """Return what certificates are checked against, read once; SSL_CERT_FILE may name others."""
    return httpx.create_ssl_context()


def _url(address: Address, request: Request) -> httpx.URL:
    path, _, more = request.path.partition("?")
    if not path.startswith("/"):
        raise Halt("A request has no path of its own: it was not sent")
    asked = "&".join(part for part in (more, urlencode(request.query, quote_via=quote)) if part)
    text = address.origin + address.prefix + quote(path, safe=_SAFE_IN_PATH)
    return httpx.URL(text + (f"?{quote(asked, safe=_SAFE_IN_PATH + '?[]')}" if asked else ""))


def _checked(headers: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Return headers that can be sent; no complaint shows a value, which may be a secret."""
    for name, value in headers:
        if name.lower() in _NOT_TO_SET:
            raise Halt(f"A request would set the header {name}: it was not sent")
        if not (value.isascii() and value.isprintable() and name.isascii()):
            if name.lower() == "authorization":
                raise SignedOut("The secret holds characters that none has: sign in again")
            raise Rejected(f"The header {name} holds characters that none may have")
    return dict(headers)


def _is_large(request: Request) -> bool:
    return request.is_file or bool(request.absolute)


def _patience_s(request: Request) -> float:
    return FILE_S if _is_large(request) or len(request.body) > _LARGE_BODY else ANSWER_S


async def _body(answer: httpx.Response, request: Request) -> bytes:
    """Return the body; past its largest size nothing more of it is read."""
    largest = LARGEST_FILE if _is_large(request) else LARGEST_ANSWER
    told = answer.headers.get("content-length", "")
    size = int(told) if told.isdecimal() else 0
    parts: list[bytes] = []
    if size <= largest:
        size = 0
        async for part in answer.aiter_bytes():
            size += len(part)
            if size > largest:
                break
            parts.append(part)
    if size > largest:
        words = f"The answer is larger than {largest // 1024**2} MiB and was not read"
        # What a change did is not known from an answer that was not read.
        raise Rejected(words) if request.is_read else NoAnswer(words)
    return b"".join(parts)


def _of_file(failure: BackendFailure, request: Request) -> BackendFailure:
    """Let another host's bad certificate stop its file alone, not the account."""
    if request.absolute and isinstance(failure, Halt):
        return Rejected(failure.words)
    return failure
