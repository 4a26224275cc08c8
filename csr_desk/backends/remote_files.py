"""Files of messages: credentials go to the account's own host, and to no other.

A redirect is followed by asking anew. Once a file has led to another host, nothing on its way gets
credentials any more, also not back at the own host.
"""

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

from csr_desk.backends.account_host import is_on_this_machine, is_own
from csr_desk.backends.failures import BackendFailure, NoAnswer, Rejected
from csr_desk.backends.file_hosts import expect_public
from csr_desk.backends.web_pages import is_web_page
from csr_desk.backends.wire import Flow, Request, Response

MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PAGES = (".htm", ".xht", ".shtml")


class FileSource(NamedTuple):
    """Where an account's files lie: its host, the vendor's domain, what they draw on.

    `failure` says what an answer other than 2xx means.
    """

    host: str
    domain: str
    budget: str
    failure: Callable[[Request, Response], BackendFailure]


def fetched(source: FileSource, url: str) -> Flow[bytes]:
    """Return the bytes of a file; Rejected for an address that is not fetched."""
    own = True
    target = url
    for _ in range(MOST_REDIRECTS + 1):
        own = own and is_own(target, source.host, source.domain)
        request = _request(source, target, own=own)
        response = yield request
        if response.status not in _REDIRECTS:
            return _content(source, request, response, url)
        location = response.headers.get("location", "")
        if not location:
            raise NoAnswer("The file was moved, and its new address was not told.")
        target = urljoin(target, location)
    raise Rejected("The file cannot be fetched: its address leads on and on.")


def _request(source: FileSource, url: str, *, own: bool) -> Request:
    if own:
        parts = urlsplit(url)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        return Request("GET", parts.path or "/", query, budget=source.budget, is_file=True)
    expect_public(url, may_loopback=is_on_this_machine(source.host))
    return Request("GET", "", budget=source.budget, absolute=url, is_file=True)


def _content(source: FileSource, request: Request, response: Response, url: str) -> bytes:
    if not 200 <= response.status <= 299:
        raise source.failure(request, response)
    if is_web_page(response.body) and not any(ending in url.lower() for ending in _PAGES):
        raise NoAnswer("A web page came in place of the file: the network wants a sign-in.")
    return response.body
