"""Numbers that were typed as text: only the account's field list tells which fields take numbers.

It is asked for those alone; a field of another type keeps its text, as an order number does.
"""

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from csr_desk.backends.failures import Forbidden
from csr_desk.backends.freshdesk.context import Freshdesk, rows
from csr_desk.backends.values import Word, text
from csr_desk.backends.wire import Flow

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_TAKES = {"custom_decimal": float, "custom_number": int}


class _FieldRow(Struct):
    name: Word = None
    type: Word = None


def with_numbers(freshdesk: Freshdesk, custom: Mapping[str, Any]) -> Flow[dict[str, Any]]:
    """Return custom fields with numbers where the account's fields want them, not texts."""
    asked = {name for name, value in custom.items() if _may_be_number(value)}
    if not asked:
        return dict(custom)
    try:
        found = rows((yield from freshdesk.get("/ticket_fields")), _FieldRow)
    except Forbidden:
        return dict(custom)
    types = {text(one.name): text(one.type) for one in found}
    return {
        name: _as(types.get(name, ""), value) if name in asked else value
        for name, value in custom.items()
    }


def _may_be_number(value: object) -> bool:
    return isinstance(value, str) and _NUMBER.fullmatch(value) is not None


def _as(kind: str, value: str) -> object:
    if kind == "custom_number" and "." in value:
        return value
    return _TAKES[kind](value) if kind in _TAKES else value
