"""What deadlines are counted from, and what the count gave; writes run in a transaction."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import AuthorKind
from csr_desk.domain.queue_row import Priority, Status
from csr_desk.domain.sla.deadlines import Deadline
from csr_desk.domain.sla.history import History
from csr_desk.domain.sla.policy import Subject
from csr_desk.domain.sla.runs import PublicMessage, StatusChange
from csr_desk.domain.sla.standing import State
from csr_desk.domain.sla.targets import Clock, Target
from csr_desk.store.connection import Store


class Counted(NamedTuple):
    """A ticket as its deadlines are counted."""

    id: int
    account: str
    status: Status
    subject: Subject
    history: History
    given: Deadline | None
    fixed: tuple[Deadline, ...]
    updated_at: Instant


class Fact(NamedTuple):
    """A target that was met or breached; `started_at` and `target` name it among a ticket's.

    `ended_at` is when it was fulfilled at all, in time or late; None while it is not.
    """

    target: Target
    started_at: Instant
    target_s: int
    clock: Clock
    state: State
    due_at: Instant | None
    settled_at: Instant
    ended_at: Instant | None


_TICKET = (
    "SELECT t.account, t.status, t.priority, t.channel, g.name, t.tags, t.created_at,"
    " t.acknowledged_at, t.triaged_at, t.due_at, t.due_kind, t.updated_at, t.solved_at"
    " FROM ticket t LEFT JOIN team g ON g.id = t.team_id WHERE t.id = ?"
)
# A word that says only that the query arrived answers nothing; a call or a visit does, when it
# begins.
_TALK = (
    "SELECT at, CASE WHEN acknowledges THEN 'system' ELSE author_kind END FROM message"
    " WHERE ticket_id = ?1 AND kind = 'public' AND state NOT IN ('held', 'dropped')"
    " UNION ALL SELECT started_at, 'agent' FROM interaction"
    " WHERE ticket_id = ?1 AND channel IN ('phone', 'in_person') ORDER BY 1"
)
_FIXED = (
    "SELECT kind, due_at FROM follow_up"
    " WHERE ticket_id = ?1 AND done_at IS NULL AND dropped_at IS NULL"
    " UNION ALL SELECT 'escalation', due_at FROM escalation"
    " WHERE ticket_id = ?1 AND state = 'open'"
)
_CHANGES = "SELECT at, status FROM status_change WHERE ticket_id = ? ORDER BY at"
_FACTS = (
    "SELECT target, started_at, target_s, clock, state, due_at, settled_at, ended_at FROM sla_fact"
    " WHERE ticket_id = ?"
)


def read(store: Store, ticket_id: int) -> Counted | None:
    """Return what a ticket's deadlines are counted from; None when it is gone."""
    row = store.one(_TICKET, ticket_id)
    if row is None:
        return None
    account, status, priority, channel, group, tags, created_at = row[:7]
    acknowledged_at, triaged_at, due_at, due_kind, updated_at, solved_at = row[7:]
    changes = tuple(StatusChange(at, Status(was)) for at, was in store.all(_CHANGES, ticket_id))
    if not changes:
        begin = solved_at if status >= Status.SOLVED and solved_at is not None else updated_at
        at = created_at if status < Status.PENDING else max(begin, created_at)
        changes = (StatusChange(at, Status(status)),)
    history = History(
        created_at=created_at,
        acknowledged_at=acknowledged_at,
        triaged_at=triaged_at,
        messages=tuple(
            PublicMessage(at, AuthorKind(who)) for at, who in store.all(_TALK, ticket_id)
        ),
        changes=changes,
    )
    return Counted(
        ticket_id,
        account,
        Status(status),
        Subject(Priority(priority), channel, group, frozenset(json.loads(tags))),
        history,
        None if due_at is None else Deadline(due_kind or Target.RESOLUTION.value, due_at),
        tuple(Deadline(kind, at) for kind, at in store.all(_FIXED, ticket_id)),
        updated_at,
    )


def with_status(store: Store, one: Counted, at: Instant) -> Counted:
    """Return a ticket with its present status in its history, written down where it is new."""
    changes = one.history.changes
    if changes[-1].status is not one.status:
        at = max(at, changes[-1].at + 1)
        changes = (*changes, StatusChange(at, one.status))
    rows = [(one.id, change.at, int(change.status)) for change in changes]
    store.insert_many("INSERT OR IGNORE INTO status_change VALUES (?, ?, ?)", rows)
    return one._replace(history=replace(one.history, changes=changes))


def facts(store: Store, ticket_id: int) -> dict[tuple[Target, Instant], Fact]:
    """Return what was met or breached on a ticket, by target and start."""
    found = {}
    for target, started_at, target_s, clock, state, *instants in store.all(_FACTS, ticket_id):
        key = Target(target), started_at
        found[key] = Fact(*key, target_s, Clock(clock), State(state), *instants)
    return found


def write_facts(
    store: Store, ticket_id: int, new: Iterable[Fact], taken_back: Iterable[Fact]
) -> None:
    """Write new facts, and take those back that reopening or an undone reply made untrue."""
    for one in taken_back:
        store.execute(
            "DELETE FROM sla_fact WHERE ticket_id = ? AND target = ? AND started_at = ?",
            ticket_id,
            one.target,
            one.started_at,
        )
    for one in new:
        store.insert("sla_fact", ticket_id=ticket_id, **one._asdict())


def write_next(
    store: Store, ticket_id: int, one: Deadline | None, check_at: Instant | None
) -> None:
    """Write what is due next on a ticket; None lets what was given from outside count."""
    store.execute(
        "UPDATE ticket SET sla_kind = ?1, sla_at = ?2, sla_left_s = ?3, sla_warn_at = ?4,"
        " sla_check_at = ?5 WHERE id = ?6 AND (sla_kind, sla_at, sla_left_s, sla_warn_at,"
        " sla_check_at) IS NOT (?1, ?2, ?3, ?4, ?5)",
        *((None,) * 4 if one is None else (one.kind, one.due_at, one.left_s, one.warn_at)),
        check_at,
        ticket_id,
    )


def waiting(store: Store, now: Instant, most: int) -> list[int]:
    """Return tickets that are to be counted: something happened, or a target has run out."""
    rows = store.all("SELECT ticket_id FROM sla_check LIMIT ?", most)
    late = store.all("SELECT id FROM ticket WHERE sla_check_at <= ? LIMIT ?", now, most)
    return [row[0] for row in {*rows, *late}]


def done(store: Store, ids: Iterable[int]) -> None:
    """Forget that tickets are to be counted."""
    store.insert_many("DELETE FROM sla_check WHERE ticket_id = ?", [(one,) for one in ids])
