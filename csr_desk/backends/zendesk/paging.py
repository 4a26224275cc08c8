"""Lists over many answers, by cursor or by page number; links are never followed.

A list goes on while `meta.has_more` says so: `links.next` is there on last pages too, and may name
another host (spec/zendesk.md 4.1).
"""

from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from csr_desk.backends import json_rows
from csr_desk.backends.failures import NoAnswer
from csr_desk.backends.wire import Flow, Response
from csr_desk.backends.zendesk import limits
from csr_desk.backends.zendesk.context import Query, Zendesk, decoded

PAGE = 100
MOST_PAGES = 100

_Row = TypeVar("_Row", bound=msgspec.Struct)
_Value = TypeVar("_Value")
Envelope: TypeAlias = dict[str, msgspec.Raw]


class Meta(msgspec.Struct):
    """Where a list goes on."""

    has_more: bool | None = None
    after_cursor: str | None = None


def sized(*more: tuple[str, str]) -> Query:
    """Return the query of a list read by cursor, 100 rows an answer."""
    return (("page[size]", str(PAGE)), *more)


def envelope(response: Response) -> Envelope:
    """Return the keys of an answer with their values not yet read."""
    return decoded(response, Envelope)


def rows(found: Envelope, key: str, shape: type[_Row]) -> list[_Row]:
    """Return the rows under a key of an answer; NoAnswer when there is no such list.

    An answer without the list is not an empty list: it would look as if everything were gone.
    """
    if key not in found:
        raise NoAnswer(f"The answer is not what Zendesk sends: it has no {key}.")
    return json_rows.rows(found[key], shape, "Zendesk")


def beside(found: Envelope, key: str, shape: type[_Row]) -> list[_Row]:
    """Return the side-loaded rows under a key, none where they are missing or null."""
    is_there = key in found and bytes(memoryview(found[key])[:4]) != b"null"
    return rows(found, key, shape) if is_there else []


def record(found: Envelope, key: str, shape: type[_Row]) -> _Row:
    """Return the one record under a key of an answer; NoAnswer when it is not there."""
    if key not in found:
        raise NoAnswer(f"The answer is not what Zendesk sends: it has no {key}.")
    return json_rows.row(found[key], shape, "Zendesk")


def all_rows(
    zendesk: Zendesk,
    path: str,
    key: str,
    shape: type[_Row],
    query: Query,
    *,
    budget: str = limits.API,
) -> Flow[list[_Row]]:
    """Return the rows of all pages of a list."""
    found: list[_Row] = []
    for one in (yield from envelopes(zendesk, path, query, budget=budget)):
        found += rows(one, key, shape)
    return found


def envelopes(
    zendesk: Zendesk, path: str, query: Query, *, budget: str = limits.API, most: int = MOST_PAGES
) -> Flow[list[Envelope]]:
    """Return the answers of at most `most` pages of a list."""
    found: list[Envelope] = []
    asked: Query | None = query
    while asked is not None and len(found) < most:
        one = envelope((yield from zendesk.get(path, asked, budget=budget)))
        found.append(one)
        asked = following(one, asked)
    return found


def following(found: Envelope, query: Query) -> Query | None:
    """Return the query of the page after an answer, None after the last one.

    NoAnswer when the page after it would be the same one again.
    """
    meta = value_of(found, "meta", Meta)
    if meta is not None:
        if not meta.has_more:
            return None
        after = meta.after_cursor or _cursor_of_link(found)
        if not after:
            raise NoAnswer("Zendesk has more of this list, and does not say where it goes on.")
        if ("page[after]", after) in query:
            raise NoAnswer("Zendesk's pages do not end: the same one came twice.")
        return (*_without(query, "page[after]"), ("page[after]", after))
    if "next_page" not in found or json_rows.value(found["next_page"], Any) is None:
        return None
    page = int(dict(query).get("page", "1")) + 1
    return (*_without(query, "page", "page[size]"), ("page", str(page)))


def _cursor_of_link(found: Envelope) -> str:
    """Return the cursor in the link to the next page, of whatever host that is."""
    links = value_of(found, "links", dict[str, str | None]) or {}
    asked = parse_qs(urlsplit(links.get("next") or "").query)
    return asked.get("page[after]", [""])[0]


def _without(query: Query, *names: str) -> Query:
    return tuple(pair for pair in query if pair[0] not in names)


def value_of(found: Envelope, key: str, shape: type[_Value]) -> _Value | None:
    """Return the value under a key; None when it is missing or of another shape."""
    return json_rows.value(found[key], shape) if key in found else None
