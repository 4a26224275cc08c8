"""Answers that no helpdesk gives: a captive portal's page, a redirect to a sign-in."""

import re

from csr_desk.backends.wire import Response

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@]*@)?([^/?#]{1,200})", re.IGNORECASE)


def is_web_page(body: bytes) -> bool:
    """Tell whether a body is a web page, whatever type it was sent as."""
    return _WEB_PAGE.match(body[:512].removeprefix(BYTE_ORDER_MARK)) is not None


def strange(response: Response, helpdesk: str) -> str:
    """Return the words for an answer that the helpdesk never gives."""
    target = response.headers.get("location", "")
    if target:
        found = _HOST.match(target)
        place = found[1] if found else "another page"
        return f"The request was sent on to {place}: the network wants a sign-in."
    return (
        f"The answer {response.status} does not come from {helpdesk}: "
        "the network may want a sign-in."
    )
