"""The ticket list and the search of tickets (sections 3.1 and 3.4)."""

from datetime import timedelta

from tests.fakes.common.wire import Answer, answer, parse_stamp, stamp
from tests.fakes.freshdesk.access import may_see
from tests.fakes.freshdesk.paging import paged
from tests.fakes.freshdesk.refusals import Fault, invalid, refuse
from tests.fakes.freshdesk.routing import Call, route
from tests.fakes.freshdesk.search import found_tickets
from tests.fakes.freshdesk.shown import list_row
from tests.fakes.freshdesk.state import Ticket

WINDOW = timedelta(days=30)
FILTERS = ("new_and_my_open", "watching", "spam", "deleted")
ORDERS = ("created_at", "due_by", "updated_at", "status")
EMBEDS = ("stats", "requester", "description")
PARAMETERS = (
    "filter", "requester_id", "email", "unique_external_id", "company_id", "updated_since",
    "order_by", "order_type", "include",
)  # fmt: skip
SEARCH_ROWS, SEARCH_PAGES, SEARCH_LENGTH = 30, 10, 512


@route("GET", "tickets")
def list_tickets(call: Call) -> Answer:
    """The list: without `updated_since` only what the last 30 days have brought (trap 1)."""
    call.only(*PARAMETERS)
    include = embeds(call, EMBEDS)
    core, request = call.core, call.request
    rows = [one for one in core.state.tickets.values() if _is_asked_for(call, one)]
    since = request.first("updated_since")
    if since:
        rows = [one for one in rows if _is_since(call, one, since)]
    else:
        core.note("no_updated_since", request.url_path)
        first = stamp(core.now() - WINDOW)
        rows = [one for one in rows if one.values["created_at"] >= first]
    name = request.first("order_by", "created_at")
    rows.sort(
        key=lambda one: (one.values[name] or "", one.id) if name != "status" else _by_status(one),
        reverse=request.first("order_type", "desc") == "desc",
    )
    most = core.options.most_pages
    return paged(call, rows, lambda one: list_row(core, one, include), most_pages=most)


def _by_status(ticket: Ticket) -> tuple[str, int]:
    return f"{ticket.values['status']:04}", ticket.id


def embeds(call: Call, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is to be embedded; raises Refused 400 for a wrong parameter."""
    given = tuple(part for part in call.request.first("include").split(",") if part)
    faults: list[Fault] = []
    if set(given) - set(known):
        faults.append(("include", "invalid_value", f"It should be one of {', '.join(known)}"))
    for name, allowed in (
        ("filter", FILTERS),
        ("order_by", ORDERS),
        ("order_type", ("asc", "desc")),
    ):
        value = call.request.first(name)
        if value and value not in allowed:
            faults.append((name, "invalid_value", f"It should be one of {', '.join(allowed)}"))
    refuse(faults)
    return given


def _is_asked_for(call: Call, ticket: Ticket) -> bool:
    if ticket.is_archived or not may_see(call.me, ticket):
        return False
    chosen, values = call.request.first("filter"), ticket.values
    if chosen == "deleted":
        is_in = bool(ticket.deleted_at)
    elif chosen == "spam":
        is_in = ticket.is_spam and not ticket.deleted_at
    else:
        is_in = ticket.is_here
    if chosen == "new_and_my_open":
        is_in = is_in and values["status"] == 2 and values["responder_id"] in (None, call.me["id"])
    if chosen == "watching":
        is_in = False
    return is_in and _is_of(call, ticket)


def _is_of(call: Call, ticket: Ticket) -> bool:
    contact = call.core.state.tables["contacts"].get(ticket.values["requester_id"], {})
    for name, value in (
        ("requester_id", ticket.values["requester_id"]),
        ("company_id", ticket.values["company_id"]),
        ("email", contact.get("email")),
        ("unique_external_id", contact.get("unique_external_id")),
    ):
        asked = call.request.first(name)
        if asked and asked.lower() != str(value).lower():
            return False
    return True


def _is_since(call: Call, ticket: Ticket, since: str) -> bool:
    try:
        first = parse_stamp(since.replace(" ", "+"))
    except ValueError as error:
        raise invalid(("updated_since", "invalid_value", "It should be a date")) from error
    at = parse_stamp(ticket.values["updated_at"])
    return at > first or (call.core.options.since_is_inclusive and at == first)


@route("GET", "search/tickets")
def search_tickets(call: Call) -> Answer:
    """The search: it lags, knows no text, and ends after 300 rows (trap 15)."""
    core = call.core
    core.note("search_used", call.request.first("query"))
    query, page = call.request.first("query"), call.request.first("page", "1")
    if not page.isdigit() or not 1 <= int(page) <= SEARCH_PAGES:
        raise invalid(("page", "invalid_value", "It should be a number from 1 to 10"))
    if len(query) > SEARCH_LENGTH or not (query.startswith('"') and query.endswith('"')):
        raise invalid(("query", "invalid_value", "It should be quoted and at most 512 long"))
    rows = [one for one in found_tickets(core, query[1:-1]) if may_see(call.me, one)]
    start = (int(page) - 1) * SEARCH_ROWS
    part = rows[start : start + SEARCH_ROWS]
    shown = [list_row(core, one, ("description",)) for one in part]
    return answer({"total": len(rows), "results": shown})
