"""Lists over many answers, by page number; the link to the next page is never followed.

A list goes on while the `Link` header names a next page, and after a full page where it does not:
what a real long list looks like has never been captured. An empty page ends every list.
"""

import re
from typing import Final, TypeVar

import msgspec

from csr_desk.backends.freshdesk.context import Freshdesk, Query, rows
from csr_desk.backends.wire import Flow, Response

PAGE: Final = 100
MOST_PAGES: Final = 300
"""Pages of a list that Freshdesk gives; the next one is refused (spec/freshdesk.md 3.1)."""

_NEXT = re.compile(r"""<[^>]*>\s*;[^,<]*\brel\s*=\s*"?next\b""", re.IGNORECASE)
_Row = TypeVar("_Row", bound=msgspec.Struct)


def numbered(page: int, *query: tuple[str, str], size: int = PAGE) -> Query:
    """Return the query of one page of a list."""
    return (*query, ("per_page", str(size)), ("page", str(page)))


def goes_on(response: Response, count: int, size: int = PAGE) -> bool:
    """Tell whether a list has more after an answer with `count` rows."""
    return count > 0 and (count >= size or _names_next(response))


def pages(
    freshdesk: Freshdesk, path: str, shape: type[_Row], *query: tuple[str, str]
) -> Flow[tuple[list[_Row], Response]]:
    """Return the rows of all pages of a list, and the first answer."""
    found: list[_Row] = []
    first: Response | None = None
    number = 1
    while True:
        response = yield from freshdesk.get(path, numbered(number, *query))
        first = response if first is None else first
        part = rows(response, shape)
        found += part
        if not goes_on(response, len(part)) or number >= MOST_PAGES:
            return found, first
        number += 1


def all_rows(
    freshdesk: Freshdesk, path: str, shape: type[_Row], *query: tuple[str, str]
) -> Flow[list[_Row]]:
    """Return the rows of all pages of a list."""
    found, _ = yield from pages(freshdesk, path, shape, *query)
    return found


def unsized(freshdesk: Freshdesk, path: str, shape: type[_Row]) -> Flow[list[_Row]]:
    """Return the rows of a list that is not known to take a page's size, all that it names."""
    found: list[_Row] = []
    for number in range(1, MOST_PAGES + 1):
        query = () if number == 1 else (("page", str(number)),)
        response = yield from freshdesk.get(path, query)
        part = rows(response, shape)
        found += part
        if not part or not _names_next(response):
            break
    return found


def _names_next(response: Response) -> bool:
    return _NEXT.search(response.headers.get("link", "")) is not None
