"""Every answer in exactly one class: it is handed on, or it is raised as what the engine must do.

2xx with sound JSON, 204                     handed on
2xx with a page, cut or without a body       NoAnswer: not Zendesk's answer, or half of it
1xx, 3xx                                     NoAnswer: a captive portal, a proxy
401                                          SignedOut
403, 404 InvalidEndpoint                     Forbidden: role, plan or scope
404 RecordNotFound                           Missing
409 UpdateConflict, or of a stamped write    Clash
409 DatabaseConflict                         TryLater, of a create NoAnswer
422 closed_prevents_ticket_update            Closed
422 with fields of the form                  Incomplete
400, 410, 422 to a page cursor               Expired
429                                          TryLater
408, 425, 5xx                                of a read TryLater, of a write NoAnswer
any other 4xx in Zendesk's words             Rejected
a web page at any of 400–499 but 401, 429    NoAnswer: it does not come from Zendesk
"""

import re
from collections.abc import Callable

import msgspec

from csr_desk.backends.failures import (
    BackendFailure,
    Clash,
    Closed,
    Expired,
    Forbidden,
    Incomplete,
    Missing,
    NoAnswer,
    Rejected,
    SignedOut,
    TryLater,
)
from csr_desk.backends.wire import Request, Response
from csr_desk.backends.zendesk.envelopes import Said, is_web_page, said
from csr_desk.backends.zendesk.waits import after_s, is_narrow
from csr_desk.domain.instants import Instant

CLOSED = "closed_prevents_ticket_update"
_PASSING = frozenset({408, 425})
_TOO_BIG = frozenset({413, 414, 431})
_NOT_FOUND = re.compile(r"record\s*not\s*found|^not\s*found$|resource\s*not\s*found", re.IGNORECASE)
_CURSORS = frozenset({"page[after]", "cursor"})


def read(request: Request, response: Response, now: Instant) -> Response:
    """Return an answer that can be used; raises what the failed one means for the engine."""
    if 200 <= response.status <= 299:
        return _good(request, response)
    raise failure(request, response, now)


def failure(request: Request, response: Response, now: Instant) -> BackendFailure:
    """Return what an answer other than 2xx means; total over statuses and bodies."""
    status = response.status
    wait = after_s(response, now)
    if status == 401:
        return SignedOut(said(response.body).sentences or "Zendesk does not accept the sign-in.")
    if status == 429:
        slow = "Zendesk asks to slow down."
        return TryLater(slow, after_s=wait, is_narrow=is_narrow(response))
    if status >= 500 or status in _PASSING:
        return _troubled(request, f"Zendesk answered {status}", wait)
    if status < 400:
        return NoAnswer(_strange(response), after_s=wait)
    words = said(response.body)
    if status in _TOO_BIG:
        return Rejected(words.sentences or "Zendesk does not take this: it is too big.")
    if not words.is_json and not words.words:
        return NoAnswer(_strange(response), after_s=wait)
    return _CLIENT.get(status, _rejected)(request, words, wait) or _rejected(request, words, wait)


def _good(request: Request, response: Response) -> Response:
    """Return a 2xx answer whose body is whole."""
    body = response.body
    if not body.strip():
        if response.status in (204, 205) or request.method == "HEAD":
            return response
        raise NoAnswer(f"Zendesk's answer {response.status} has no content.")
    if is_web_page(body):
        raise NoAnswer("A web page came in place of Zendesk's answer: the network wants a sign-in.")
    return response._replace(body=sound(body))


def sound(body: bytes) -> bytes:
    """Return JSON that decodes as it stands, or mended; NoAnswer for what is no JSON."""
    try:
        body.decode("utf-8")
        msgspec.json.decode(body, type=msgspec.Raw)
    except RecursionError as error:
        raise NoAnswer("Zendesk's answer is nested too deeply to be read.") from error
    except ValueError:
        return _mended(body)
    return body


def _mended(body: bytes) -> bytes:
    """Return what the standard reader makes of JSON that the strict one refuses."""
    import json

    try:
        text = body.decode("utf-8-sig", "replace")
        found = json.loads(text, strict=False, parse_constant=lambda _: None)
        again = json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        whole = again.encode("utf-8", "replace")
        msgspec.json.decode(whole, type=msgspec.Raw)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("Zendesk's answer was cut on its way.") from error
    return whole


def _troubled(request: Request, words: str, wait: float | None) -> BackendFailure:
    """Return the failure of a helpdesk in trouble: a read waits, a write may have been applied."""
    if request.is_read:
        return TryLater(f"{words}.", after_s=wait)
    return NoAnswer(f"{words}; the change may have been applied.", after_s=wait)


def _strange(response: Response) -> str:
    """Return the words for an answer that no Zendesk gives."""
    target = response.headers.get("location", "")
    if target:
        return f"The request was sent on to {_host(target)}: the network wants a sign-in."
    return (
        f"The answer {response.status} does not come from Zendesk: the network may want a sign-in."
    )


def _host(target: str) -> str:
    found = re.match(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@]*@)?([^/?#]{1,200})", target, re.IGNORECASE)
    return found[1] if found else "another page"


def _forbidden(_request: Request, words: Said, _wait: float | None) -> BackendFailure:
    return Forbidden(words.sentences or "Zendesk does not allow this to your role or plan.")


def _missing(_request: Request, words: Said, _wait: float | None) -> BackendFailure | None:
    if words.code == "InvalidEndpoint":
        return Forbidden("This Zendesk account's plan does not have this.")
    if _NOT_FOUND.search(words.code) or (not words.code and _NOT_FOUND.search(words.words)):
        return Missing(words.sentences)
    return None


def _collided(request: Request, words: Said, wait: float | None) -> BackendFailure:
    told = words.sentences or "Somebody else changed this at the same moment."
    if words.code == "UpdateConflict":
        return Clash(told)
    if request.is_read:
        return TryLater(told, after_s=wait, is_narrow=True)
    if b'"updated_stamp"' not in request.body:
        return NoAnswer(told, after_s=wait)
    # A stamped write cannot be applied twice: it may come again as it is.
    if words.code == "DatabaseConflict":
        return TryLater(told, after_s=wait, is_narrow=True)
    return Clash(told)


def _refused(request: Request, words: Said, _wait: float | None) -> BackendFailure | None:
    if _CURSORS & {name for name, _ in request.query} and request.is_read:
        return Expired(words.sentences or "Zendesk does not know this place in its list any more.")
    if any(CLOSED in (detail.kind, detail.words) for detail in words.details):
        return Closed(words.sentences)
    fields = {detail.field: detail.words for detail in words.details if detail.field}
    return Incomplete(words.sentences, fields) if fields else None


def _rejected(_request: Request, words: Said, _wait: float | None) -> BackendFailure:
    return Rejected(words.sentences or "Zendesk refused this without a reason.")


_CLIENT: dict[int, Callable[[Request, Said, float | None], BackendFailure | None]] = {
    400: _refused,
    403: _forbidden,
    404: _missing,
    409: _collided,
    410: _refused,
    422: _refused,
}
