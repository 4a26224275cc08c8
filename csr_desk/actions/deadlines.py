"""Deadlines of tickets: counted in the transaction that changes one, and where time alone does.

Facts are written once. The count reads the history and writes `ticket.sla_*`; painting only reads.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.config_deadlines import DeadlineConfig
from csr_desk.domain.instants import SECOND, Instant, whole_second
from csr_desk.domain.queue_row import Status
from csr_desk.domain.sla import (
    Agreement,
    Deadline,
    Run,
    SlaProblem,
    Standing,
    State,
    Target,
    nearest,
    runs_of,
)
from csr_desk.store import deadlines
from csr_desk.store.deadlines import Counted, Fact

AT_ONCE: Final = 200
"""Tickets counted in the transaction that changed them; more follow in the background."""

_SETTLED: Final = (State.MET, State.BREACHED)
_PAUSED: Final = (Status.PENDING, Status.HOLD)


class Count(NamedTuple):
    """The count of one ticket: how its targets stand, what is due next, which facts changed."""

    standings: tuple[Standing, ...]
    next: Deadline | None
    new: tuple[Fact, ...]
    taken_back: tuple[Fact, ...]


def settings(desk: Desk) -> DeadlineConfig | None:
    """Return the settings in force, None without any or where a list of holidays is unknown."""
    found = desk.config.deadlines
    return None if found is None or found.unusable else found


def before_commit(desk: Desk) -> None:
    """Count the tickets that the current transaction has changed."""
    rows = desk.store.all("SELECT ticket_id FROM sla_check LIMIT ?", AT_ONCE)
    if rows and (found := settings(desk)) is not None:
        count_many(desk, found.agreement, [row[0] for row in rows])


def count_many(desk: Desk, agreement: Agreement, ids: Iterable[int], *, tell: bool = True) -> None:
    """Count tickets and write what came of it; `tell` logs each target met or breached."""
    ids, counted = list(ids), list[tuple[int, Fact]]()
    for ticket_id in ids:
        one = deadlines.read(desk.store, ticket_id)
        if one is None:
            continue
        now = desk.now()
        changed_at = now if one.account == LOCAL else min(now, one.updated_at)
        one = deadlines.with_status(desk.store, one, changed_at)
        found = count(agreement, one, deadlines.facts(desk.store, ticket_id), now)
        deadlines.write_facts(desk.store, ticket_id, found.new, found.taken_back)
        due = [
            standing.due_at + SECOND
            for standing in found.standings
            if standing.state is State.RUNNING and standing.due_at is not None
        ]
        is_open = one.status < Status.SOLVED
        check_at = min(due, default=None) if is_open else None
        deadlines.write_next(desk.store, ticket_id, found.next if is_open else None, check_at)
        if tell:
            _tell(desk, ticket_id, found)
        else:
            counted += [(ticket_id, fact) for fact in found.new]
    if counted:
        desk.log("sla.counted", facts=[_brief(*one) for one in counted])
    deadlines.done(desk.store, ids)


def _tell(desk: Desk, ticket_id: int, found: Count) -> None:
    """Log what became of a ticket's targets: met, breached, ended late, taken back."""
    known, new = {each[:5] for each in found.taken_back}, {each[:2] for each in found.new}
    for fact in found.taken_back:
        if fact[:2] not in new:
            desk.log(
                "sla.taken_back",
                ticket_id=ticket_id,
                target=fact.target.value,
                started_at=fact.started_at,
            )
    for fact in found.new:
        is_known = fact[:5] in known
        more: dict[str, Any] = (
            {} if is_known else {"target_s": fact.target_s, "clock": fact.clock.value}
        )
        desk.log(
            "sla.ended" if is_known else f"sla.{fact.state.value}",
            ticket_id=ticket_id,
            target=fact.target.value,
            started_at=fact.started_at,
            due_at=fact.due_at,
            settled_at=fact.settled_at,
            ended_at=fact.ended_at,
            state=fact.state.value,
            **more,
        )


