"""The query language of the search: fields, ranges, AND, OR and brackets, no free text."""

import re
from collections.abc import Callable
from typing import Any

from tests.fakes.common.wire import Json
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.refusals import invalid
from tests.fakes.freshdesk.state import Ticket

FIELDS = {
    "agent_id": "responder_id", "group_id": "group_id", "priority": "priority",
    "status": "status", "tag": "tags", "type": "type", "due_by": "due_by",
    "fr_due_by": "fr_due_by", "created_at": "created_at", "updated_at": "updated_at",
}  # fmt: skip
_TOKEN = re.compile(r"\s*(\(|\)|AND\b|OR\b|\w+\s*:[<>]?\s*(?:'[^']*'|[^\s()]+))")
_TERM = re.compile(r"(\w+)\s*:([<>]?)\s*(.+)", re.DOTALL)
Test = Callable[[Json], bool]


def found_tickets(core: Core, query: str) -> list[Ticket]:
    """Return what the index knows and a query fits, newest first; raises Refused 400."""
    fits = _Parser(query).parsed()
    rows = [one for one in core.indexed().values() if one.is_here and fits(one.values)]
    return sorted(rows, key=lambda one: (one.values["created_at"], one.id), reverse=True)


class _Parser:
    def __init__(self, query: str) -> None:
        self.tokens = [match[1] for match in _TOKEN.finditer(query)]
        if "".join(self.tokens).replace(" ", "") != query.replace(" ", ""):
            raise _wrong()

    def parsed(self) -> Test:
        found = self._either()
        if self.tokens:
            raise _wrong()
        return found

    def _either(self) -> Test:
        parts = [self._both()]
        while self.tokens[:1] == ["OR"]:
            self.tokens.pop(0)
            parts.append(self._both())
        return lambda values: any(part(values) for part in parts)

    def _both(self) -> Test:
        parts = [self._one()]
        while self.tokens[:1] == ["AND"]:
            self.tokens.pop(0)
            parts.append(self._one())
        return lambda values: all(part(values) for part in parts)

    def _one(self) -> Test:
        token = self.tokens.pop(0) if self.tokens else ""
        if token == "(":
            inner = self._either()
            if not self.tokens or self.tokens.pop(0) != ")":
                raise _wrong()
            return inner
        match = _TERM.fullmatch(token)
        if match is None:
            raise _wrong()
        return _term(match[1], match[2], match[3])


def _term(name: str, sign: str, given: str) -> Test:
    if name not in FIELDS and not name.startswith("cf_"):
        raise invalid((name, "invalid_field", "Unexpected/invalid field in request"))
    text = given.strip("'")

    def fits(values: Json) -> bool:
        there: Any = (
            values["custom_fields"].get(name) if name.startswith("cf_") else values[FIELDS[name]]
        )
        if given == "null":
            return there in (None, [])
        if isinstance(there, list):
            return text in there
        if there is None:
            return False
        shown = str(there)[:10] if name.endswith(("_at", "_by")) else str(there)
        if sign == ">":
            return shown >= text
        return shown <= text if sign == "<" else shown == text

    return fits


def _wrong() -> Exception:
    return invalid(("query", "invalid_value", "The query is not well formed"))
