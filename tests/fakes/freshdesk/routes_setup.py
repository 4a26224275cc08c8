"""How the account is set up: fields for everybody, the rest for admins alone (section 2)."""

from tests.fakes.common.wire import Answer, Json, answer
from tests.fakes.freshdesk.access import require_admin
from tests.fakes.freshdesk.paging import paged
from tests.fakes.freshdesk.regions import nested_choices
from tests.fakes.freshdesk.routing import Call, route


@route("GET", "agents/me")
def me(call: Call) -> Answer:
    return answer(call.me)


@route("GET", "agents", "groups", "roles", "sla_policies", "products")
def list_for_admins(call: Call) -> Answer:
    """The account's people and rules; 403 for an ordinary agent (trap 16)."""
    if not call.request.url_path.endswith("products"):
        require_admin(call.me)
    table = call.request.url_path.rsplit("/", 1)[1]
    return paged(call, call.core.state.rows(table), lambda row: row)


@route("GET", "agents/autocomplete")
def complete_agents(call: Call) -> Answer:
    require_admin(call.me)
    term = call.request.first("term").lower()
    rows = call.core.state.rows("agents")
    found = [row for row in rows if term in row["contact"]["name"].lower()]
    return answer([{"id": row["id"], "name": row["contact"]["name"]} for row in found])


@route("GET", "agents/{id}")
def view_agent(call: Call) -> Answer:
    require_admin(call.me)
    return answer(call.core.agent(call.id))


@route("GET", "groups/{id}")
def view_group(call: Call) -> Answer:
    require_admin(call.me)
    return answer(call.core.state.row("groups", call.id))


@route("GET", "ticket_fields")
def list_fields(call: Call) -> Answer:
    """The fields; agents and groups are the only directory an ordinary agent has."""
    call.only("type")
    core, kind = call.core, call.request.first("type")
    agents = {row["contact"]["name"]: row["id"] for row in core.state.rows("agents")}
    groups = {row["name"]: row["id"] for row in core.state.rows("groups")}
    products = {row["name"]: row["id"] for row in core.state.rows("products")}
    live: Json = {"agent": agents, "group": groups, "product": products}
    live["cf_region"] = nested_choices(core.options.nested_shape)
    rows: list[Json] = [
        {**row, "choices": live[row["name"]]} if row["name"] in live else row
        for row in core.state.rows("ticket_fields")
        if kind in ("", row["type"])
    ]
    return answer(rows)


@route("GET", "canned_response_folders")
def list_canned_folders(call: Call) -> Answer:
    require_admin(call.me)
    return answer([_folder(call, row) for row in call.core.state.rows("canned_folders")])


def _folder(call: Call, row: Json) -> Json:
    return {**row, "responses_count": len(_responses(call, row["id"]))}


def _responses(call: Call, folder_id: int) -> list[Json]:
    rows = call.core.state.rows("canned_responses")
    return [row for row in rows if row["folder_id"] == folder_id]


@route("GET", "canned_response_folders/{id}")
def view_canned_folder(call: Call) -> Answer:
    """A folder with ids and titles alone."""
    require_admin(call.me)
    folder = _folder(call, call.core.state.row("canned_folders", call.id))
    short = [{"id": row["id"], "title": row["title"]} for row in _responses(call, call.id)]
    return answer({**folder, "canned_responses": short})


@route("GET", "canned_response_folders/{id}/responses")
def list_canned_responses(call: Call) -> Answer:
    require_admin(call.me)
    call.core.state.row("canned_folders", call.id)
    return answer(_responses(call, call.id))


@route("GET", "canned_responses/{id}")
def view_canned_response(call: Call) -> Answer:
    require_admin(call.me)
    return answer(call.core.state.row("canned_responses", call.id))
