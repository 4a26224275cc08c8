"""Two weeks of logged contacts, yours and colleagues', with their wrap-ups."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from csr_desk.demo.answers import answer_rows
from csr_desk.demo.dice import Dice
from csr_desk.demo.follow_ups import follow_up_rows
from csr_desk.demo.library import article_rows, canned_names, canned_rows, fitting
from csr_desk.demo.orders import order
from csr_desk.demo.plan import Plan
from csr_desk.demo.shifts import PastShift, ShiftLine, past_shifts
from csr_desk.demo.sketch import Sketch, sketch
from csr_desk.demo.staff import AGENTS
from csr_desk.demo.tables import Numbers, Row, Rows
from csr_desk.demo.tickets import tags_of
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import Channel, Direction, Phase, Status

_STREAM = 6
_TICKETS_IN_REACH = 400
_OUTCOMES = (
    ("resolved",) * 62
    + ("pending_customer",) * 16
    + ("pending_internal",) * 8
    + ("callback",) * 6
    + ("transferred",) * 5
    + ("no_contact",) * 3
)
_CAUSES = ("carrier", "stock", "system", "handling-error", "defect", "unclear-information")
_NOTES = (
    "", "", "", "Customer was friendly.", "Promised a reply by Friday.", "Photo is on the ticket.",
    "Second call this week about the same parcel.", "Explained the return step by step.",
    "Very upset, calmed down after the replacement was offered.", "Spoke slowly, bad line.",
    "Will call back when the parcel is there.", "Told: three to five working days.",
)  # fmt: skip


@dataclass(slots=True)
class _Uses:
    """How often and when each canned response was used."""

    counts: Counter[str]
    last: dict[str, Instant]


@dataclass(frozen=True, slots=True)
class _Logged:
    """One past contact with its instants."""

    number: int
    ticket: Sketch
    channel: Channel
    shift: int
    agent: int
    started_at: Instant
    ended_at: Instant
    wrapped_at: Instant


def history_rows(plan: Plan, numbers: Numbers) -> Rows:
    """Yield past shifts, contacts with answers, follow-ups, canned responses and articles."""
    dice = Dice(plan.seed, _STREAM)
    uses = _Uses(Counter(), {})
    use_rows: list[Row] = []
    for shift in past_shifts(plan):
        for table, row in _shift_rows(plan, shift, numbers, dice):
            if table == "canned_use":
                name = row[1]
                uses.counts[name] += 1
                uses.last[name] = max(row[4], uses.last.get(name, 0))
                use_rows.append((row[0], canned_names()[name], *row[2:]))
            else:
                yield table, row
    yield from follow_up_rows(plan, numbers)
    yield from canned_rows(plan, dice, uses.counts, uses.last)
    for row in use_rows:
        yield "canned_use", row
    yield from article_rows(plan, dice)


def _shift_rows(plan: Plan, shift: PastShift, numbers: Numbers, dice: Dice) -> Rows:
    number = numbers.next("shift")
    uid = dice.uid(shift.started_at)
    yield (
        "shift",
        (number, uid, shift.agent, shift.started_at, shift.ended_at, "AVAILABLE"),
    )
    line = ShiftLine(plan, shift)
    while line.wait():
        ticket = _earlier_ticket(plan, line.at, dice)
        if ticket is None:
            continue
        contact = numbers.next("interaction")
        times = line.handle(contact, ticket.channel)
        logged = _Logged(contact, ticket, ticket.channel, number, shift.agent, *times)
        yield "interaction", _interaction_row(plan, logged, dice)
        wrapped = _wrap_up_row(logged, numbers, dice)
        yield "wrap_up", wrapped
        yield from answer_rows(plan, numbers, ticket, contact, wrapped[3], logged.wrapped_at)
        yield from _canned_use(logged, numbers, dice)
    for span in line.close():
        owner = (span.contact, span.phase, span.state)
        yield "segment", (numbers.next("segment"), number, span.from_at, span.to_at, *owner)


def _earlier_ticket(plan: Plan, at: Instant, dice: Dice) -> Sketch | None:
    """Return a ticket made shortly before an instant, so that its customer came back."""
    newest = plan.newest_before(at)
    oldest = max(1, newest - _TICKETS_IN_REACH)
    ticket = sketch(plan, newest - int((newest - oldest) * float(dice.roll() ** 2)))
    too_late = ticket.created > at or ticket.status is Status.NEW
    return None if too_late else ticket


def _interaction_row(plan: Plan, one: _Logged, dice: Dice) -> Row:
    outbound = one.channel is Channel.PHONE and dice.chance(0.2)
    return (
        one.number,
        dice.uid(one.started_at),
        one.ticket.number,
        one.ticket.customer.number,
        one.channel.value,
        (Direction.OUTBOUND if outbound else Direction.INBOUND).value,
        one.agent,
        one.shift,
        one.started_at,
        one.ended_at,
        Phase.AFTER_CALL_WORK.value,
        one.wrapped_at,
        order(plan, one.ticket.customer, 0).number if dice.chance(0.6) else None,
    )


def _wrap_up_row(one: _Logged, numbers: Numbers, dice: Dice) -> Row:
    reason = one.ticket.topic.reason
    outcome = dice.pick(_OUTCOMES)
    needs_cause = reason.startswith("complaint/") or dice.chance(0.25)
    spoken = one.channel in (Channel.PHONE, Channel.IN_PERSON, Channel.CHAT)
    words = {Channel.PHONE: "told by phone", Channel.IN_PERSON: "told in person"}
    told = words.get(one.channel, "told in chat") if spoken and outcome == "resolved" else ""
    tags = tags_of(one.ticket)
    before = {"status": 1, "solved_at": None, "is_spam": 0, "tags": tags, "at": one.wrapped_at}
    return (
        numbers.next("wrap_up"),
        one.number,
        reason,
        outcome,
        dice.pick(_CAUSES) if needs_cause else None,
        "callback" if outcome == "callback" else "none",
        json.dumps(tags[:1]),
        dice.pick(_NOTES),
        told,
        one.wrapped_at,
        AGENTS[one.agent - 1],
        json.dumps(before),
    )


def _canned_use(one: _Logged, numbers: Numbers, dice: Dice) -> Iterator[tuple[str, Row]]:
    written = one.channel not in (Channel.PHONE, Channel.IN_PERSON)
    if written and dice.chance(0.55):
        name = dice.pick(fitting(one.ticket.topic.tags, one.ticket.book.language))
        at = min(one.started_at + 30 * SECOND, one.ended_at)
        yield "canned_use", (numbers.next("canned_use"), name, one.ticket.number, one.number, at)
