"""The line: one host, its credentials nowhere else, every answer whole or a failure."""

import asyncio
import gzip
import traceback
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from csr_desk.backends import http
from csr_desk.backends.address import address_of
from csr_desk.backends.failures import (
    BackendFailure,
    Halt,
    NoAnswer,
    NotSent,
    Rejected,
    SignedOut,
)
from csr_desk.backends.http import Line, follow
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.domain.instants import parse_instant
from csr_desk.errors import ConfigError
from tests.backends.sockets import serving

SECRET = "k9-very-secret"
NOW = parse_instant("2026-11-23T09:00:00+00:00")
GET = Request("GET", "/api/v2/users/me")
Answering = Callable[[httpx.Request], httpx.Response]


def bearer(request: Request, secret: str) -> Request:
    return request._replace(headers=(*request.headers, ("Authorization", f"Bearer {secret}")))


async def found(host: str) -> tuple[str, ...]:
    return ("93.184.216.34",)


class Net:
    """What the line sent, and what it gets."""

    def __init__(self, answer: Answering | None = None, url: str = "https://acme.zendesk.com"):
        self.sent: list[httpx.Request] = []
        self.answer = answer or (lambda request: httpx.Response(200, json={"ok": True}))
        transport = httpx.MockTransport(self._handle)
        self.line = Line(
            address_of(url),
            bearer,
            lambda: NOW,
            transport=transport,
            file_transport=transport,
            resolve=found,
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.sent.append(request)
        return self.answer(request)


async def test_a_request_goes_to_the_account_with_its_credentials() -> None:
    net = Net()
    request = Request(
        "POST",
        "/api/v2/tickets.json",
        (("include", "users,groups"), ("q", "a b&c=ü")),
        b'{"x":1}',
        "application/json",
        (("X-Mine", "1"),),
    )
    response = await net.line.perform(request, SECRET)
    sent = net.sent[0]
    assert str(sent.url) == (
        "https://acme.zendesk.com/api/v2/tickets.json?include=users%2Cgroups&q=a%20b%26c%3D%C3%BC"
    )
    assert (sent.method, sent.content) == ("POST", b'{"x":1}')
    headers = dict(sent.headers)
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert headers["accept"] == "application/json"
    assert headers["content-type"] == "application/json"
    assert headers["x-mine"] == "1"
    assert headers["user-agent"].startswith("csr_desk/")
    assert (response.status, response.body) == (200, b'{"ok":true}')


async def test_without_a_secret_there_are_no_credentials() -> None:
    net = Net()
    await net.line.perform(GET)
    assert "authorization" not in net.sent[0].headers


@pytest.mark.parametrize("status", [200, 201, 204, 302, 304, 400, 401, 404, 422, 429, 500, 503])
async def test_every_status_is_an_answer(status: int) -> None:
    net = Net(lambda request: httpx.Response(status, headers={"X-Two": "a"}, content=b"x"))
    response = await net.line.perform(GET, SECRET)
    assert (response.status, response.headers["x-two"]) == (status, "a")


async def test_the_helpdesks_clock_is_told_and_the_skew_kept() -> None:
    date = "Mon, 23 Nov 2026 09:05:00 GMT"
    net = Net(lambda request: httpx.Response(200, headers={"Date": date}))
    response = await net.line.perform(GET)
    assert response.at == parse_instant("2026-11-23T09:05:00+00:00")
    assert net.line.skew_ms == 300_000


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Nov 2026 09:05:00 GMT"])
async def test_a_clock_that_cannot_be_read_is_none(date: str) -> None:
    net = Net(lambda request: httpx.Response(200, headers={"Date": date}))
    assert (await net.line.perform(GET)).at is None
    assert net.line.skew_ms is None


async def test_a_busy_gateway_without_a_clock_is_read_by_the_one_known() -> None:
    date = "Mon, 23 Nov 2026 09:05:00 GMT"
    net = Net(lambda request: httpx.Response(200, headers={"Date": date}))
    await net.line.perform(GET)
    net.answer = lambda request: httpx.Response(429, headers={"Retry-After": date})
    response = await net.line.perform(GET)
    assert response.at == parse_instant("2026-11-23T09:05:00+00:00")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_redirect_is_followed_nor_carries_credentials(status: int) -> None:
    target = "https://evil.example/api/v2/users/me"
    net = Net(lambda request: httpx.Response(status, headers={"Location": target}))
    response = await net.line.perform(GET, SECRET)
    assert (response.status, response.headers["location"]) == (status, target)
    assert [sent.url.host for sent in net.sent] == ["acme.zendesk.com"]
    # What a backend does with it: the file of another host, which gets nothing of the account.
    await net.line.perform(Request("GET", "", absolute=target), SECRET)
    other = net.sent[1]
    assert other.url.host == "evil.example"
    assert SECRET not in str(other.headers.raw)
    assert not {"authorization", "cookie", "x-mine"} & set(other.headers)


async def test_no_cookie_is_kept_or_shown() -> None:
    cookies = [("Set-Cookie", "session=abc; Path=/"), ("Set-Cookie", "b=c")]
    net = Net(lambda request: httpx.Response(200, headers=cookies))
    response = await net.line.perform(GET, SECRET)
    await net.line.perform(GET, SECRET)
    assert "set-cookie" not in response.headers
    assert "cookie" not in net.sent[1].headers


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/x",
        "/\\evil.example",
        "/@evil.example",
        "/..//evil.example",
        "/x#@evil.example",
        "/x?y=https://evil.example",
        "/%0d%0aHost:evil.example",
        "/x\r\nHost: evil.example",
        "/ü",
    ],
)
async def test_no_path_leads_to_another_host(path: str) -> None:
    net = Net()
    await net.line.perform(Request("GET", path), SECRET)
    sent = net.sent[0]
    assert (sent.url.scheme, sent.url.host, sent.url.port) == ("https", "acme.zendesk.com", None)
    assert sent.headers["host"] == "acme.zendesk.com"
    assert b"\r" not in sent.url.raw_path


