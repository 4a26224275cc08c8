"""Until when an escalation wants an answer: 24 hours by the calendar, or what a policy says."""

from typing import NamedTuple

from csr_desk.actions import deadlines
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant, whole_second
from csr_desk.domain.sla import Agreement, Due, SlaProblem, Subject, Target, due
from csr_desk.store.tickets import Ticket


class Deadline(NamedTuple):
    """When an escalation is due, and whether `calendar` or `business` seconds were counted."""

    due_at: Instant
    clock: str


def usual(desk: Desk, ticket: Ticket) -> Deadline:
    """Return the deadline of an escalation made now, by the agreement that holds for the ticket."""
    settings = deadlines.settings(desk)
    subject = Subject(ticket.priority, ticket.channel, ticket.team, frozenset(ticket.tags))
    found = None if settings is None else _by(settings.agreement, subject, desk.now())
    found = found or _by(Agreement({}), subject, desk.now())
    if found is None:
        raise AssertionError("without any policy an escalation has its 24 hours")
    return found


def _by(agreement: Agreement, subject: Subject, now: Instant) -> Deadline | None:
    """Return the deadline by an agreement; None without a goal, or where its hours never come."""
    goal = agreement.goal(Target.ESCALATION, subject)
    if goal is None:
        return None
    try:
        found = due(agreement.hours(subject, goal.clock), whole_second(now), goal.seconds)
    except SlaProblem:
        return None
    return Deadline(found.at, goal.clock.value) if isinstance(found, Due) else None
