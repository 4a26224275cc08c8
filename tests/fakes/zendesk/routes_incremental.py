"""The incremental exports, for admins only (section 3.1)."""

from tests.fakes.zendesk.access import require_admin
from tests.fakes.zendesk.paging import decoded, encoded, number
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.sideloads import with_sideloads
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Answer, Json, answer, bad_request, parse_stamp

NEWEST = 60
MOST = 1000


@route("GET", "incremental/tickets/cursor")
def tickets(call: Call) -> Answer:
    require_admin(call.me)
    core = call.core
    rows = [(row.values["generated_timestamp"], row.id) for row in _exported(call)]
    chosen, beside = _page(call, sorted(rows), "tickets")
    found = [core.state.tickets[ticket_id] for _, ticket_id in chosen]
    shown, sideloads = with_sideloads(core, call.request, found)
    for ticket, one in zip(found, shown, strict=True):
        if ticket.deleted_at is not None:
            one["status"] = "deleted"
    return answer({"tickets": shown, **sideloads, **beside})


def _exported(call: Call) -> list[Ticket]:
    skip = call.request.first("exclude_deleted") == "true"
    rows = call.core.state.tickets.values()
    return [row for row in rows if not row.gone and not (skip and row.deleted_at)]


@route("GET", "incremental/users/cursor")
def users(call: Call) -> Answer:
    require_admin(call.me)
    rows = [(_epoch(row["updated_at"]), row["id"]) for row in call.core.state.rows("users")]
    chosen, beside = _page(call, sorted(rows), "users")
    shown = [call.core.state.row("users", user_id) for _, user_id in chosen]
    return answer({"users": shown, **beside})


@route("GET", "incremental/organizations")
def organizations(call: Call) -> Answer:
    require_admin(call.me)
    start = _start_time(call)
    newest = int(call.core.now().timestamp()) - NEWEST
    rows = [
        row
        for row in call.core.state.rows("organizations")
        if start <= _epoch(row["updated_at"]) <= newest
    ]
    end = max((_epoch(row["updated_at"]) for row in rows), default=None)
    more = {"count": len(rows), "next_page": None, "end_time": end, "end_of_stream": True}
    return answer({"organizations": rows, **more})


def _epoch(text: str) -> int:
    return int(parse_stamp(text).timestamp())


def _start_time(call: Call) -> int:
    text = call.request.first("start_time")
    if not text.isdigit():
        raise bad_request("InvalidValue", "start_time is required")
    if int(text) > int(call.core.now().timestamp()) - NEWEST:
        raise bad_request("StartTimeTooRecent", "Too recent start_time. Use a start_time older "
                          "than 60 seconds")  # fmt: skip
    return int(text)


def _page(call: Call, rows: list[tuple[int, int]], name: str) -> tuple[list[tuple[int, int]], Json]:
    """Return one page in order of change; the newest minute is held back."""
    core, request = call.core, call.request
    size = number(request, "per_page", MOST)
    if size > MOST:
        raise bad_request("InvalidValue", "per_page must be at most 1000")
    cursor = request.first("cursor")
    at, row_id = decoded(cursor) if cursor else (_start_time(call) - 1, 1 << 62)
    after = (int(at), int(row_id))
    newest = int(core.now().timestamp()) - NEWEST
    fresh = [row for row in rows if row > after and row[0] <= newest]
    part = fresh[:size]
    last = encoded(list(part[-1] if part else after))
    if cursor and part and core.options.incremental_duplicates and after in rows:
        part = [after, *part]
    return part, {
        "after_url": core.url(f"incremental/{name}/cursor.json?cursor={last}"),
        "before_url": None,
        "after_cursor": last,
        "before_cursor": None,
        "end_of_stream": len(fresh) <= size,
    }
