"""Search, its export, and the Help Center's own search."""

from datetime import timedelta

from tests.fakes.zendesk.access import may_see
from tests.fakes.zendesk.paging import decoded, encoded, number, offset_page
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.search import found_tickets, kind_of
from tests.fakes.zendesk.sideloads import with_sideloads
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import (
    Answer,
    Json,
    Refused,
    answer,
    bad_request,
    newer_error,
    parse_stamp,
    stamp,
)

MOST_ROWS = 1000
CURSOR_LIFE = timedelta(hours=1)


@route("GET", "search")
def search(call: Call) -> Answer:
    request, query = call.request, call.request.first("query")
    if "page[size]" in request.query or "page[after]" in request.query:
        raise bad_request("InvalidPaginationParameter", "page[size] is not supported for search")
    if number(request, "page", 1) * number(request, "per_page", 100) > MOST_ROWS:
        words = "Invalid search: Requested response size was greater than Search Response Limits"
        raise Refused(422, {"error": "invalid", "description": words})
    kind = kind_of(query)
    if kind != "ticket":
        rows = _records(call, kind, query)
        part, beside = offset_page(call.core, request, rows)
        return answer({"results": part, "facets": None, **beside})
    tickets = _ordered(call, _found(call, query))
    chosen, beside = offset_page(call.core, request, tickets)
    shown, sideloads = with_sideloads(call.core, request, chosen)
    results = [{**one, "result_type": "ticket"} for one in shown]
    return answer({"results": results, "facets": None, **sideloads, **beside})


@route("GET", "search/count")
def count(call: Call) -> Answer:
    return answer({"count": len(_found(call, call.request.first("query")))})


def _found(call: Call, query: str) -> list[Ticket]:
    live = call.core.state.tickets
    rows = [
        row
        for row in call.core.indexed().values()
        if row.deleted_at is None and row.id in live and may_see(call.core, row, call.me)
    ]
    return found_tickets(call.core, query, call.me, rows)


def _ordered(call: Call, rows: list[Ticket]) -> list[Ticket]:
    key = call.request.first("sort_by", "updated_at")
    known = key if key in ("created_at", "updated_at", "status", "priority") else "updated_at"
    descending = call.request.first("sort_order", "desc") == "desc"
    return sorted(rows, key=lambda row: (str(row.values[known]), row.id), reverse=descending)


def _records(call: Call, kind: str, query: str) -> list[Json]:
    words = [part.lower() for part in query.split() if ":" not in part]
    table = {"user": "users", "organization": "organizations"}.get(kind)
    rows = call.core.state.rows(table) if table else []
    texts = [(row, f"{row['name']} {row.get('email') or ''}".lower()) for row in rows]
    return [{**row, "result_type": kind} for row, text in texts if all(w in text for w in words)]


@route("GET", "search/export")
def export(call: Call) -> Answer:
    core, request = call.core, call.request
    if request.first("filter[type]") != "ticket":
        raise newer_error(400, "InvalidParameter", "filter[type] is required")
    size = number(request, "page[size]", 100)
    if size > MOST_ROWS:
        raise newer_error(400, "InvalidPaginationParameter", "page[size] must be at most 1000")
    rows = _found(call, request.first("query"))
    rows.sort(key=lambda row: (row.values["created_at"], row.id))
    after, started = request.first("page[after]"), stamp(core.now())
    if after:
        last_at, last_id, started = decoded(after)
        if core.now() - parse_stamp(started) > CURSOR_LIFE:
            raise newer_error(400, "InvalidCursor", "The cursor has expired")
        rows = [row for row in rows if (row.values["created_at"], row.id) > (last_at, last_id)]
    part = rows[:size]
    shown, sideloads = with_sideloads(core, request, part)
    last = [part[-1].values["created_at"], part[-1].id, started] if part else None
    return answer(
        {
            "results": [{**one, "result_type": "ticket"} for one in shown],
            "facets": None,
            "meta": {
                "has_more": len(rows) > size,
                "after_cursor": encoded(last) if last else None,
                "before_cursor": None,
            },
            "links": {"prev": None, "next": core.url("search/export.json")},
            **sideloads,
        }
    )


@route("GET", "help_center/articles/search", "help_center/{word}/articles/search")
def search_articles(call: Call) -> Answer:
    _require_suffix(call)
    words = call.request.first("query").lower().split()
    if not words:
        raise bad_request("InvalidValue", "query is required")
    rows = []
    for row in call.core.state.rows("articles"):
        text = f"{row['title']} {row['body']}".lower()
        if not row["draft"] and any(word in text for word in words):
            rows.append({**row, "snippet": row["body"][:80], "result_type": "article"})
    part, beside = offset_page(call.core, call.request, rows)
    paging = {"page": number(call.request, "page", 1), "per_page": 25, "page_count": 1}
    return answer({"results": part, **beside, **paging})


@route("GET", "help_center/articles/{id}", "help_center/{word}/articles/{id}")
def show_article(call: Call) -> Answer:
    _require_suffix(call)
    return answer({"article": call.core.state.row("articles", int(call.args[-1]))})


@route("GET", "help_center/articles", "help_center/{word}/articles")
def list_articles(call: Call) -> Answer:
    _require_suffix(call)
    rows = [row for row in call.core.state.rows("articles") if not row["draft"]]
    part, beside = offset_page(call.core, call.request, rows)
    return answer({"articles": part, **beside})


def _require_suffix(call: Call) -> None:
    needed = call.core.options.help_center_needs_json
    if needed and not call.request.url_path.endswith(".json"):
        raise Refused(415, {"error": "UnsupportedMediaType", "description": "Use .json"})
