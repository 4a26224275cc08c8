"""Pages by number, with the header that names the next one (section 3.1)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

from tests.fakes.common.wire import Answer, answer
from tests.fakes.freshdesk.refusals import Fault, refuse
from tests.fakes.freshdesk.routing import Call

PER_PAGE = 30
T = TypeVar("T")


def wanted(call: Call, *, most_pages: int | None = None) -> tuple[int, int]:
    """Return page and size as asked for; raises Refused 400."""
    page = call.request.first("page", "1")
    size = call.request.first("per_page", str(PER_PAGE))
    faults: list[Fault] = []
    if not page.isdigit() or int(page) < 1:
        faults.append(("page", "datatype_mismatch", "It should be a positive number"))
    elif most_pages is not None and int(page) > most_pages:
        call.core.note("page_too_deep", page)
        faults.append(
            ("page", "invalid_value", f"You cannot access beyond the {most_pages}th page")
        )
    if not size.isdigit() or not 1 <= int(size) <= call.core.options.most_per_page:
        call.core.note("page_too_large", size)
        faults.append(("per_page", "invalid_value", "It should be a positive number up to 100"))
    refuse(faults)
    return int(page), int(size)


def paged(
    call: Call, rows: Sequence[T], shown: Callable[[T], Any], *, most_pages: int | None = None
) -> Answer:
    """Return one page of rows; the `Link` header is there while more follow."""
    page, size = wanted(call, most_pages=most_pages)
    part = rows[(page - 1) * size : page * size]
    headers = {"Link": _next(call, page + 1)} if len(rows) > page * size else {}
    return answer([shown(row) for row in part], 200, headers)


def _next(call: Call, page: int) -> str:
    given = [(name, value) for name, values in call.request.query.items() for value in values]
    pairs = [(name, value) for name, value in given if name != "page"]
    query = "&".join(f"{name}={quote(value, safe=':,')}" for name, value in pairs)
    joined = f"{query}&page={page}" if query else f"page={page}"
    return f'<{call.core.base_url}{call.request.url_path}?{joined}>; rel="next"'
