"""What became of escalations without a word of the agent: taken up, answered, over, open again.

It is read from the store alone, wherever it happened: at the helpdesk, on another desk, on this
one. The agent's own word stands above it: what was read once is not read again.
"""

from typing import NamedTuple

from csr_desk import text
from csr_desk.actions import escalation, follow_up
from csr_desk.actions.desk import Desk
from csr_desk.domain.escalation import Step, update_at
from csr_desk.domain.instants import DAY
from csr_desk.store import escalation_signs, escalations, tickets
from csr_desk.store.escalations import Escalation

REOPENED_WITHIN = 7 * DAY
"""How long after a ticket was solved its escalation comes back when the ticket is reopened."""

BEGINNING = 300
"""Characters of what they wrote that are kept as their answer."""

SOLVED = "solved"


class Became(NamedTuple):
    """What became of an escalation; `is_again` when it runs again."""

    escalation: Escalation
    reference: str
    is_again: bool = False


def settle(desk: Desk) -> list[Became]:
    """Note what became of the escalations and return what is new, in the order it is told."""
    since = desk.now() - REOPENED_WITHIN
    if not escalation_signs.is_any(desk.store, desk.agent_id, since):
        return []
    with desk.store.transaction():
        return [
            *_again(desk),
            *_over(desk),
            *_taken_up(desk),
            *_answered(desk),
        ]


def _told(desk: Desk, one: Escalation, *, is_again: bool = False) -> Became:
    return Became(one, tickets.ticket(desk.store, one.ticket_id).reference, is_again)


def _over(desk: Desk) -> list[Became]:
    """Close what runs on a solved ticket; nobody is told, because the ticket says it."""
    for number in escalation_signs.over(desk.store):
        before = escalations.escalation(desk.store, number).step
        escalation.step(desk, number, Step.CLOSED, by=SOLVED)
        desk.store.execute(
            "UPDATE escalation SET closed_by = ?, step_before = ? WHERE id = ?",
            SOLVED,
            before,
            number,
        )
    return []


def _again(desk: Desk) -> list[Became]:
    found = []
    for number in escalation_signs.again(desk.store, desk.now() - REOPENED_WITHIN):
        one = escalations.escalation(desk.store, number)
        desk.store.execute(
            "UPDATE escalation SET state = step_before, closed_at = NULL, closed_by = '',"
            " step_before = '', follow_up_id = ? WHERE id = ?",
            _task(desk, one),
            number,
        )
        desk.log(
            "escalation.reopened",
            ticket_id=one.ticket_id,
            customer_id=tickets.ticket(desk.store, one.ticket_id).customer_id,
            escalation=number,
            state=escalations.escalation(desk.store, number).step.value,
        )
        found.append(_told(desk, escalations.escalation(desk.store, number), is_again=True))
    return found


def _task(desk: Desk, one: Escalation) -> int:
    """Make the task to update the customer anew; one whose time is past is due at once."""
    return follow_up.add(
        desk,
        f"{escalation.TASK_TEXT} to {one.tier}",
        max(update_at(one.opened_at, one.due_at), desk.now()),
        ticket_id=one.ticket_id,
        customer_id=tickets.ticket(desk.store, one.ticket_id).customer_id,
        interaction_id=one.interaction_id,
    )


def _taken_up(desk: Desk) -> list[Became]:
    return [
        _told(desk, escalation.step(desk, number, Step.ACCEPTED, at=at, by="assignee"))
        for number, at in escalation_signs.taken_up(desk.store, desk.agent_id, desk.now())
    ]


def _answered(desk: Desk) -> list[Became]:
    """Take the first new word of the team as its answer; other colleagues' words pass."""
    found: dict[int, Became] = {}
    for said in escalation_signs.words(desk.store, desk.agent_id):
        one = escalations.escalation(desk.store, said.escalation_id)
        if said.is_theirs and one.step in (Step.OPEN, Step.ACCEPTED):
            words = text.clean(" ".join(said.body[:2_000].split()), limit=BEGINNING)
            at = max(min(said.at, desk.now()), one.opened_at)
            done = escalation.step(desk, one.id, Step.ANSWERED, words, at=at, by="word")
            found[one.id] = _told(desk, done)
        desk.store.execute(
            "UPDATE escalation SET read_to = max(read_to, ?) WHERE id = ?", said.message_id, one.id
        )
    return list(found.values())
