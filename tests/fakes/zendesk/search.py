"""The search language over an index that lags behind (trap 9)."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.ticket_fields import PRIORITIES, STATUSES
from tests.fakes.zendesk.wire import Json

_TERM = re.compile(r'(-?)([a-z_0-9]+)(:|>=|<=|>|<)("[^"]*"|\S+)|"([^"]*)"|(\S+)')
_DATES = {"created": "created_at", "updated": "updated_at", "created_at": "created_at",
          "updated_at": "updated_at"}  # fmt: skip
_IDS = {"assignee": "assignee_id", "requester": "requester_id", "submitter": "submitter_id",
        "group": "group_id", "organization": "organization_id"}  # fmt: skip

Test = Callable[[Ticket], bool]


def kind_of(query: str) -> str:
    """Return what `type:` asks for, `ticket` when nothing is said."""
    found = re.search(r"\btype:(\w+)", query)
    return found[1] if found else "ticket"


def found_tickets(core: Core, query: str, me: Json, rows: Sequence[Ticket]) -> list[Ticket]:
    """Return the tickets that a query matches, in the order given."""
    tests = [test for match in _TERM.finditer(query) if (test := _test(core, match, me))]
    return [row for row in rows if all(test(row) for test in tests)]


def _test(core: Core, match: re.Match[str], me: Json) -> Test | None:
    negated, name, sign, value = match[1], match[2], match[3], (match[4] or "").strip('"')
    if name is None:
        words = (match[5] or match[6]).lower()
        return lambda row: _mentions(row, words)
    if name in ("type", "order_by", "sort"):
        return None
    positive = _field_test(core, name, sign, value, me)
    return (lambda row: not positive(row)) if negated else positive


def _mentions(row: Ticket, words: str) -> bool:
    texts = (row.values["subject"], row.values["description"])
    return any(words in str(text).lower() for text in texts) or any(
        words in one["body"].lower() for one in row.comments
    )


def _field_test(core: Core, name: str, sign: str, value: str, me: Json) -> Test:
    if name in _DATES:
        key = _DATES[name]
        return lambda row: _compared(row.values[key][: len(value)], sign, value)
    if name in _IDS:
        wanted = _person(core, value, me)
        return lambda row: row.values[_IDS[name]] == wanted
    if name in ("status", "priority"):
        ranks = STATUSES if name == "status" else tuple(reversed(PRIORITIES))
        rank = ranks.index(value) if value in ranks else -1
        return lambda row: _ranked(ranks, row.values[name], sign, rank)
    if name == "tags":
        return lambda row: value in row.values["tags"]
    if name.startswith("custom_field_"):
        field_id = int(name.removeprefix("custom_field_"))
        return lambda row: str(row.custom.get(field_id)) == value
    return lambda row: str(row.values.get(_key(name), "")).lower() == value.lower()


def _key(name: str) -> str:
    return {"ticket_type": "type"}.get(name, name)


def _ranked(ranks: tuple[str, ...], value: Any, sign: str, rank: int) -> bool:
    return value in ranks and _compared(ranks.index(value), sign, rank)


def _compared(left: Any, sign: str, right: Any) -> bool:
    match sign:
        case ">":
            return bool(left > right)
        case ">=":
            return bool(left >= right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
    return bool(left == right)


def _person(core: Core, value: str, me: Json) -> int | None:
    if value == "none":
        return None
    if value == "me":
        return int(me["id"])
    if value.isdigit():
        return int(value)
    for table in ("users", "groups", "organizations"):
        for row in core.state.rows(table):
            if value.lower() in (str(row["name"]).lower(), str(row.get("email")).lower()):
                return int(row["id"])
    return -1
