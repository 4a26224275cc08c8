"""Which tickets a signed-in person may see and touch."""

from tests.fakes.zendesk.core import Core
from tests.fakes.zendesk.state import Ticket
from tests.fakes.zendesk.wire import Json, forbidden, invalid, not_found


def is_staff(user: Json) -> bool:
    return user["role"] in ("agent", "admin")


def require_admin(user: Json) -> None:
    """Refuse whoever is no admin; raises Refused 403."""
    if user["role"] != "admin":
        raise forbidden("You do not have access to this page. Please contact the account owner.")


def groups_of(core: Core, user_id: int) -> list[int]:
    """Return the ids of a user's groups, the default group first."""
    rows = [row for row in core.state.rows("memberships") if row["user_id"] == user_id]
    rows.sort(key=lambda row: not row["default"])
    return [row["group_id"] for row in rows]


def may_see(core: Core, ticket: Ticket, user: Json) -> bool:
    """Tell whether a person's ticket restriction lets them see a ticket."""
    values = ticket.values
    match user["ticket_restriction"]:
        case "groups":
            return values["group_id"] in groups_of(core, user["id"])
        case "assigned":
            return bool(values["assignee_id"] == user["id"])
        case "organization":
            return bool(values["organization_id"] == user["organization_id"])
        case "requested":
            return bool(values["requester_id"] == user["id"])
    return True


def seen_ticket(core: Core, ticket_id: int, user: Json) -> Ticket:
    """Return a ticket that exists and is visible; raises Refused 404 (section 8)."""
    ticket = core.state.alive(ticket_id)
    if not may_see(core, ticket, user):
        raise not_found()
    return ticket


def refuse_closed(ticket: Ticket) -> None:
    """Refuse any write on a closed ticket; raises Refused 422 (trap 15)."""
    if ticket.values["status"] == "closed":
        text = "Status: closed prevents ticket update"
        entry = {"description": text, "error": None, "type": "closed_prevents_ticket_update"}
        raise invalid({"status": [entry]})
