"""What `include=` puts beside or into tickets."""

from collections.abc import Iterable, Sequence

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.shown import shown_ticket
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Json, Request, parse_stamp

_PEOPLE = ("requester_id", "submitter_id", "assignee_id")


def includes(request: Request) -> set[str]:
    """Return the names of the side-loads asked for, also in the form of search."""
    text = request.first("include")
    if text.startswith("tickets("):
        text = text.removeprefix("tickets(").removesuffix(")")
    return {part.strip() for part in text.split(",") if part.strip()}


def with_sideloads(
    core: Core, request: Request, tickets: Sequence[Ticket], *, show: bool = False
) -> tuple[list[Json], Json]:
    """Return the shown tickets and the side-loaded lists beside them."""
    wanted = includes(request)
    shown = [shown_ticket(core, ticket) for ticket in tickets]
    for ticket, one in zip(tickets, shown, strict=True):
        if "slas" in wanted and (not show or core.options.slas_on_show):
            one["slas"] = {"policy_metrics": list(ticket.slas)}
        if "comment_count" in wanted:
            one["comment_count"] = len(ticket.comments)
        if "metric_sets" in wanted:
            one["metric_set"] = metric_set(core, ticket)
    return shown, _beside(core, wanted, shown)


def _beside(core: Core, wanted: set[str], shown: list[Json]) -> Json:
    tables, beside = core.state.tables, dict[str, list[Json]]()
    if "users" in wanted:
        people = (one[key] for one in shown for key in _PEOPLE)
        extra = (one for row in shown for key in ("collaborator_ids",) for one in row[key])
        beside["users"] = chosen(tables["users"], (*people, *extra))
    if "groups" in wanted:
        beside["groups"] = chosen(tables["groups"], (one["group_id"] for one in shown))
    if "organizations" in wanted:
        ids = (one["organization_id"] for one in shown)
        beside["organizations"] = chosen(tables["organizations"], ids)
    if "ticket_forms" in wanted:
        ids = (one["ticket_form_id"] for one in shown)
        beside["ticket_forms"] = chosen(tables["ticket_forms"], ids)
    if "custom_statuses" in wanted:
        ids = (one["custom_status_id"] for one in shown)
        beside["custom_statuses"] = chosen(tables["custom_statuses"], ids)
    return beside


def chosen(table: dict[int, Json], ids: Iterable[int | None]) -> list[Json]:
    """Return the known records of ids, each once, in order."""
    return [table[one] for one in dict.fromkeys(ids) if one in table]


def metric_set(core: Core, ticket: Ticket) -> Json:
    """Return a ticket's metrics, counted from its conversation; times in minutes."""
    values = ticket.values
    made = parse_stamp(values["created_at"])
    staff = {row["id"] for row in core.state.rows("users") if row["role"] != "end-user"}
    public = [one for one in ticket.comments if one["public"] and one["author_id"] in staff]
    first = None
    if public and values["submitter_id"] not in staff:
        first = int((parse_stamp(public[0]["created_at"]) - made).total_seconds() // 60)
    return {
        "ticket_id": ticket.id,
        "created_at": values["created_at"],
        "updated_at": values["updated_at"],
        "reopens": 0,
        "replies": len(public),
        "assignee_updated_at": None,
        "requester_updated_at": values["updated_at"],
        "solved_at": values["updated_at"] if values["status"] in ("solved", "closed") else None,
        "reply_time_in_minutes": {"calendar": first, "business": first},
    }
