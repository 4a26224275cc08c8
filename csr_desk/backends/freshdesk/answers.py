"""Every answer in exactly one class: it is handed on, or it is raised as what the engine must do.

2xx with sound JSON, 204                     handed on
2xx with a page, cut or without a body       NoAnswer: not Freshdesk's answer, or half of it
1xx, 3xx                                     NoAnswer: a captive portal, a proxy
400 missing_field                            Incomplete
400, 406, 413, 415 and other 4xx             Rejected
401                                          SignedOut
403 suspended, locked, password expired      Halt: asking on would make it worse
403                                          Forbidden: role, plan or scope
404, 410                                     Missing
405 of a ticket                              Closed: deleted, or marked as spam
409 duplicate_value, or not of a ticket      Rejected: it is there already
409 of a ticket                              Clash
429                                          TryLater, for this family of paths
408, 425, 5xx                                of a read TryLater, of a write NoAnswer
a web page at 4xx without Freshdesk's        NoAnswer: it does not come from Freshdesk
own headers, but at 401 and 429
"""

from collections.abc import Callable
from typing import Final

from csr_desk.backends.failures import (
    BackendFailure,
    Clash,
    Closed,
    Forbidden,
    Halt,
    Incomplete,
    Missing,
    NoAnswer,
    Rejected,
    SignedOut,
    TryLater,
)
from csr_desk.backends.freshdesk.envelopes import Said, said
from csr_desk.backends.json_answers import PASSING, troubled, whole
from csr_desk.backends.retry_after import retry_after_s
from csr_desk.backends.web_pages import strange
from csr_desk.backends.wire import Request, Response
from csr_desk.domain.instants import Instant

FRESHDESK: Final = "Freshdesk"
MISSING_FIELD: Final = "missing_field"
DUPLICATE: Final = "duplicate_value"
_STOPPING = {
    "account_suspended": "This Freshdesk account is suspended: nothing is sent or read.",
    "password_lockout": "Freshdesk has locked you out after wrong sign-ins: wait, then sign in.",
    "password_expired": "Your Freshdesk password has expired: set a new one in the browser.",
}
_TICKETS = "/api/v2/tickets/"


def read(request: Request, response: Response, now: Instant) -> Response:
    """Return an answer that can be used; raises what the failed one means for the engine."""
    if 200 <= response.status <= 299:
        return whole(request, response, FRESHDESK)
    raise failure(request, response, now)


def failure(request: Request, response: Response, now: Instant) -> BackendFailure:
    """Return what an answer other than 2xx means; total over statuses and bodies."""
    status = response.status
    wait = retry_after_s(response, now)
    if status == 429:
        return TryLater("Freshdesk asks to slow down.", after_s=wait, is_narrow=True)
    if status >= 500 or status in PASSING:
        return troubled(request, f"Freshdesk answered {status}", wait)
    words = said(response.body)
    if status == 401:
        return SignedOut(words.sentences or "Freshdesk does not accept the API key.")
    if status < 400 or (words.is_page and not _is_freshdesks(response)):
        return NoAnswer(strange(response, FRESHDESK), after_s=wait)
    return _CLIENT.get(status, _rejected)(request, words)


def _is_freshdesks(response: Response) -> bool:
    """Tell whether an answer carries the headers that Freshdesk puts on each of its own."""
    return any(name.startswith(("x-freshdesk-", "x-ratelimit-")) for name in response.headers)


def _refused(_request: Request, words: Said) -> BackendFailure:
    kind = Incomplete if MISSING_FIELD in words.codes else Rejected
    return kind(words.sentences or "Freshdesk refused this without a reason.", words.fields)


def _forbidden(_request: Request, words: Said) -> BackendFailure:
    for code in sorted(words.codes & _STOPPING.keys()):
        return Halt(_STOPPING[code])
    return Forbidden(words.sentences or "Freshdesk does not allow this to your role or plan.")


def _missing(_request: Request, words: Said) -> BackendFailure:
    return Missing(words.sentences or "Freshdesk does not have this, or does not show it to you.")


def _method(request: Request, words: Said) -> BackendFailure:
    if request.path.startswith(_TICKETS):
        return Closed("The ticket is deleted or marked as spam: Freshdesk changes it no more.")
    return Rejected(words.sentences or "Freshdesk does not change this: it is blocked or deleted.")


def _collided(request: Request, words: Said) -> BackendFailure:
    if DUPLICATE in words.codes or not request.path.startswith(_TICKETS):
        return Rejected(words.sentences or "Freshdesk has such a record already.", words.fields)
    if request.is_read:
        return TryLater(words.sentences or "Freshdesk is changing this.", is_narrow=True)
    return Clash(words.sentences or "Somebody else changed this at the same moment.")


def _too_big(_request: Request, words: Said) -> BackendFailure:
    return Rejected(words.sentences or "Freshdesk does not take this: it is too big.")


def _rejected(_request: Request, words: Said) -> BackendFailure:
    told = words.sentences or "Freshdesk refused this without a reason."
    return Rejected(told, words.fields)


_CLIENT: dict[int, Callable[[Request, Said], BackendFailure]] = {
    400: _refused,
    403: _forbidden,
    404: _missing,
    405: _method,
    409: _collided,
    410: _missing,
    413: _too_big,
    414: _too_big,
}
