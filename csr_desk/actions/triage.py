"""Triage: a priority and a group for each new ticket, or spam; the clock runs in state TRIAGE.

Each triage is one transaction, and its event keeps the age of the ticket (product.md section 5).
"""

from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import outbox, shift, ticket
from csr_desk.actions.desk import Desk
from csr_desk.actions.ticket import Change
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import AgentState, Priority, Status
from csr_desk.store import tickets, timeline

PRIORITIES = (Priority.URGENT, Priority.HIGH, Priority.NORMAL, Priority.LOW)
"""What the digits 1 to 4 mean."""

OWN = "own"
"""The word for the agent who triages, in place of a group."""


class Triaged(NamedTuple):
    """One triage, as its undo needs it; `after` is what it left in the fields it sets."""

    ticket_id: int
    reference: str
    operations: tuple[str, ...]
    after: tuple[object, ...]


class Progress(NamedTuple):
    """Tickets triaged in this shift, and the seconds one took: the time in TRIAGE among them."""

    done: int
    seconds_each: int | None


# the state -------------------------------------------------------------------------------------


def enter(desk: Desk) -> None:
    """Set the state TRIAGE; Refused while a contact is in focus.

    The state before comes back with `leave`, unless the agent set TRIAGE, or another one, by hand.
    """
    with desk.store.transaction():
        was = shift.start(desk).base_state
        if was is AgentState.TRIAGE and timeline.focused(desk.store) is None:
            return
        shift.set_state(desk, AgentState.TRIAGE)
        if was is not AgentState.TRIAGE:
            desk.log("triage.entered", was=was.value)


def leave(desk: Desk) -> None:
    """Set the state before again; AVAILABLE when a contact has the focus by now."""
    with desk.store.transaction():
        current = timeline.current_shift(desk.store)
        if current is None or current.base_state is not AgentState.TRIAGE:
            return
        last = desk.store.one(_LAST_STATE, current.started_at)
        if last is None or last[0] != "triage.entered":
            return
        has_contact = timeline.focused(desk.store) is not None
        shift.set_state(desk, AgentState.AVAILABLE if has_contact else AgentState(last[1]))


_LAST_STATE = (
    "SELECT kind, json_extract(data, '$.was') FROM event INDEXED BY event_at WHERE at >= ?"
    " AND kind IN ('state.set', 'triage.entered') ORDER BY seq DESC LIMIT 1"
)


# the tickets -----------------------------------------------------------------------------------


def give(desk: Desk, ticket_id: int, priority: Priority, team_id: int | None) -> Triaged:
    """Give a ticket its priority and its group; without a team the agent takes it.

    Raises Refused when the ticket is triaged already, closed, or the team does not exist.
    """
    with desk.store.transaction():
        before = _waiting(desk, ticket_id)
        if team_id is None:
            opened = Status.OPEN if before.status is Status.NEW else None
            wanted = Change(status=opened, priority=priority, assignee_id=desk.agent_id)
            group = OWN
        else:
            group = str(desk.store.value("SELECT name FROM team WHERE id = ?", team_id) or "")
            if not group:
                raise errors.Refused(f"there is no group {team_id}")
            wanted = Change(priority=priority, team_id=team_id, unassign=True)
        uid = ticket.change(desk, ticket_id, wanted)
        now = _mark(desk, ticket_id)
        age = _age(before, now)
        made = before.created_at
        desk.log(
            "triage.set",
            ticket_id=ticket_id,
            priority=priority.word,
            group=group,
            age_s=age,
            created=made,
        )
        return _done(desk, before, uid)


def spam(desk: Desk, ticket_id: int) -> Triaged:
    """Close a ticket as spam; Refused when it is triaged already."""
    with desk.store.transaction():
        before = _waiting(desk, ticket_id)
        uid = ticket.change(desk, ticket_id, Change(status=Status.CLOSED))
        now = _mark(desk, ticket_id)
        _set_spam(desk, before, is_spam=True)
        age, made = _age(before, now), before.created_at
        desk.log("triage.spam", ticket_id=ticket_id, age_s=age, created=made)
        return _done(desk, before, uid)


def undo(desk: Desk, done: Triaged) -> None:
    """Take a triage back: the fields are as before, and the ticket waits again.

    Raises Refused when one of the fields was changed since.
    """
    with desk.store.transaction():
        now = tickets.ticket(desk.store, done.ticket_id)
        if _fields(now) != done.after:
            raise errors.Refused(
                f"ticket {now.reference} was changed since its triage", "Change it in the queue."
            )
        ticket.undo_change(desk, done.operations)
        if now.is_spam:
            _set_spam(desk, now, is_spam=False)
        desk.store.execute("UPDATE ticket SET triaged_at = NULL WHERE id = ?", now.id)
        desk.log("triage.undone", ticket_id=now.id)


def progress(desk: Desk) -> Progress:
    """Return how many tickets were triaged in this shift, and the seconds each of them took."""
    current = timeline.current_shift(desk.store)
    if current is None:
        return Progress(0, None)
    done = int(desk.store.value(_DONE, current.started_at) or 0)
    seconds = int(
        desk.store.value(_SECONDS, current.id, AgentState.TRIAGE, desk.second(), SECOND) or 0
    )
    return Progress(done, round(seconds / done) if done else None)


_DONE = (
    "SELECT sum(CASE kind WHEN 'triage.undone' THEN -1 ELSE 1 END) FROM event INDEXED BY event_at"
    " WHERE at >= ? AND kind IN ('triage.set', 'triage.spam', 'triage.undone')"
)
_SECONDS = (
    "SELECT sum(max(coalesce(to_at, ?3), from_at) - from_at) / ?4 FROM segment"
    " WHERE shift_id = ?1 AND state = ?2"
)


def _waiting(desk: Desk, ticket_id: int) -> tickets.Ticket:
    found = tickets.ticket(desk.store, ticket_id)
    if desk.store.value("SELECT triaged_at FROM ticket WHERE id = ?", ticket_id) is not None:
        raise errors.Refused(f"ticket {found.reference} is triaged already")
    if found.status >= Status.SOLVED:
        raise errors.Refused(f"ticket {found.reference} is {found.status.word} already")
    return found


def _mark(desk: Desk, ticket_id: int) -> Instant:
    now = desk.now()
    desk.store.execute("UPDATE ticket SET triaged_at = ? WHERE id = ?", now, ticket_id)
    return now


def _set_spam(desk: Desk, one: tickets.Ticket, *, is_spam: bool) -> None:
    desk.store.execute("UPDATE ticket SET is_spam = ? WHERE id = ?", int(is_spam), one.id)
    outbox.write(desk, one.id, "spam", {"is_spam": is_spam}, account=one.account)


def _age(one: tickets.Ticket, now: Instant) -> int:
    return max(now - one.created_at, 0) // SECOND


def _done(desk: Desk, before: tickets.Ticket, uid: str | None) -> Triaged:
    after = _fields(tickets.ticket(desk.store, before.id))
    return Triaged(before.id, before.reference, () if uid is None else (uid,), after)


def _fields(one: tickets.Ticket) -> tuple[object, ...]:
    return one.status, one.priority, one.assignee_id, one.team_id, one.is_spam
