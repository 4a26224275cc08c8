"""What an account is made of: groups, organizations, fields, forms, statuses, SLA policies."""

from tests.fakes.zendesk import records
from tests.fakes.zendesk.access import require_admin
from tests.fakes.zendesk.paging import page
from tests.fakes.zendesk.routes_tickets import answer_tickets
from tests.fakes.zendesk.routing import Call, route
from tests.fakes.zendesk.wire import Answer, Json, answer, invalid_field, too_many_values


def _listed(call: Call, name: str, rows: list[Json]) -> Answer:
    part, beside = page(call.core, call.request, rows)
    return answer({name: part, **beside})


@route("GET", "groups")
def list_groups(call: Call) -> Answer:
    return _listed(call, "groups", call.core.state.rows("groups"))


@route("GET", "groups/assignable")
def assignable_groups(call: Call) -> Answer:
    rows = [row for row in call.core.state.rows("groups") if not row["deleted"]]
    return _listed(call, "groups", rows)


@route("GET", "groups/{id}")
def show_group(call: Call) -> Answer:
    return answer({"group": call.core.state.row("groups", call.id)})


@route("GET", "group_memberships", "group_memberships/assignable")
def list_memberships(call: Call) -> Answer:
    rows = call.core.state.rows("memberships")
    for key in ("user_id", "group_id"):
        wanted = call.request.first(key)
        rows = [row for row in rows if not wanted or str(row[key]) == wanted]
    return _listed(call, "group_memberships", rows)


@route("GET", "users/{id}/group_memberships")
def user_memberships(call: Call) -> Answer:
    rows = [row for row in call.core.state.rows("memberships") if row["user_id"] == call.id]
    return _listed(call, "group_memberships", rows)


@route("GET", "groups/{id}/memberships")
def group_memberships(call: Call) -> Answer:
    rows = [row for row in call.core.state.rows("memberships") if row["group_id"] == call.id]
    return _listed(call, "group_memberships", rows)


@route("GET", "organizations")
def list_organizations(call: Call) -> Answer:
    return _listed(call, "organizations", call.core.state.rows("organizations"))


@route("GET", "organizations/show_many")
def show_organizations(call: Call) -> Answer:
    ids = call.request.ids()
    if len(ids) > 100:
        raise too_many_values("ids")
    rows = [row for row in call.core.state.rows("organizations") if row["id"] in ids]
    more = {"next_page": None, "previous_page": None, "count": len(rows)}
    return answer({"organizations": rows, **more})


@route("GET", "organizations/autocomplete", "organizations/search")
def find_organizations(call: Call) -> Answer:
    name = call.request.first("name").lower()
    external = call.request.first("external_id")
    rows = [
        row
        for row in call.core.state.rows("organizations")
        if (name and row["name"].lower().startswith(name))
        or (external and row["external_id"] == external)
    ]
    return _listed(call, "organizations", rows)


@route("GET", "organizations/{id}")
def show_organization(call: Call) -> Answer:
    return answer({"organization": call.core.state.row("organizations", call.id)})


@route("POST", "organizations")
def create_organization(call: Call) -> Answer:
    given = call.wrapped("organization")
    if given is None:
        return answer({})
    rows = call.core.state.rows("organizations")
    if any(row["name"].lower() == str(given.get("name")).lower() for row in rows):
        raise invalid_field("name", "Name: has already been taken")
    made = records.organization(call.core, str(given.get("name")))
    made.update({key: value for key, value in given.items() if key in made})
    return answer({"organization": call.core.state.put("organizations", made["id"], made)}, 201)


@route("PUT", "organizations/{id}")
def update_organization(call: Call) -> Answer:
    row, given = call.core.state.row("organizations", call.id), call.wrapped("organization")
    known = {key: value for key, value in (given or {}).items() if key in row}
    if known:
        known["updated_at"] = call.core.stamp()
        row = call.core.state.change("organizations", call.id, **known)
    return answer({"organization": row})


@route("GET", "organizations/{id}/tickets")
def organization_tickets(call: Call) -> Answer:
    rows = call.core.state.sorted_tickets("updated_at")
    chosen = [row for row in rows if row.values["organization_id"] == call.id]
    return answer_tickets(call, chosen, "updated_at")


@route("GET", "ticket_fields")
def list_fields(call: Call) -> Answer:
    return _listed(call, "ticket_fields", call.core.state.rows("ticket_fields"))


@route("GET", "ticket_fields/{id}")
def show_field(call: Call) -> Answer:
    return answer({"ticket_field": call.core.state.row("ticket_fields", call.id)})


@route("GET", "ticket_forms")
def list_forms(call: Call) -> Answer:
    return _listed(call, "ticket_forms", call.core.state.rows("ticket_forms"))


@route("GET", "ticket_forms/{id}")
def show_form(call: Call) -> Answer:
    return answer({"ticket_form": call.core.state.row("ticket_forms", call.id)})


@route("GET", "custom_statuses")
def list_statuses(call: Call) -> Answer:
    rows, request = call.core.state.rows("custom_statuses"), call.request
    categories = request.first("status_categories")
    if categories:
        rows = [row for row in rows if row["status_category"] in categories.split(",")]
    for key in ("active", "default"):
        if request.first(key):
            rows = [row for row in rows if row[key] is (request.first(key) == "true")]
    return answer({"custom_statuses": rows})


@route("GET", "custom_statuses/{id}")
def show_status(call: Call) -> Answer:
    return answer({"custom_status": call.core.state.row("custom_statuses", call.id)})


@route("GET", "slas/policies")
def list_policies(call: Call) -> Answer:
    require_admin(call.me)
    rows = call.core.state.rows("sla_policies")
    return answer({"sla_policies": rows, "count": len(rows), "next_page": None})


@route("GET", "satisfaction_ratings")
def list_ratings(call: Call) -> Answer:
    require_admin(call.me)
    return _listed(call, "satisfaction_ratings", call.core.state.rows("satisfaction"))


@route("GET", "tags")
def list_tags(call: Call) -> Answer:
    counts = _tag_counts(call)
    rows = [{"name": name, "count": count} for name, count in counts]
    return answer({"tags": rows, "count": len(rows), "next_page": None, "previous_page": None})


@route("GET", "autocomplete/tags")
def complete_tags(call: Call) -> Answer:
    name = call.request.first("name").lower()
    names = [one for one, _ in _tag_counts(call) if one.startswith(name)] if len(name) > 1 else []
    return answer({"tags": names, "count": len(names)})


def _tag_counts(call: Call) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for row in call.core.state.sorted_tickets("created_at"):
        for tag in row.values["tags"]:
            counts[tag] = counts.get(tag, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
