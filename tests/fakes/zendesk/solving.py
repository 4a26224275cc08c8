"""What has to be filled before a ticket may be solved (fact 8, trap 22)."""

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Json, invalid

_SYSTEM_FIELDS = {"priority": "priority", "tickettype": "type", "group": "group_id"}


def refuse_unsolvable(core: Core, ticket: Ticket) -> None:
    """Refuse a solve with every field that is missing at once; raises Refused 422."""
    missing = [
        {
            "description": f"{field['title']}: is required when solving a ticket",
            "error": None,
            "ticket_field_id": field["id"],
            "ticket_field_type": "Field" + field["type"].capitalize(),
        }
        for field in missing_fields(core, ticket)
    ]
    if missing:
        raise invalid({"base": missing})


def missing_fields(core: Core, ticket: Ticket) -> list[Json]:
    """Return the fields a solve needs and the ticket lacks; the assignee comes first."""
    fields = core.state.tables["ticket_fields"]
    wanted: list[Json] = []
    if ticket.values["assignee_id"] is None:
        found = (field for field in fields.values() if field["type"] == "assignee")
        wanted.append(next(found, {"id": None, "title": "Assignee", "type": "assignee"}))
    form = core.state.tables["ticket_forms"].get(ticket.values["ticket_form_id"])
    on_form = set(form["ticket_field_ids"]) if form else set(fields)
    hidden, shown, required = set[int](), set[int](), set[int]()
    for condition in (form or {}).get("agent_conditions", []):
        holds = str(ticket.custom.get(condition["parent_field_id"])) == str(condition["value"])
        for child in condition["child_fields"]:
            (shown if holds else hidden).add(child["id"])
            if holds and _required_when_solved(child):
                required.add(child["id"])
    for field in fields.values():
        asked = field["id"] in required or (
            field["required"] and field["id"] in on_form and field["id"] not in hidden - shown
        )
        if asked and field["active"] and _is_empty(ticket, field):
            wanted.append(field)
    return wanted


def _required_when_solved(child: Json) -> bool:
    rule = child.get("required_on_statuses") or {"type": "ALL_STATUSES"}
    if rule["type"] == "NO_STATUSES":
        return False
    if rule["type"] == "SOME_STATUSES":
        return "solved" in rule["statuses"]
    return bool(child.get("is_required", True))


def _is_empty(ticket: Ticket, field: Json) -> bool:
    key = _SYSTEM_FIELDS.get(field["type"])
    value = ticket.values[key] if key else ticket.custom.get(field["id"])
    return value in (None, "", [], False)