def _brief(ticket_id: int, fact: Fact) -> list[object]:
    """Return a target of one ticket among many: ticket, target, start, state, settled, ended."""
    return [
        ticket_id,
        fact.target.value,
        fact.started_at,
        fact.state.value,
        fact.settled_at,
        fact.ended_at,
    ]


def count(
    agreement: Agreement, one: Counted, known: Mapping[tuple[Target, Instant], Fact], now: Instant
) -> Count:
    """Return how the targets of a ticket stand; facts win over what the settings say today."""

    standings: list[Standing] = []
    new: list[Fact] = []
    taken_back: list[Fact] = []
    stops = agreement.policy(one.subject).stopped_by
    # Two waits that begin in the same second are one target: a fact is known by its second.
    runs = {(run.target, whole_second(run.started_at)): run for run in runs_of(one.history, stops)}
    for key, run in runs.items():
        fact = known.get(key)
        if fact is not None and _holds(fact, run):
            standings.append(_from_fact(fact, run))
            fresh: Fact | None = fact._replace(ended_at=_ended(run))
        else:
            found = _standing(agreement, run, one, now)
            standings += [] if found is None else [found]
            fresh = None if found is None else _fact(found, run)
        if fresh != fact:
            new += [fresh] if fresh is not None else []
            taken_back += [fact] if fact is not None else []
    return Count(tuple(standings), _next(one, standings), tuple(new), tuple(taken_back))


def standings(desk: Desk, ticket_id: int) -> tuple[Standing, ...]:
    """Return how the targets of a ticket stand now; none on a desk without targets of its own."""
    found, one = settings(desk), deadlines.read(desk.store, ticket_id)
    if found is None or one is None:
        return ()
    known = deadlines.facts(desk.store, ticket_id)
    return count(found.agreement, one, known, desk.now()).standings


def _holds(fact: Fact, run: Run) -> bool:
    """Tell whether a fact is still true: a breach always is, a meeting while its end stands."""
    if fact.state is State.BREACHED:
        return True
    return _ended(run) == fact.ended_at


def _from_fact(fact: Fact, run: Run) -> Standing:
    return Standing(
        target=fact.target,
        clock=fact.clock,
        target_s=fact.target_s,
        state=fact.state,
        left_s=0,
        due_at=fact.due_at,
        warn_at=None,
        since=None,
        settled_at=fact.settled_at,
        is_open=run.ended_at is None and fact.state is State.BREACHED,
    )


def _fact(one: Standing, run: Run) -> Fact | None:
    if one.state not in _SETTLED or one.settled_at is None:
        return None
    start = whole_second(run.started_at)
    return Fact(
        one.target,
        start,
        one.target_s,
        one.clock,
        one.state,
        one.due_at,
        one.settled_at,
        _ended(run),
    )


def _ended(run: Run) -> Instant | None:
    """Return when a run was fulfilled; an end before the start, as clocks differ, is the start."""
    if run.ended_at is None:
        return None
    return whole_second(max(run.ended_at, run.started_at))


def _standing(agreement: Agreement, run: Run, one: Counted, now: Instant) -> Standing | None:
    """Return how a run stands, None without a goal or where the arithmetic has no result."""
    try:
        return next(iter(agreement.standings([run], one.subject, now)), None)
    except SlaProblem:
        return None


def _next(one: Counted, standings: Iterable[Standing]) -> Deadline | None:
    """Return what is due next by the desk's own count; None where the given one is it."""
    given = None if one.status in _PAUSED else one.given
    if one.account == LOCAL:
        own = [each for each in standings if given is None or each.target.value != given.kind]
        found = nearest(own, None, (*one.fixed, *((given,) if given else ())))
    else:
        provided = None if one.given is None else [given] if given else []
        found = nearest(standings, provided, one.fixed)
    return None if found == given else found
