"""Due times: computed by the helpdesk seconds after the change that moves them (section 8)."""

from datetime import datetime, timedelta

from tests.fakes.common.wire import parse_stamp, stamp
from tests.fakes.freshdesk.core import Core
from tests.fakes.freshdesk.state import Ticket

# Hours to the first and each next response, and to the resolution, by priority.
HOURS = {1: (24, 72), 2: (12, 48), 3: (4, 24), 4: (1, 4)}


def settle(core: Core, *, at_once: bool = False) -> None:
    """Compute the due times of tickets whose time has come."""
    now = core.now()
    due = [pair for pair in core.sla_waiting if at_once or pair[0] <= now]
    core.sla_waiting = [pair for pair in core.sla_waiting if pair not in due]
    for _, ticket_id in due:
        ticket = core.state.tickets.get(ticket_id)
        if ticket is not None:
            core.state.put_ticket(computed(core, ticket))


def computed(core: Core, ticket: Ticket) -> Ticket:
    """Return a ticket with the due times its priority and its conversation ask for."""
    respond, resolve = HOURS[ticket.values["priority"]]
    created = parse_stamp(ticket.values["created_at"])
    changes = {
        "fr_due_by": _after(created, respond),
        "due_by": _after(created, resolve),
        "nr_due_by": _next_response(ticket, respond),
    }
    if core.options.sla_moves_stamp:
        changes["updated_at"] = core.stamp()
    return ticket.changed(**changes)


def _next_response(ticket: Ticket, hours: int) -> str | None:
    asked, answered = (
        ticket.stats[name] for name in ("requester_responded_at", "agent_responded_at")
    )
    if not asked or not ticket.stats["first_responded_at"] or (answered and answered >= asked):
        return None
    return _after(parse_stamp(asked), hours)


def _after(instant: datetime, hours: int) -> str:
    return stamp(instant + timedelta(hours=hours))
