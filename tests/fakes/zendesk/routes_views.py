"""Views with their counts, and macros that never write by themselves (traps 8 and 21)."""

from tests.fakes.zendesk.access import may_see, seen_ticket
from tests.fakes.zendesk.comment_text import expanded
from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.paging import offset_page, page
from tests.fakes.zendesk.routes_tickets import answer_tickets
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.shown import shown_ticket
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Answer, Json, answer, too_many_values

MOST_COUNTED = 20
_COMMENT_ACTIONS = ("comment_value", "comment_value_html", "comment_mode_is_public")


def _shown(view: Json) -> Json:
    return {key: value for key, value in view.items() if key != "looks"}


def _listed(call: Call, rows: list[Json]) -> Answer:
    part, beside = page(call.core, call.request, [_shown(row) for row in rows])
    return answer({"views": part, **beside})


@route("GET", "views")
def list_views(call: Call) -> Answer:
    return _listed(call, call.core.state.rows("views"))


@route("GET", "views/active")
def active_views(call: Call) -> Answer:
    return _listed(call, [row for row in call.core.state.rows("views") if row["active"]])


@route("GET", "views/compact")
def compact_views(call: Call) -> Answer:
    rows = [_shown(row) for row in call.core.state.rows("views") if row["active"]][:32]
    more = {"next_page": None, "previous_page": None, "count": len(rows)}
    return answer({"views": rows, **more})


@route("GET", "views/count_many")
def count_many(call: Call) -> Answer:
    ids = call.request.ids()
    if len(ids) > MOST_COUNTED:
        raise too_many_values("ids", MOST_COUNTED)
    known = [one for one in ids if one in call.core.state.tables["views"]]
    return answer({"view_counts": [_count(call, one) for one in known]})


@route("GET", "views/{id}")
def show_view(call: Call) -> Answer:
    return answer({"view": _shown(call.core.state.row("views", call.id))})


@route("GET", "views/{id}/count")
def count_view(call: Call) -> Answer:
    return answer({"view_count": _count(call, call.id)})


def _count(call: Call, view_id: int) -> Json:
    """Return a view's count; it is still being counted at the first looks (trap 8)."""
    core, view = call.core, call.core.state.row("views", view_id)
    core.state.change("views", view_id, looks=view["looks"] + 1)
    ready = view["looks"] >= core.options.view_count_nulls
    value = len(_held(call, view_id)) if ready else None
    return {
        "url": core.url(f"views/{view_id}/count.json"),
        "view_id": view_id,
        "value": value,
        "pretty": "..." if value is None else str(value),
        "fresh": ready,
    }


def _held(call: Call, view_id: int) -> list[Ticket]:
    core, holds = call.core, call.core.predicates[view_id]
    rows = core.state.sorted_tickets("updated_at")
    return [row for row in rows if holds(row, call.me) and may_see(core, row, call.me)]


@route("GET", "views/{id}/tickets")
def view_tickets(call: Call) -> Answer:
    call.core.state.row("views", call.id)
    return answer_tickets(call, _held(call, call.id), "updated_at", descending=True)


@route("GET", "views/{id}/execute")
def execute_view(call: Call) -> Answer:
    core, view = call.core, call.core.state.row("views", call.id)
    part, beside = offset_page(core, call.request, _held(call, call.id)[::-1])
    rows = [_executed(core, row) for row in part]
    columns = view["execution"]["columns"]
    users = core.state.rows("users")
    shown = {"id": view["id"], "url": view["url"]}
    return answer({"columns": columns, "rows": rows, "users": users, "view": shown, **beside})


def _executed(core: Core, ticket: Ticket) -> Json:
    shown = shown_ticket(core, ticket)
    keys = ("id", "subject", "description", "status", "type", "priority", "url")
    values = ticket.values
    return {
        "ticket": {key: shown[key] for key in keys},
        "subject": values["subject"],
        "requester_id": values["requester_id"],
        "assignee_id": values["assignee_id"],
        "group_id": values["group_id"],
        "status": values["status"],
        "priority": values["priority"],
        "created": values["created_at"],
        "updated": values["updated_at"],
    }


@route("GET", "macros")
def list_macros(call: Call) -> Answer:
    active = call.request.first("active")
    return _macros(call, None if not active else active == "true")


@route("GET", "macros/active")
def active_macros(call: Call) -> Answer:
    return _macros(call, True)


@route("GET", "macros/search")
def search_macros(call: Call) -> Answer:
    return _macros(call, None, call.request.first("query").lower())


def _macros(call: Call, active: bool | None, words: str = "") -> Answer:
    rows = [
        row
        for row in call.core.state.rows("macros")
        if (active is None or row["active"] is active) and words in row["title"].lower()
    ]
    part, beside = page(call.core, call.request, rows)
    return answer({"macros": part, **beside})


@route("GET", "macros/categories")
def categories(call: Call) -> Answer:
    titles = [row["title"] for row in call.core.state.rows("macros")]
    return answer({"categories": sorted({t.split("::")[0] for t in titles if "::" in t})})


@route("GET", "macros/{id}")
def show_macro(call: Call) -> Answer:
    return answer({"macro": call.core.state.row("macros", call.id)})


@route("GET", "macros/{id}/apply")
def bare_changes(call: Call) -> Answer:
    return answer({"result": {"ticket": _result(call, call.id, None)}})


@route("GET", "tickets/{id}/macros/{id}/apply")
def rendered_changes(call: Call) -> Answer:
    """Answer the ticket as the macro would leave it; nothing is written (trap 21)."""
    ticket = seen_ticket(call.core, call.id, call.me)
    result = _result(call, int(call.args[1]), ticket)
    whole = {**shown_ticket(call.core, ticket), **result}
    return answer({"result": {"ticket": whole}})


def _result(call: Call, macro_id: int, ticket: Ticket | None) -> Json:
    core, result, comment, fields = call.core, dict[str, object](), dict[str, object](), []
    for action in core.state.row("macros", macro_id)["actions"]:
        name, value = action["field"], action["value"]
        if name in _COMMENT_ACTIONS:
            text = value[-1] if isinstance(value, list) else value
            if ticket is not None:
                text = expanded(core, ticket, call.me, str(text))
            key = {"comment_value": "body", "comment_value_html": "html_body"}.get(name, "public")
            comment[key] = str(text) == "true" if key == "public" else text
        elif name.startswith("custom_fields_"):
            fields.append({"id": int(name.removeprefix("custom_fields_")), "value": value})
        elif name == "current_tags":
            present = ticket.values["tags"] if ticket else []
            result["tags"] = sorted({*present, *str(value).split()})
        else:
            result[name] = call.me["id"] if value == "current_user" else value
    if comment:
        text = comment.get("body") or comment.get("html_body")
        result["comment"] = {"public": True, "scoped_body": [["channel:all", text]], **comment}
    if fields:
        as_map = {str(one["id"]): one["value"] for one in fields}
        result["fields"] = fields if core.options.fields_as_list else as_map
    return result
