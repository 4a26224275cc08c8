"""Answers with JSON, whole or not at all: what was cut, or is no JSON, is no answer."""

import json

import msgspec

from csr_desk.backends.failures import BackendFailure, NoAnswer, TryLater
from csr_desk.backends.web_pages import is_web_page
from csr_desk.backends.wire import Request, Response

PASSING = frozenset({408, 425})
TOO_BIG = frozenset({413, 414, 431})


def whole(request: Request, response: Response, helpdesk: str) -> Response:
    """Return a 2xx answer whose body is sound JSON, or that may have none; NoAnswer for others."""
    body = response.body
    if not body.strip():
        if response.status in (204, 205) or request.method == "HEAD":
            return response
        raise NoAnswer(f"{helpdesk}'s answer {response.status} has no content.")
    if is_web_page(body):
        raise NoAnswer(
            f"A web page came in place of {helpdesk}'s answer: the network wants a sign-in."
        )
    return response._replace(body=sound(body, helpdesk))


def sound(body: bytes, helpdesk: str) -> bytes:
    """Return JSON that decodes as it stands, or mended; NoAnswer for what is no JSON."""
    try:
        body.decode("utf-8")
        msgspec.json.decode(body, type=msgspec.Raw)
    except RecursionError as error:
        raise NoAnswer(f"{helpdesk}'s answer is nested too deeply to be read.") from error
    except ValueError:
        return _mended(body, helpdesk)
    return body


def troubled(request: Request, words: str, wait: float | None) -> BackendFailure:
    """Return the failure of a helpdesk in trouble: a read waits, a write may have been applied."""
    if request.is_read:
        return TryLater(f"{words}.", after_s=wait)
    return NoAnswer(f"{words}; the change may have been applied.", after_s=wait)


def _mended(body: bytes, helpdesk: str) -> bytes:
    """Return what the standard reader makes of JSON that the strict one refuses."""
    try:
        text = body.decode("utf-8-sig", "replace")
        found = json.loads(text, strict=False, parse_constant=lambda _: None)
        again = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        mended = again.encode("utf-8", "replace")
        msgspec.json.decode(mended, type=msgspec.Raw)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(f"{helpdesk}'s answer was cut on its way.") from error
    return mended