@pytest.mark.parametrize("path", ["", "evil.example", "@evil.example/", ".evil.example", ":80/"])
async def test_a_path_without_a_slash_stops_the_account(path: str) -> None:
    net = Net()
    with pytest.raises(Halt):
        await net.line.perform(Request("GET", path), SECRET)
    assert net.sent == []


@pytest.mark.parametrize("name", ["Host", "Cookie", "Transfer-Encoding", "content-length"])
async def test_a_backend_sets_no_header_of_the_line(name: str) -> None:
    net = Net()
    with pytest.raises(Halt):
        await net.line.perform(GET._replace(headers=((name, "evil.example"),)), SECRET)
    assert net.sent == []


async def test_the_guard_refuses_what_was_built_elsewhere() -> None:
    net = Net()
    for url in (
        "https://evil.example/",
        "http://acme.zendesk.com/",
        "https://acme.zendesk.com:8443/",
        "https://a:b@acme.zendesk.com/",
    ):
        with pytest.raises(Halt):
            await net.line._client.get(url)
    with pytest.raises(Halt):
        await net.line._client.get("https://acme.zendesk.com/", headers={"Host": "evil.example"})
    assert net.sent == []


@pytest.mark.parametrize("secret", ["two\nlines", "null\0", "ünïcode", "a\r\nX-Evil: 1"])
async def test_a_secret_no_header_can_carry_is_not_shown(secret: str) -> None:
    net = Net()
    with pytest.raises(SignedOut) as caught:
        await net.line.perform(GET, secret)
    assert secret not in "".join(traceback.format_exception(caught.value))
    assert net.sent == []


async def test_another_host_gets_no_change() -> None:
    net = Net()
    url = "https://files.example/a"
    for request in (
        Request("POST", "", absolute=url),
        Request("GET", "", body=b"x", absolute=url),
    ):
        with pytest.raises(Halt):
            await net.line.perform(request, SECRET)
    assert net.sent == []


@pytest.mark.parametrize("url", ["http://files.example/a", "https://10.0.0.1/a", "https://[::1]/"])
async def test_a_file_at_a_doubtful_address_is_not_fetched(url: str) -> None:
    net = Net()
    with pytest.raises(Rejected):
        await net.line.perform(Request("GET", "", absolute=url), SECRET)
    assert net.sent == []


async def test_an_answer_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
    monkeypatch.setattr(http, "LARGEST_FILE", 3000)
    body = b"x" * 2000
    plain = Net(lambda request: httpx.Response(200, content=body))
    packed = {"Content-Encoding": "gzip"}
    bomb = Net(lambda request: httpx.Response(200, headers=packed, content=gzip.compress(body)))
    for net in (plain, bomb):
        with pytest.raises(Rejected, match="larger than"):
            await net.line.perform(GET)
        # What a change did is not known from an answer that was not read.
        with pytest.raises(NoAnswer, match="larger than"):
            await net.line.perform(Request("PUT", "/x", body=b"{}"))
        assert (await net.line.perform(GET._replace(is_file=True))).body == body
        absolute = Request("GET", "", absolute="https://files.example/a")
        assert (await net.line.perform(absolute)).body == body


