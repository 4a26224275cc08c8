"""Every exception the connection can raise has exactly one meaning."""

import ssl

import httpx
import pytest

from csr_desk.backends.failures import BackendFailure, Halt, NoAnswer, NotSent
from csr_desk.backends.http_failures import CAUGHT, failure_of

SECRET = "s3cret-token"
NOT_SENT = {
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
    "InvalidURL",
}


def every_exception() -> list[type[Exception]]:
    found = [getattr(httpx, name) for name in httpx.__all__]
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, Exception)]


def made(kind: type[Exception]) -> Exception:
    words = f"Illegal header value b'Bearer {SECRET}'"
    request = httpx.Request("GET", "https://acme.zendesk.com", headers={"Authorization": SECRET})
    if kind is httpx.HTTPStatusError:
        return httpx.HTTPStatusError(words, request=request, response=httpx.Response(500))
    if kind in (httpx.StreamConsumed, httpx.StreamClosed, httpx.ResponseNotRead):
        return kind()
    if kind is httpx.RequestNotRead:
        return kind()
    return kind(words)


@pytest.mark.parametrize("kind", every_exception(), ids=lambda kind: kind.__name__)
def test_every_exception_of_httpx_is_caught_and_means_one_thing(kind: type[Exception]) -> None:
    error = made(kind)
    assert isinstance(error, CAUGHT)
    failure = failure_of(error, "acme.zendesk.com")
    expected = NotSent if kind.__name__ in NOT_SENT else NoAnswer
    assert type(failure) is expected
    assert "acme.zendesk.com" in failure.words
    assert SECRET not in f"{failure!r} {failure} {failure.words}"


def test_there_are_as_many_as_there_should_be() -> None:
    assert len(every_exception()) >= 28


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TimeoutError(), NoAnswer),
        (ConnectionResetError(), NoAnswer),
        (BrokenPipeError(), NoAnswer),
        (ssl.SSLEOFError(), NoAnswer),
        (EOFError(), NoAnswer),
        (UnicodeEncodeError("ascii", SECRET, 0, 1, "no"), NotSent),
        (ssl.SSLCertVerificationError("expired"), Halt),
    ],
)
def test_what_leaks_through_the_library(error: Exception, expected: type[BackendFailure]) -> None:
    assert isinstance(error, CAUGHT)
    failure = failure_of(error, "acme.zendesk.com")
    assert type(failure) is expected
    assert SECRET not in str(failure)


def test_a_bad_certificate_stops_the_account_however_deep_it_is_told() -> None:
    outer = httpx.ConnectError("no")
    outer.__cause__ = OSError("no")
    outer.__cause__.__context__ = ssl.SSLCertVerificationError("certificate has expired")
    assert isinstance(failure_of(outer, "acme.zendesk.com"), Halt)


def test_a_bad_certificate_is_known_by_its_words_alone() -> None:
    told = httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed")
    assert isinstance(failure_of(told, "acme.zendesk.com"), Halt)


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = httpx.ReadError("a"), OSError("b")
    first.__cause__, second.__cause__ = second, first
    assert isinstance(failure_of(first, "x"), NoAnswer)
