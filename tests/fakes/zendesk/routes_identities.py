"""What hangs on a user: identities, and the tickets they asked for, hold or follow."""

from tests.fakes.zendesk import records
from tests.fakes.zendesk.access import may_see
from tests.fakes.zendesk.paging import page
from tests.fakes.zendesk.routes_people import owner_of
from tests.fakes.zendesk.routes_tickets import answer_tickets
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Answer, answer, invalid_field


@route("GET", "users/{id}/identities")
def list_identities(call: Call) -> Answer:
    core = call.core
    core.state.row("users", call.id)
    rows = [row for row in core.state.rows("identities") if row["user_id"] == call.id]
    part, beside = page(core, call.request, rows)
    return answer({"identities": part, **beside})


@route("POST", "users/{id}/identities")
def add_identity(call: Call) -> Answer:
    given = call.wrapped("identity") or {}
    kind, value = str(given.get("type")), str(given.get("value"))
    if kind == "email" and owner_of(call.core, value.lower()) is not None:
        raise invalid_field("value", f"Email: {value} is already being used by another user")
    row = records.identity(call.core, call.id, kind, value, primary=False)
    call.core.state.put("identities", row["id"], row)
    return answer({"identity": row}, 201)


@route("PUT", "users/{id}/identities/{id}/make_primary")
def make_primary(call: Call) -> Answer:
    core, wanted = call.core, int(call.args[1])
    chosen = core.state.row("identities", wanted)
    rows = [row for row in core.state.rows("identities") if row["user_id"] == call.id]
    for row in rows:
        if row["type"] == chosen["type"]:
            core.state.change("identities", row["id"], primary=row["id"] == wanted)
    key = "email" if chosen["type"] == "email" else "phone"
    core.state.change("users", call.id, **{key: chosen["value"]})
    return list_identities(call)


@route("GET", "users/{id}/related")
def related(call: Call) -> Answer:
    core, rows = call.core, call.core.state.sorted_tickets("updated_at")
    core.state.row("users", call.id)
    counts = {
        f"{kind}_tickets": sum(_of_user(call, row, kind) for row in rows)
        for kind in ("requested", "assigned", "ccd", "followed")
    }
    return answer({"user_related": {**counts, "topics": 0, "votes": 0, "subscriptions": 0}})


def _of_user(call: Call, ticket: Ticket, kind: str) -> bool:
    values = ticket.values
    match kind:
        case "requested":
            return bool(values["requester_id"] == call.id)
        case "assigned":
            return bool(values["assignee_id"] == call.id)
        case "ccd":
            return call.id in values["collaborator_ids"]
    return call.id in values["follower_ids"]


@route(
    "GET", "users/{id}/tickets/requested", "users/{id}/tickets/assigned",
    "users/{id}/tickets/ccd", "users/{id}/tickets/followed",
)  # fmt: skip
def list_user_tickets(call: Call) -> Answer:
    core = call.core
    core.state.row("users", call.id)
    kind = call.request.url_path.removesuffix(".json").rsplit("/", 1)[1]
    rows = [row for row in core.state.sorted_tickets("updated_at") if _of_user(call, row, kind)]
    return answer_tickets(call, [row for row in rows if may_see(core, row, call.me)], "updated_at")
