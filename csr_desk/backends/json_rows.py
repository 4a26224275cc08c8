"""Rows of JSON into structs, leniently: no row is lost over one odd value."""

from functools import cache
from typing import Any, TypeVar

import msgspec

from csr_desk.backends.failures import NoAnswer

_Row = TypeVar("_Row", bound=msgspec.Struct)
_Value = TypeVar("_Value")


def rows(raw: msgspec.Raw | bytes, shape: type[_Row], helpdesk: str) -> list[_Row]:
    """Return the rows of a list; NoAnswer when it is no list, or a row has no id."""
    try:
        found: list[msgspec.Raw] = _decoder(list[msgspec.Raw]).decode(raw)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(f"The answer is not what {helpdesk} sends ({error}).") from error
    return [row(one, shape, helpdesk) for one in found]


def row(raw: msgspec.Raw | bytes, shape: type[_Row], helpdesk: str) -> _Row:
    """Return one row; a value that does not fit is left out rather than the whole row."""
    try:
        fitting: _Row = _decoder(shape).decode(raw)
    except msgspec.ValidationError:
        return _fitting(raw, shape, helpdesk)
    except (ValueError, RecursionError) as error:
        raise NoAnswer(f"The answer is not what {helpdesk} sends ({error}).") from error
    return fitting


def value(raw: msgspec.Raw | bytes, shape: type[_Value]) -> _Value | None:
    """Return a value; None when it is of another shape."""
    try:
        found: _Value = msgspec.json.decode(raw, type=shape)
    except (ValueError, RecursionError):
        return None
    return found


@cache
def _decoder(shape: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(shape)


def _fitting(raw: msgspec.Raw | bytes, shape: type[_Row], helpdesk: str) -> _Row:
    found = value(raw, dict[str, Any])
    if found is None:
        raise NoAnswer(f"The answer is not what {helpdesk} sends: a record is missing.")
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
        raise NoAnswer(f"The answer is not what {helpdesk} sends: a record has no id.") from error
