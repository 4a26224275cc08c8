"""What a macro would do to tickets, worked out and said before anything is done."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from csr_desk import errors
from csr_desk.actions import canned, compose, draft, due_time, message, required
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.desk import Desk
from csr_desk.actions.due_time import DueTime
from csr_desk.actions.remote_words import title_of, value_words
from csr_desk.actions.ticket import Change
from csr_desk.domain import placeholders
from csr_desk.domain.macro_steps import ME, NOBODY, Steps
from csr_desk.domain.merge import CUSTOM
from csr_desk.domain.models import DraftKind, Priority, Status
from csr_desk.domain.placeholders import Rendered
from csr_desk.domain.send_checks import blocked
from csr_desk.domain.when import WhenProblem
from csr_desk.store import macros, tickets
from csr_desk.store.macros import Macro
from csr_desk.store.tickets import Ticket

Value = TypeVar("Value")

TASK = "macro"
"""The text of a follow-up whose macro gives it none."""


class Line(NamedTuple):
    """One thing that changes: what, how it is now, how it will be."""

    what: str
    old: str
    new: str


class One(NamedTuple):
    """What a macro does on one ticket; `problem` is why it does nothing there, "" for nothing.

    `texts` are filled for the ticket, by kind. `status` goes with the reply and is not part of
    `change` then; `remarks` are for the agent to read first. `newest` is the last word of somebody
    else before a text that is sent.
    """

    ticket: Ticket
    lines: tuple[Line, ...] = ()
    problem: str = ""
    texts: tuple[tuple[DraftKind, Rendered], ...] = ()
    change: Change = Change()
    status: Status | None = None
    fields: tuple[tuple[str, Any], ...] = ()
    follow_up: DueTime | None = None
    snooze: DueTime | None = None
    remarks: tuple[str, ...] = ()
    newest: int = 0


class Plan(NamedTuple):
    """What running a macro on some tickets would do."""

    macro: Macro
    goes: tuple[One, ...]
    stays: tuple[One, ...]


def plan(desk: Desk, macro_id: int, ids: Iterable[int]) -> Plan:
    """Return what a macro would do to each ticket, and which it leaves out, with the reason."""
    macro = macros.macro(desk.store, macro_id)
    found = [_one(desk, macro, ticket_id) for ticket_id in dict.fromkeys(ids)]
    return Plan(
        macro,
        tuple(one for one in found if not one.problem),
        tuple(one for one in found if one.problem),
    )


def _one(desk: Desk, macro: Macro, ticket_id: int) -> One:
    ticket, steps = tickets.ticket(desk.store, ticket_id), macro.steps
    try:
        _expect_fits(macro, ticket)
        texts = _texts(desk, steps, ticket_id)
        change = _change(desk, steps, ticket)
        goes_along = bool(steps.reply) and change.status is not None
        one = One(
            ticket,
            texts=texts,
            change=change._replace(status=None) if goes_along else change,
            status=change.status if goes_along else None,
            fields=_fields(desk, steps, ticket_id),
            follow_up=due_time.read(desk, steps.follow_up) if steps.follow_up else None,
            snooze=due_time.read(desk, steps.snooze) if steps.snooze else None,
            newest=_newest(desk, ticket_id) if steps.sends and texts else 0,
        )
        _expect_allowed(desk, steps, one, change.status)
        remarks = _remarks(desk, steps, one)
    except errors.Refused as refused:
        return One(ticket, problem=refused.message)
    except WhenProblem as problem:
        return One(ticket, problem=str(problem))
    lines = tuple(_lines(desk, steps, one))
    return one._replace(lines=lines, remarks=remarks) if lines else _same(one)


def _newest(desk: Desk, ticket_id: int) -> int:
    return tickets.newest_foreign(desk.store, ticket_id, desk.agent_id)


def _same(one: One) -> One:
    return one._replace(problem="it is so already")


def _expect_fits(macro: Macro, ticket: Ticket) -> None:
    if macro.account and macro.account != ticket.account:
        raise errors.Refused(f"the macro is one of {macro.account}, the ticket is not")
    if ticket.status is Status.CLOSED:
        raise errors.Refused("it is closed")
    if macro.steps.is_empty:
        raise errors.Refused("the macro has nothing the desk can do")


def _texts(desk: Desk, steps: Steps, ticket_id: int) -> tuple[tuple[DraftKind, Rendered], ...]:
    wanted = [(DraftKind.REPLY, steps.reply), (DraftKind.NOTE, steps.note)]
    if not any(body for _, body in wanted):
        return ()
    values = canned.values(desk, ticket_id)
    return tuple((kind, placeholders.render(body, values)) for kind, body in wanted if body)


def _fields(desk: Desk, steps: Steps, ticket_id: int) -> tuple[tuple[str, Any], ...]:
    """Return the helpdesk's own fields that differ from what the ticket has."""
    if not steps.fields:
        return ()
    known = required.stored(desk, ticket_id)
    return tuple((name, value) for name, value in steps.fields if known.get(name) != value)


