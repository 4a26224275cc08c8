"""Cursor and offset pages, with the last page's link that leads nowhere (traps 5 and 6)."""

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.wire import Json, Request, bad_request, newer_error

Row = TypeVar("Row")
Key = Callable[[Any], tuple[Any, int]]

MOST = 100
MOST_PAGES = 100


def encoded(value: Any) -> str:
    """Return an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


def decoded(text: str) -> Any:
    """Return what a cursor holds; raises Refused 400."""
    try:
        return json.loads(base64.urlsafe_b64decode(text.encode()))
    except ValueError as error:
        raise newer_error(400, "InvalidPaginationParameter", "page[after] is invalid") from error


def by_id(row: Json) -> tuple[Any, int]:
    return (row["id"], row["id"])


def page(
    core: Core,
    request: Request,
    rows: Sequence[Row],
    *,
    key: Key = by_id,
    descending: bool = False,
    most: int = MOST,
) -> tuple[list[Row], Json]:
    """Return one page of rows sorted by `key`, and what the answer carries beside them.

    Cursor form when `page[size]` or `page[after]` is given, offset form else; raises Refused 400.
    """
    if "page[size]" in request.query or "page[after]" in request.query:
        return _cursor_page(core, request, rows, key, descending, most)
    return offset_page(core, request, rows)


def _cursor_page(
    core: Core, request: Request, rows: Sequence[Row], key: Key, descending: bool, most: int
) -> tuple[list[Row], Json]:
    size = number(request, "page[size]", most)
    if size > most:
        title = f"page[size] must be less than or equal to {most}"
        raise newer_error(400, "InvalidPaginationParameter", title)
    after = request.first("page[after]")
    start = _start(rows, key, descending, tuple(decoded(after))) if after else 0
    part = list(rows[start : start + size])
    has_more = start + size < len(rows)
    last = encoded(list(key(part[-1]))) if part else None
    first = encoded(list(key(part[0]))) if part else None
    shows_link = part and (has_more or core.options.last_page_links)
    return part, {
        "meta": {"has_more": has_more, "after_cursor": last, "before_cursor": first},
        "links": {
            "prev": _link(core, request, {"page[before]": first}) if part else None,
            "next": _link(core, request, {"page[after]": last}) if shows_link else None,
        },
    }


def _start(rows: Sequence[Row], key: Key, descending: bool, after: tuple[Any, ...]) -> int:
    low, high = 0, len(rows)
    while low < high:
        middle = (low + high) // 2
        place = key(rows[middle])
        before = place >= after if descending else place <= after
        low, high = (middle + 1, high) if before else (low, middle)
    return low


def offset_page(
    core: Core, request: Request, rows: Sequence[Row], most: int = MOST
) -> tuple[list[Row], Json]:
    """Return one page by number with `next_page` and `count`; raises Refused 400."""
    wanted = number(request, "page", 1)
    size = min(number(request, "per_page", most), most)
    if wanted > MOST_PAGES or wanted * size > MOST_PAGES * MOST:
        raise newer_error(400, "InvalidPaginationDepth", "Requests beyond 10,000 rows are refused")
    start = (wanted - 1) * size
    more = start + size < len(rows)
    return list(rows[start : start + size]), {
        "next_page": _link(core, request, {"page": wanted + 1}) if more else None,
        "previous_page": _link(core, request, {"page": wanted - 1}) if wanted > 1 else None,
        "count": len(rows),
    }


def number(request: Request, name: str, default: int) -> int:
    """Return a positive number of the query; raises Refused 400."""
    text = request.first(name) or str(default)
    if not text.isdigit() or int(text) < 1:
        raise bad_request("InvalidValue", f"{name} must be a positive number")
    return int(text)


def _link(core: Core, request: Request, changes: Json) -> str:
    kept = {name: values[0] for name, values in request.query.items() if name not in changes}
    for other in ("page[after]", "page[before]"):
        kept.pop(other, None)
    return f"{core.links_base}{request.url_path}?{urlencode({**kept, **changes})}"
