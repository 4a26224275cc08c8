"""What is told of escalations unasked: once before the deadline, once when it has passed."""

from typing import NamedTuple

from csr_desk.actions.desk import Desk
from csr_desk.domain.escalation import Step
from csr_desk.store import escalations, tickets
from csr_desk.store.escalations import Escalation
from csr_desk.store.tickets import Ticket

MOST = 50
"""Escalations looked at a time; those with the nearest deadline come first."""


class News(NamedTuple):
    """An escalation whose deadline comes near, or is past."""

    escalation: Escalation
    reference: str
    is_overdue: bool


def look(desk: Desk) -> list[News]:
    """Return the reminders that are due now, each of them once in the life of an escalation."""
    now = desk.now()
    if not desk.store.value(_DUE, now):
        return []
    with desk.store.transaction():
        found = []
        for one in escalations.nearest_unclosed(desk.store, MOST):
            if one.step is not Step.OPEN:
                continue
            ticket = tickets.ticket(desk.store, one.ticket_id)
            column = _column(desk, one)
            if column:
                _tell(desk, ticket, one, column)
                found.append(News(one, ticket.reference, column == "overdue_at"))
        return found


_DUE = (
    "SELECT EXISTS (SELECT 1 FROM escalation WHERE state <> 'closed' AND state = 'open'"
    " AND ((remind_at <= ?1 AND reminded_at IS NULL AND overdue_at IS NULL)"
    " OR (due_at < ?1 AND overdue_at IS NULL)))"
)


def _column(desk: Desk, one: Escalation) -> str:
    """Return the column of the reminder that is due: overdue comes before a missed reminder."""
    told = desk.store.one(
        "SELECT remind_at, reminded_at, overdue_at FROM escalation WHERE id = ?", one.id
    )
    if told is None or told[2] is not None:
        return ""
    if desk.now() > one.due_at:
        return "overdue_at"
    return "reminded_at" if told[1] is None and told[0] <= desk.now() else ""


def _tell(desk: Desk, ticket: Ticket, one: Escalation, column: str) -> None:
    desk.store.execute(f"UPDATE escalation SET {column} = ? WHERE id = ?", desk.now(), one.id)
    desk.log(
        "escalation.overdue" if column == "overdue_at" else "escalation.reminded",
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        escalation=one.id,
        due_at=one.due_at,
    )