def _change(desk: Desk, steps: Steps, ticket: Ticket) -> Change:
    """Return the fields and tags that differ from what the ticket has."""
    wanted = {ME: desk.agent_id, NOBODY: None}.get(steps.assignee, ticket.assignee_id)
    if steps.assignee.isdigit():
        wanted = int(steps.assignee)
    tags = set(ticket.tags)
    after = (tags if steps.only_tags is None else set(steps.only_tags)) | set(steps.add_tags)
    after -= set(steps.remove_tags)
    return Change(
        status=_other(steps.status, ticket.status),
        priority=_other(steps.priority, ticket.priority),
        team_id=_other(steps.team_id, ticket.team_id),
        subject=_other(steps.subject or None, ticket.subject),
        assignee_id=_other(wanted, ticket.assignee_id),
        unassign=wanted is None and ticket.assignee_id is not None,
        add_tags=tuple(sorted(after - tags)),
        remove_tags=tuple(sorted(tags - after)),
    )


def _other(wanted: Value | None, now: Value | None) -> Value | None:
    return None if wanted == now else wanted


# what speaks against it --------------------------------------------------------------------------


def _expect_allowed(desk: Desk, steps: Steps, one: One, status: Status | None) -> None:
    """Refuse what an agent could not do by hand either."""
    if status is not None:
        _expect_filled(desk, steps, one, status)
    told = steps.reply or ticket_actions.has_public_answer(desk, one.ticket.id)
    if status is Status.SOLVED and not told:
        raise errors.Refused("the customer had no answer yet")
    if not steps.sends:
        return
    for kind, text in one.texts:
        if draft.load(desk, one.ticket.id, kind) is not None:
            raise errors.Refused(f"you have begun {'a note' if kind == 'note' else 'an answer'}")
        if text.unfilled:
            raise errors.Refused(f"there is no value for {text.unfilled[0].name}")
        if kind is DraftKind.REPLY:
            message.expect_allowed(desk, one.ticket.account)
        found = compose.checks(desk, one.ticket.id, kind, text.text)
        if blocked(found):
            raise errors.Refused(found[0].sentence.rstrip("."))


def _expect_filled(desk: Desk, steps: Steps, one: One, status: Status) -> None:
    given = {
        "assignee": bool(one.change.assignee_id) or (steps.sends and bool(steps.reply)),
        "group": one.change.team_id is not None,
        "priority": one.change.priority is not None,
        "subject": bool(one.change.subject),
    }
    left = [
        field.title
        for field in required.missing(desk, one.ticket.id, status, dict(one.fields))
        if not given.get(field.type)
    ]
    if left:
        raise errors.Refused(f"{', '.join(left)} must be filled before it is {status.word}")


def _remarks(desk: Desk, steps: Steps, one: One) -> tuple[str, ...]:
    found = [due.moved for due in (one.follow_up, one.snooze) if due is not None and due.moved]
    for kind, text in one.texts:
        if steps.sends:
            found += [
                each.sentence for each in compose.checks(desk, one.ticket.id, kind, text.text)
            ]
        elif text.unfilled:
            names = ", ".join(dict.fromkeys(span.name for span in text.unfilled))
            found.append(f"No value for {names}: fill it in before you send.")
    return tuple(found)


# in words ----------------------------------------------------------------------------------------


def _lines(desk: Desk, steps: Steps, one: One) -> Iterable[Line]:
    ticket, change = one.ticket, one.change
    for place, (kind, _) in enumerate(one.texts):
        waits = "goes into the composer" if place == 0 else "is kept as a draft"
        leaves = "is sent" if kind is DraftKind.REPLY else "is added"
        yield Line(kind.value, "", leaves if steps.sends else waits)
    status = one.status or change.status
    replies = steps.sends and bool(steps.reply)
    if status is None and replies and ticket.status is Status.NEW:
        status = Status.OPEN
    if status is not None:
        later = " when it is sent" if one.status is not None and not steps.sends else ""
        yield Line("status", ticket.status.word, status.word + later)
    if change.priority is not None:
        yield Line("priority", _priority(ticket.priority), _priority(change.priority))
    if change.team_id is not None:
        name = desk.store.value("SELECT name FROM team WHERE id = ?", change.team_id)
        yield Line("group", ticket.team or "none", str(name))
    taken = replies and ticket.assignee_id is None and not change.unassign
    assignee = change.assignee_id or (desk.agent_id if taken else None)
    if assignee is not None or change.unassign:
        name = desk.store.value("SELECT name FROM agent WHERE id = ?", assignee) or NOBODY
        yield Line("assignee", ticket.assignee or NOBODY, str(name))
    if change.subject is not None:
        yield Line("subject", ticket.subject, change.subject)
    if change.add_tags or change.remove_tags:
        marks = [f"+{tag}" for tag in change.add_tags] + [f"-{tag}" for tag in change.remove_tags]
        yield Line("tags", " ".join(ticket.tags) or "none", " ".join(marks))
    yield from _field_lines(desk, one)
    if one.follow_up is not None:
        words = f"{due_time.shown(desk, one.follow_up.at)}: {steps.task or TASK}"
        yield Line("follow-up", "", words)
    if one.snooze is not None:
        yield Line("snoozed until", "", due_time.shown(desk, one.snooze.at))


def _field_lines(desk: Desk, one: One) -> Iterable[Line]:
    account = one.ticket.account
    known = required.stored(desk, one.ticket.id) if one.fields else {}
    for name, value in one.fields:
        field = CUSTOM + name
        old, new = (value_words(desk, account, field, each) for each in (known.get(name), value))
        yield Line(title_of(desk, account, field), old, new)


def _priority(priority: Priority) -> str:
    return priority.word if priority else "none"
