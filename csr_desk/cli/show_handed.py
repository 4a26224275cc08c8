"""What `show` says of handing over: escalations, the last transfer, who else has the ticket."""

from collections.abc import Iterator
from typing import Any

from csr_desk import text
from csr_desk.actions import presence
from csr_desk.actions.desk import Desk
from csr_desk.cli.when import json_moment, moment
from csr_desk.store import escalations
from csr_desk.store.tickets import Ticket


def document(desk: Desk, ticket: Ticket) -> dict[str, Any]:
    """Return escalations, newest first, the last transfer and who else has a ticket."""
    now, zone = desk.now(), desk.zone
    last = escalations.last_transfer(desk.store, ticket.id)
    return {
        "escalations": [
            {
                "escalation": one.id,
                "tier": one.tier,
                "team": one.team or None,
                "state": one.state(now),
                "due": json_moment(one.due_at, zone),
                "clock": one.clock,
                "reason": one.reason,
                "answer": one.answer or None,
            }
            for one in escalations.of_ticket(desk.store, ticket.id)
        ],
        "transfer": None
        if last is None
        else {"to": last.whom, "state": last.state.value, "warm": last.is_warm},
        "others": presence.who_else(desk, ticket) or None,
    }


def lines(desk: Desk, ticket: Ticket) -> Iterator[tuple[str, str]]:
    """Yield (title, words) of the same for people, cleaned."""
    now, zone = desk.now(), desk.zone
    for one in escalations.of_ticket(desk.store, ticket.id):
        state = one.state(now)
        due = f", answer by {moment(one.due_at, zone)} ({one.clock} time)"
        words = f"{state} {one.where}{due if state in ('open', 'overdue') else ''}: {one.reason}"
        yield "escalated", text.line(f"{words}. {one.answer}" if one.answer else words, 200)
    last = escalations.last_transfer(desk.store, ticket.id)
    if last is not None:
        yield "transfer", text.line(f"{last.state.value} {last.whom}: {last.reason}", 200)
    others = presence.who_else(desk, ticket)
    if others:
        yield "others", others
