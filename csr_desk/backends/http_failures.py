"""Every exception of the connection as a failure the engine knows: a total function.

    before a byte of the request left   NotSent
    a certificate that is not trusted   Halt, never a second try without it
    anything else                       NoAnswer, because it may have arrived

No text of an exception is told: libraries quote header values, and with them secrets.
"""

import ssl

import httpx

from csr_desk.backends.failures import BackendFailure, Halt, NoAnswer, NotSent

CAUGHT = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.CookieConflict,
    httpx.StreamError,
    OSError,  # also TimeoutError and ssl.SSLError, which leak through in places
    EOFError,
    UnicodeError,
)
_NOT_SENT: tuple[type[Exception], ...] = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,  # said no to the tunnel: the request was never put into it
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
    UnicodeError,
)
_UNVERIFIED = "it could not be verified"
_WORDS: dict[type[Exception], str] = {
    httpx.ConnectTimeout: "did not answer the call within its time",
    httpx.ConnectError: "cannot be reached",
    httpx.PoolTimeout: "cannot be reached: all lines are taken",
    httpx.ProxyError: "cannot be reached: the proxy refuses",
    httpx.UnsupportedProtocol: "cannot be reached: this kind of address is not known",
    httpx.InvalidURL: "cannot be reached: its address cannot be read",
    httpx.ReadTimeout: "took the request and did not answer in time",
    httpx.WriteTimeout: "stopped taking the request",
    httpx.WriteError: "broke off while it took the request",
    httpx.RemoteProtocolError: "broke off before it answered",
    httpx.ReadError: "broke off while it answered",
    httpx.DecodingError: "sent an answer that cannot be read",
    TimeoutError: "took too long to answer",
}


def failure_of(error: Exception, host: str) -> BackendFailure:
    """Return what an exception of a request means; `host` is named in the words."""
    if certificate := _certificate_problem(error):
        return Halt(
            f"The certificate of {host} is not trusted ({certificate}): nothing was sent."
            " Somebody may be listening, or a proxy of your company needs its own certificate"
        )
    words = next((_WORDS[kind] for kind in type(error).__mro__ if kind in _WORDS), "")
    words = f"{host} {words}" if words else f"{host} did not answer ({type(error).__name__})"
    return NotSent(words) if isinstance(error, _NOT_SENT) else NoAnswer(words)


def _certificate_problem(error: BaseException) -> str:
    """Return what is wrong with a certificate, `""` when an exception is about something else."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        if isinstance(found, ssl.SSLCertVerificationError):
            return str(getattr(found, "verify_message", "")) or _UNVERIFIED
        if "CERTIFICATE_VERIFY_FAILED" in str(found):
            return _UNVERIFIED
        seen.add(id(found))
        found = found.__cause__ or found.__context__
    return ""
