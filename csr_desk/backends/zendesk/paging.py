"""Lists over many answers, by cursor or by page number; links are never followed.

A list goes on while `meta.has_more` says so: `links.next` is there on last pages too, and may name
another host (spec/zendesk.md 4.1).
"""

from functools import cache
from typing import Any, TypeAlias, TypeVar

import msgspec

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
    return [_row(raw, shape) for raw in _raws(found[key])]


def beside(found: Envelope, key: str, shape: type[_Row]) -> list[_Row]:
    """Return the side-loaded rows under a key, none where they are missing."""
    return rows(found, key, shape) if key in found else []


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
        if not meta.has_more or not meta.after_cursor:
            return None
        if ("page[after]", meta.after_cursor) in query:
            raise NoAnswer("Zendesk's pages do not end: the same one came twice.")
        return (*_without(query, "page[after]"), ("page[after]", meta.after_cursor))
    if "next_page" not in found or _value(found["next_page"], Any) is None:
        return None
    page = int(dict(query).get("page", "1")) + 1
    return (*_without(query, "page", "page[size]"), ("page", str(page)))


def _without(query: Query, *names: str) -> Query:
    return tuple(pair for pair in query if pair[0] not in names)


def value_of(found: Envelope, key: str, shape: type[_Value]) -> _Value | None:
    """Return the value under a key; None when it is missing or of another shape."""
    return _value(found[key], shape) if key in found else None


def _value(raw: msgspec.Raw, shape: Any) -> Any:
    try:
        return msgspec.json.decode(raw, type=shape)
    except ValueError:
        return None


@cache
def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def _raws(raw: msgspec.Raw) -> list[msgspec.Raw]:
    try:
        found: list[msgspec.Raw] = _decoder(list[msgspec.Raw]).decode(raw)
    except ValueError as error:
        raise NoAnswer(f"The answer is not what Zendesk sends ({error}).") from error
    return found


def _row(raw: msgspec.Raw, shape: type[_Row]) -> _Row:
    """Return one row; a value that does not fit is left out rather than the whole row."""
    try:
        fitting: _Row = _decoder(shape).decode(raw)
    except msgspec.ValidationError:
        return _fitting(raw, shape)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(f"The answer is not what Zendesk sends ({error}).") from error
    return fitting


def _fitting(raw: msgspec.Raw, shape: type[_Row]) -> _Row:
    found = _value(raw, dict[str, Any])
    if found is None:
        raise NoAnswer("The answer is not what Zendesk sends: a record is missing.")
    kept: dict[str, Any] = {}
    for field in msgspec.structs.fields(shape):
        if field.encode_name in found:
            try:
                kept[field.name] = msgspec.convert(found[field.encode_name], field.type)
            except msgspec.ValidationError:
                continue
    try:
        return shape(**kept)
    except TypeError as error:
        raise NoAnswer("The answer is not what Zendesk sends: a record has no id.") from error
