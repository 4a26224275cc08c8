"""Escalations: the case goes higher, the agent stays the customer's contact (product.md 14)."""

from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import (
    directory,
    escalation_deadline,
    follow_up,
    handing_undo,
    internal_note,
    shield,
)
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
        _tell(desk, ticket, made)
        return made


def _tell(desk: Desk, ticket: Ticket, made: Escalation) -> None:
    """Write the note and change the group; what was done is kept, to be taken back."""
    posted = internal_note.write(desk, ticket.id, told_inside(desk, made), made.interaction_id)
    note, changed = handing_undo.hold(desk, ticket, posted), None
    if directory.gives(desk, ticket.account, "team", made.team_id):
        wanted = ticket_actions.Change(team_id=made.team_id)
        changed = ticket_actions.change(desk, ticket.id, wanted)
    desk.store.execute(
        "UPDATE escalation SET undo = ?, read_to = ? WHERE id = ?",
        handing_undo.Traces(note, changed or "").as_json(),
        posted.message_id,
        made.id,
    )


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
        assignee_before=ticket.assignee_id,
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


def step(
    desk: Desk,
    escalation_id: int,
    wanted: Step,
    words: str = "",
    *,
    at: Instant | None = None,
    by: str = "agent",
) -> Escalation:
    """Take an escalation a step on; `words` are the answer that came, or why it is over.

    `at` is when it happened and `by` how it became known: the `agent` says so, a `word` of theirs
    or the `assignee` tells it, or the ticket was `solved`. Raises Refused for a step that cannot
    follow. Closing drops the task to update the customer.
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
        moment = desk.now() if at is None else at
        _write_step(desk, one, wanted, words, moment)
        if wanted is Step.CLOSED:
            drop_task(desk, one)
        desk.log(
            f"escalation.{wanted.value}",
            ticket_id=ticket.id,
            customer_id=ticket.customer_id,
            escalation=one.id,
            late=wanted is Step.ACCEPTED and moment > one.due_at,
            happened=moment,
            by=by,
            text=people.hashed(desk.store, ticket.customer_id, words),
        )
        return escalations.escalation(desk.store, one.id)


def _write_step(desk: Desk, one: Escalation, wanted: Step, words: str, at: Instant) -> None:
    """Write a step; the first acceptance is the one that counts, and an answer is one."""
    accepts = at if wanted in (Step.ACCEPTED, Step.ANSWERED) else None
    desk.store.execute(
        "UPDATE escalation SET state = ?1, accepted_at = coalesce(accepted_at, ?2),"
        " answered_at = CASE ?1 WHEN 'answered' THEN ?3 ELSE answered_at END,"
        " closed_at = CASE ?1 WHEN 'closed' THEN ?3 END,"
        " answer = CASE ?4 WHEN '' THEN answer ELSE ?4 END WHERE id = ?5",
        wanted,
        accepts,
        at,
        words,
        one.id,
    )


def undo(desk: Desk, escalation_id: int) -> Escalation:
    """Take an escalation back: group, note and task are as before, and it counts nowhere.

    Raises Refused once somebody took it up or it is older than ten minutes.
    """
    with desk.store.transaction():
        one = escalations.escalation(desk.store, escalation_id)
        kept, undone_at = desk.store.all(
            "SELECT undo, undone_at FROM escalation WHERE id = ?", one.id
        )[0]
        if undone_at is not None or one.step is not Step.OPEN:
            raise errors.Refused(
                f"the escalation to {one.where} is {one.step.value}", "Tell them in a note."
            )
        if one.opened_at < desk.now() - handing_undo.UNDO_AGE:
            raise errors.Refused(
                f"the escalation to {one.where} is more than ten minutes old",
                "{escalation.step} closes it.",
            )
        desk.store.execute(
            "UPDATE escalation SET state = 'closed', closed_at = ?1, undone_at = ?1 WHERE id = ?2",
            desk.now(),
            one.id,
        )
        drop_task(desk, one)
        told = f"The escalation to {one.where} was taken back."
        handing_undo.take_back(desk, one.ticket_id, handing_undo.traces_of(kept), told)
        desk.log(
            "escalation.undone",
            ticket_id=one.ticket_id,
            customer_id=tickets.ticket(desk.store, one.ticket_id).customer_id,
            interaction_id=one.interaction_id,
            escalation=one.id,
        )
        return escalations.escalation(desk.store, one.id)


def drop_task(desk: Desk, one: Escalation) -> None:
    """Drop the task to update the customer where it is open still."""
    is_open = desk.store.value(
        "SELECT 1 FROM follow_up WHERE id = ? AND done_at IS NULL AND dropped_at IS NULL",
        one.follow_up_id,
    )
    if is_open and one.follow_up_id is not None:
        follow_up.drop(desk, one.follow_up_id, by_hand=False)
