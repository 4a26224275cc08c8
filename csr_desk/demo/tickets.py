"""The tickets' rows: the words get instants, and the ticket the summary of its messages."""

import json
from itertools import pairwise

from csr_desk.demo import conversation, special
from csr_desk.demo.conversation import AGENT, CUSTOMER, NOTE, SYSTEM, Said
from csr_desk.demo.deadlines import deadline
from csr_desk.demo.orders import order
from csr_desk.demo.plan import AGENTS as AGENT_COUNT
from csr_desk.demo.plan import ME, Plan
from csr_desk.demo.sketch import Sketch, sketch
from csr_desk.demo.staff import AGENTS
from csr_desk.demo.tables import Numbers, Row, Rows
from csr_desk.domain.instants import DAY, HOUR, MINUTE, SECOND, Instant
from csr_desk.domain.models import Channel, Status
from csr_desk.store.tickets import snippet

_KINDS = {
    CUSTOMER: ("public", "customer", "received"),
    AGENT: ("public", "agent", "sent"),
    NOTE: ("internal", "agent", "sent"),
    SYSTEM: ("public", "system", "sent"),
}


def ticket_rows(plan: Plan, numbers: Numbers) -> Rows:
    """Yield every ticket, oldest first, each followed by its tags and messages."""
    for number in range(1, plan.tickets + 1):
        yield from _rows(plan, sketch(plan, number), numbers)
    yield "meta", ("next_reference", plan.tickets + 1)


def tags_of(ticket: Sketch) -> list[str]:
    """Return the tags of a ticket in the order of the alphabet."""
    found = set(ticket.topic.tags[: 1 + ticket.number % 2])
    if ticket.priority == 4:
        found.add("urgent")
    if ticket.number % 29 == 0:
        found.add("vip")
    if ticket.number % 43 == 0:
        found.add("churn-risk")
    return sorted(found)


def _words(plan: Plan, ticket: Sketch) -> tuple[str, list[Said]]:
    bought = order(plan, ticket.customer, 0)
    if ticket.showcase is not None:
        return special.written_out(plan, ticket, bought)
    if special.is_spam(ticket):
        return special.spam(plan, ticket, bought)
    length = special.thread_length(plan, ticket.number)
    if length:
        return special.thread(plan, ticket, bought, length)
    return conversation.converse(plan, ticket, bought)


def _instants(plan: Plan, ticket: Sketch, count: int) -> list[Instant]:
    """Return when each message came: from the ticket's making on, never later than now."""
    dice = ticket.dice
    if ticket.channel is Channel.CHAT:
        wanted = count * dice.between(20, 70) * SECOND
    else:
        wanted = dice.between(2 * HOUR, 6 * DAY)
    length = max(1, min(wanted, plan.now - 1 * MINUTE - ticket.created))
    last = max(1, count - 1)
    return [ticket.created + round(length * (place / last) ** 1.3) for place in range(count)]


def _rows(plan: Plan, ticket: Sketch, numbers: Numbers) -> Rows:
    title, said = _words(plan, ticket)
    times = _instants(plan, ticket, len(said))
    speaker = ticket.assignee or 1 + ticket.number % AGENT_COUNT
    tags = tags_of(ticket)
    yield "ticket", _ticket_row(plan, ticket, title, said, times, tags)
    for tag in tags:
        yield "ticket_tag", (tag, ticket.number)
    for at, one in zip(times, said, strict=True):
        kind, author_kind, state = _KINDS[one.who]
        by_agent = author_kind == "agent"
        author = AGENTS[speaker - 1] if by_agent else ticket.customer.name
        yield (
            "message",
            (
                numbers.next("message"),
                ticket.dice.uid(at),
                ticket.number,
                at,
                kind,
                author_kind,
                "system" if one.who == SYSTEM else author,
                speaker if by_agent else None,
                ticket.channel.value,
                one.body,
                state,
            ),
        )


def _ticket_row(
    plan: Plan, ticket: Sketch, title: str, said: list[Said], times: list[Instant], tags: list[str]
) -> Row:
    last = times[-1]
    due_at, due_kind = deadline(plan, ticket)
    closing = min(plan.now, last + ticket.dice.between(1, 40) * MINUTE)
    solved_at = None if ticket.is_open else closing
    return (
        ticket.number,
        ticket.dice.uid(ticket.created),
        str(ticket.number),
        title,
        ticket.customer.number,
        ticket.channel.value,
        int(ticket.status),
        ticket.priority,
        ticket.assignee,
        ticket.team,
        ticket.created,
        solved_at or last,
        _waiting_since(ticket, said, times),
        due_at,
        due_kind,
        next((at for at, one in zip(times, said, strict=True) if one.who == AGENT), None),
        None if ticket.status is Status.NEW else min(plan.now, ticket.created + 9 * MINUTE),
        solved_at,
        _snoozed(plan, ticket),
        int(special.is_spam(ticket)),
        last,
        _seen(ticket, times),
        snippet(said[-1].body),
        json.dumps(tags),
    )


def _waiting_since(ticket: Sketch, said: list[Said], times: list[Instant]) -> Instant | None:
    """Return since when the customer waits: the first message after the last public answer."""
    if ticket.status not in (Status.NEW, Status.OPEN):
        return None
    spoken = [place for place, one in enumerate(said) if one.who != NOTE]
    asked = [place for place in spoken if said[place].who == CUSTOMER]
    answered = max((place for place in spoken if said[place].who == AGENT), default=-1)
    return next((times[place] for place in asked if place > answered), None)


def _seen(ticket: Sketch, times: list[Instant]) -> Instant | None:
    if not ticket.is_open or ticket.dice.chance(0.6 if ticket.assignee == ME else 0.75):
        return times[-1]
    gaps = list(pairwise(times))
    return gaps[-1][0] if gaps and ticket.dice.chance(0.5) else None


def _snoozed(plan: Plan, ticket: Sketch) -> Instant | None:
    if ticket.status is Status.PENDING and ticket.number % 9 == 0:
        return plan.now + (1 + ticket.number % 5) * DAY
    return None
