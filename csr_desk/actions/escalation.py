"""Escalations: the case goes higher, the agent stays the customer's contact (product.md 14)."""

from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import directory, escalation_deadline, follow_up, internal_note, shield
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.desk import Desk
from csr_desk.actions.escalation_words import told_inside
from csr_desk.domain.escalation import Step, may_follow, update_at
from csr_desk.domain.instants import Instant, whole_second
from csr_desk.store import directory as known
from csr_desk.store import escalations, people, tickets
from csr_desk.store.escalations import Escalation
from csr_desk.store.tickets import Ticket

TASK_TEXT = "Update the customer on the escalation"


class Wanted(NamedTuple):
    """An escalation to be made; without `due_at` it has the usual deadline."""

    tier: str
    reason: str
    summary: str
    team_id: int | None = None
    due_at: Instant | None = None


class _When(NamedTuple):
    due_at: Instant
    clock: str
    update_at: Instant


def make(
    desk: Desk, ticket_id: int, wanted: Wanted, interaction_id: int | None = None
) -> Escalation:
    """Send a case higher: note, group, the task to update the customer; return the escalation.

    Raises Refused without tier, reason or summary, for a deadline that is past, and while the case
    is at that tier already.
    """
    with desk.store.transaction():
        ticket = tickets.ticket(desk.store, ticket_id)
        _expect_possible(desk, ticket, wanted)
        reason, summary = (
            shield.masked(
                desk,
                words.strip(),
                "escalation",
                ticket_id=ticket_id,
                interaction_id=interaction_id,
            )
            for words in (wanted.reason, wanted.summary)
        )
        wanted = wanted._replace(tier=wanted.tier.strip(), reason=reason, summary=summary)
        when = _when(desk, ticket, wanted)
        task = follow_up.add(
            desk,
            f"{TASK_TEXT} to {wanted.tier}",
            when.update_at,
            ticket_id=ticket_id,
            customer_id=ticket.customer_id,
            interaction_id=interaction_id,
        )
        made = escalations.escalation(
            desk.store, _insert(desk, ticket, wanted, when, task, interaction_id)
        )
        _log_opened(desk, ticket, made)
        internal_note.write(desk, ticket_id, told_inside(desk, made), interaction_id)
        if directory.gives(desk, ticket.account, "team", wanted.team_id):
            ticket_actions.change(desk, ticket_id, ticket_actions.Change(team_id=wanted.team_id))
        return made


def _when(desk: Desk, ticket: Ticket, wanted: Wanted) -> _When:
    now = whole_second(desk.now())
    usual = escalation_deadline.usual(desk, ticket)
    due_at = usual.due_at if wanted.due_at is None else wanted.due_at
    return _When(due_at, usual.clock, update_at(now, due_at))


def _expect_possible(desk: Desk, ticket: Ticket, wanted: Wanted) -> None:
    for words, what in (
        (wanted.tier, "a tier or a team"),
        (wanted.reason, "a reason"),
        (wanted.summary, "a summary"),
    ):
        if not words.strip():
            raise errors.Refused(f"an escalation needs {what}", "Fill it in, then send it.")
    if wanted.due_at is not None and wanted.due_at <= desk.now():
        raise errors.Refused("the deadline of the escalation is past", "Name a later time.")
    if wanted.team_id is not None and known.team(desk.store, wanted.team_id) is None:
        raise errors.Refused(f"there is no team {wanted.team_id}", "Choose another one.")
    for one in escalations.unclosed(desk.store, ticket.id):
        if (one.tier, one.team_id) == (wanted.tier.strip(), wanted.team_id):
            raise errors.Refused(
                f"ticket {ticket.reference} is escalated to {one.where} already",
                "Write them a note, or close that escalation first.",
            )


def _insert(
    desk: Desk, ticket: Ticket, wanted: Wanted, when: _When, task: int, interaction_id: int | None
) -> int:
    return desk.store.insert(
        "escalation",
        uid=desk.new_uid(),
        ticket_id=ticket.id,
        interaction_id=interaction_id,
        follow_up_id=task,
        tier=wanted.tier,
        team_id=wanted.team_id,
        reason=wanted.reason,
        summary=wanted.summary,
        state=Step.OPEN,
        clock=when.clock,
        opened_at=desk.now(),
        due_at=when.due_at,
        remind_at=when.update_at,
        actor=desk.actor,
    )


def _log_opened(desk: Desk, ticket: Ticket, made: Escalation) -> None:
    desk.log(
        "escalation.opened",
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        interaction_id=made.interaction_id,
        escalation=made.id,
        tier=made.tier,
        team=made.team_id,
        due_at=made.due_at,
        clock=made.clock,
        follow_up=made.follow_up_id,
        reason=people.hashed(desk.store, ticket.customer_id, made.reason),
        summary=people.hashed(desk.store, ticket.customer_id, made.summary),
    )


def step(desk: Desk, escalation_id: int, wanted: Step, words: str = "") -> Escalation:
    """Take an escalation a step on; `words` are the answer that came, or why it is over.

    Raises Refused for a step that cannot follow. Closing drops the task to update the customer.
    """
    with desk.store.transaction():
        one = escalations.escalation(desk.store, escalation_id)
        if not may_follow(one.step, wanted):
            raise errors.Refused(
                f"the escalation to {one.where} is {one.step.value}, it cannot become"
                f" {wanted.value}"
            )
        ticket = tickets.ticket(desk.store, one.ticket_id)
        words = shield.masked(desk, words.strip(), "escalation", ticket_id=ticket.id)
        desk.store.execute(
            f"UPDATE escalation SET state = ?1, {wanted.value}_at = ?2,"
            " answer = CASE ?3 WHEN '' THEN answer ELSE ?3 END WHERE id = ?4",
            wanted,
            desk.now(),
            words,
            one.id,
        )
        if wanted is Step.CLOSED:
            _drop_task(desk, one)
        desk.log(
            f"escalation.{wanted.value}",
            ticket_id=ticket.id,
            customer_id=ticket.customer_id,
            escalation=one.id,
            late=wanted is Step.ACCEPTED and desk.now() > one.due_at,
            text=people.hashed(desk.store, ticket.customer_id, words),
        )
        return escalations.escalation(desk.store, one.id)


def _drop_task(desk: Desk, one: Escalation) -> None:
    is_open = desk.store.value(
        "SELECT 1 FROM follow_up WHERE id = ? AND done_at IS NULL AND dropped_at IS NULL",
        one.follow_up_id,
    )
    if is_open and one.follow_up_id is not None:
        follow_up.drop(desk, one.follow_up_id, by_hand=False)