async def test_a_broken_compression_is_no_answer() -> None:
    packed = {"Content-Encoding": "gzip"}
    net = Net(lambda request: httpx.Response(200, headers=packed, content=b"no gzip"))
    with pytest.raises(NoAnswer):
        await net.line.perform(GET)


async def test_a_server_that_drips_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_S", 0.05)

    class Never(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError

    line = Line(address_of("https://a.example"), bearer, lambda: NOW, transport=Never())
    with pytest.raises(NoAnswer, match="took too long"):
        await line.perform(GET)


async def test_failures_hold_nothing_of_the_request() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError(f"lost {request.headers['authorization']}", request=request)

    net = Net(broken)
    with pytest.raises(NoAnswer) as caught:
        await net.line.perform(GET, SECRET)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert SECRET not in "".join(traceback.format_exception(caught.value))
    assert SECRET not in f"{net.line!r} {vars(net.line)}"


async def test_a_cancelled_request_is_no_failure() -> None:
    started = asyncio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            started.set()
            await asyncio.Event().wait()
            raise AssertionError

    line = Line(address_of("https://a.example"), bearer, lambda: NOW, transport=Slow())
    task = asyncio.create_task(line.perform(GET))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_bad_certificate_of_a_file_host_stops_the_file_alone() -> None:
    def untrusted(request: httpx.Request) -> httpx.Response:
        import ssl

        raise httpx.ConnectError("no") from ssl.SSLCertVerificationError("self-signed")

    net = Net(untrusted)
    with pytest.raises(Halt, match="certificate"):
        await net.line.perform(GET, SECRET)
    with pytest.raises(Rejected, match="certificate"):
        await net.line.perform(Request("GET", "", absolute="https://files.example/a"))


async def test_a_flow_is_followed_to_its_result() -> None:
    def flow() -> Flow[tuple[int, str]]:
        first = yield GET
        try:
            yield Request("GET", "no-slash")
        except BackendFailure as failure:
            return first.status, type(failure).__name__
        return 0, ""

    assert await follow(Net().line, flow()) == (200, "Halt")

    def refuses() -> Flow[None]:
        yield GET
        raise Rejected("no")

    with pytest.raises(Rejected, match="no"):
        await follow(Net().line, refuses())


async def test_a_proxy_that_cannot_be_used_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy.example:1")
    with pytest.raises(ConfigError, match="proxy"):
        Line(address_of("https://acme.zendesk.com"), bearer, lambda: NOW)


# Over real sockets of this machine.

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"


def line_to(url: str) -> Line:
    return Line(address_of(url), bearer, lambda: NOW)


async def test_neither_netrc_nor_a_proxy_is_used_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login robin password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with serving(OK) as server:
        line = line_to(server.url)
        response = await line.perform(GET)
        await line.aclose()
    assert response == Response(200, response.headers, b"{}", None)
    assert b"authorization" not in server.heard[0].lower()
    assert server.heard[0].startswith(b"GET /api/v2/users/me HTTP/1.1\r\nHost: 127.0.0.1:")


async def test_nobody_there_is_not_sent() -> None:
    async with serving(OK) as server:
        url = server.url
    line = line_to(url)
    with pytest.raises(NotSent, match="cannot be reached"):
        await line.perform(GET, SECRET)
    await line.aclose()


@pytest.mark.parametrize(
    "says",
    [
        None,
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Le",
        b"SSH-2.0-OpenSSH_9\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
async def test_a_line_that_breaks_is_no_answer(says: bytes | None) -> None:
    async with serving(says) as server:
        line = line_to(server.url)
        with pytest.raises(NoAnswer):
            await line.perform(Request("PUT", "/x", body=b"{}"), SECRET)
        await line.aclose()


async def test_a_certificate_nobody_signed_stops_the_account_before_a_byte_is_sent() -> None:
    async with serving(OK, tls=True) as server:
        line = line_to(f"https://localhost:{server.port}")
        with pytest.raises(Halt, match="certificate of localhost is not trusted"):
            await line.perform(GET, SECRET)
        await line.aclose()
        assert server.heard == []


async def test_tls_with_something_else_is_not_sent() -> None:
    async with serving(b"HTTP/1.0 200 OK\r\n\r\n", at_once=True) as server:
        line = line_to(f"https://127.0.0.1:{server.port}")
        with pytest.raises(NotSent):
            await line.perform(GET, SECRET)
        await line.aclose()
