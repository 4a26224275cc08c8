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
from csr_desk.backends.json_answers import PASSING, TOO_BIG, troubled, whole
from csr_desk.backends.web_pages import strange
from csr_desk.backends.wire import Request, Response
from csr_desk.backends.zendesk.envelopes import Said, said
from csr_desk.backends.zendesk.waits import after_s, is_narrow
from csr_desk.domain.instants import Instant

_CLOSED = re.compile(r"\bclosed[\s_]*prevents", re.IGNORECASE)
_TO_SOLVE = re.compile(r"\brequired when solving\b", re.IGNORECASE)
_NOT_FOUND = re.compile(r"record\s*not\s*found|^not\s*found$|resource\s*not\s*found", re.IGNORECASE)
_CURSORS = frozenset({"page[after]", "cursor"})


def read(request: Request, response: Response, now: Instant) -> Response:
    """Return an answer that can be used; raises what the failed one means for the engine."""
    if 200 <= response.status <= 299:
        return whole(request, response, "Zendesk")
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
    if status >= 500 or status in PASSING:
        return troubled(request, f"Zendesk answered {status}", wait)
    if status < 400:
        return NoAnswer(strange(response, "Zendesk"), after_s=wait)
    words = said(response.body)
    if status in TOO_BIG:
        return Rejected(words.sentences or "Zendesk does not take this: it is too big.")
    if not words.is_json and not words.words:
        return NoAnswer(strange(response, "Zendesk"), after_s=wait)
    return _CLIENT.get(status, _rejected)(request, words, wait) or _rejected(request, words, wait)


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
    told = (words.code, words.words, *(text for one in words.details for text in one[:2]))
    if any(map(_CLOSED.search, told)):
        return Closed(words.sentences)
    fields = {
        detail.field or detail.words.partition(":")[0]: detail.words
        for detail in words.details
        if detail.field or _TO_SOLVE.search(detail.words)
    }
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
