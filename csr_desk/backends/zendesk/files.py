"""Files of messages: credentials go to the account's own host, and to no other.

A redirect is followed by asking anew. Once a file has led to another host, nothing on its way gets
credentials any more, also not back at the own host.
"""

from urllib.parse import parse_qsl, urljoin, urlsplit

from csr_desk.backends.failures import NoAnswer, Rejected
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.backends.zendesk import answers, limits
from csr_desk.backends.zendesk.address import is_on_this_machine, refusal
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.envelopes import is_web_page

MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAGES = (".htm", ".xht", ".shtml")


def file(zendesk: Zendesk, url: str) -> Flow[bytes]:
    """Return the bytes of a file; Rejected for an address that is not fetched."""
    own = True
    target = url
    for _ in range(MOST_REDIRECTS + 1):
        own = own and _is_own(zendesk.host, target)
        response = yield _request(zendesk, target, own=own)
        if response.status not in _REDIRECTS:
            return _content(zendesk, response, url, own=own)
        location = response.headers.get("location", "")
        if not location:
            raise NoAnswer("The file was moved, and its new address was not told.")
        target = urljoin(target, location)
    raise Rejected("The file cannot be fetched: its address leads on and on.")


def _is_own(host: str, url: str) -> bool:
    """Tell whether an address is exactly of the account's host, over the account's scheme.

    An account on this machine is a proxy or a test: Zendesk's own addresses stand for it.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if "\\" in url:
        return False
    if not is_on_this_machine(host):
        return parts.scheme == "https" and parts.netloc.lower() == host
    is_zendesk = parts.scheme == "https" and parts.netloc.lower().endswith(".zendesk.com")
    return is_zendesk or (parts.scheme == "http" and parts.netloc.lower() == host)


def _request(zendesk: Zendesk, url: str, *, own: bool) -> Request:
    if own:
        parts = urlsplit(url)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        return Request("GET", parts.path or "/", query, budget=limits.FILES, is_file=True)
    if problem := refusal(url, may_loopback=is_on_this_machine(zendesk.host)):
        raise Rejected(f"The file was not fetched: {problem}.")
    return Request("GET", "", budget=limits.FILES, absolute=url, is_file=True)


def _content(zendesk: Zendesk, response: Response, url: str, *, own: bool) -> bytes:
    request = Request("GET", "/", absolute="" if own else url)
    if not 200 <= response.status <= 299:
        raise answers.failure(request, response, zendesk.settings.now())
    if is_web_page(response.body) and not any(ending in url.lower() for ending in _PAGES):
        raise NoAnswer("A web page came in place of the file: the network wants a sign-in.")
    return response.body
