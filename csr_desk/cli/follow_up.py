"""`follow-up`: what is to be done later: add, list, done, move, drop, undo."""

from typing import Any

from csr_desk import errors, text
from csr_desk.actions import due_time, follow_up
from csr_desk.actions.desk import Desk
from csr_desk.cli import due_times, who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import json_moment, moment
from csr_desk.domain import when
from csr_desk.store import follow_ups, tickets
from csr_desk.store.follow_ups import CALLBACK, TASK, FollowUp

ACTS = ("add", "list", "done", "move", "drop", "undo")
_TAKES = {"add": 2, "list": 0, "done": 1, "move": 2, "drop": 1, "undo": 0}
_WANTS = {"add": "WHEN and TEXT", "move": "ID and WHEN", "done": "ID", "drop": "ID"}


def arguments(verb: str, parser: Parser) -> None:
    """Add what is done, and to what."""
    parser.add_argument("act", metavar="add|list|done|move|drop|undo", choices=ACTS)
    parser.add_argument(
        "words", metavar="WHEN TEXT|ID|ID WHEN", nargs="*", help=f"WHEN is {when.EXAMPLES}"
    )
    parser.add_argument("--ticket", metavar="TICKET", help="the ticket it is about")
    parser.add_argument("--customer", metavar="WHO", help="the customer, where there is no ticket")
    parser.add_argument("--callback", metavar="NUMBER", help="a call, under this number")
    parser.add_argument("--due", action="store_true", help="list only what is due")
    parser.add_argument("--all", action="store_true", help="list also what is done or dropped")


def run(context: Context) -> int:
    """Do it, and print the follow-up or the list."""
    options = context.options
    if len(options.words) != _TAKES[options.act]:
        wants = _WANTS.get(options.act, "no more words")
        raise errors.Usage(
            f"`follow-up {options.act}` takes {wants}",
            f"Put a WHEN of several words in quotes, such as {when.EXAMPLES}.",
        )
    with context.desk() as desk:
        if options.act == "list":
            _list(context, desk)
            return 0
        row, words = _done(context, desk)
        context.out.answer(document(row, desk), words)
    return 0


def _done(context: Context, desk: Desk) -> tuple[FollowUp, str]:
    """Carry out what changes something; return the follow-up and what is said."""
    options = context.options
    if options.act == "add":
        return _add(context, desk)
    if options.act == "undo":
        undone = follow_up.undo(desk)
        return undone.row, f"Follow-up {undone.row.id}: “{undone.act}” is taken back."
    number = _number(options.words[0])
    if options.act == "move":
        due = due_times.read(options.words[1], desk)
        follow_up.move(desk, number, due.at)
        return _row(desk, number), f"Follow-up {number} is due {due_time.said(desk, due)}."
    (follow_up.done if options.act == "done" else follow_up.drop)(desk, number)
    words = "done" if options.act == "done" else "dropped"
    return _row(desk, number), f"Follow-up {number} is {words}."


def _add(context: Context, desk: Desk) -> tuple[FollowUp, str]:
    options = context.options
    due = due_times.read(options.words[0], desk)
    if not options.words[1].strip():
        raise errors.Usage("the follow-up has no words", "Say what is to be done.")
    ticket = who.ticket(desk, options.ticket) if options.ticket else None
    customer = who.customer(desk, options.customer) if options.customer else None
    made = follow_up.add(
        desk,
        options.words[1].strip(),
        due.at,
        ticket_id=ticket.id if ticket else None,
        customer_id=ticket.customer_id if ticket else customer,
        kind=CALLBACK if options.callback else TASK,
        number=options.callback or "",
        by_hand=True,
        is_told=True,
    )
    return _row(desk, made), f"Follow-up {made} is due {due_time.said(desk, due)}."


def _number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit():
        raise errors.Usage(
            f"{typed} is no number of a follow-up", "`csr-desk follow-up list` shows them."
        )
    return int(typed)


def _row(desk: Desk, number: int) -> FollowUp:
    row = follow_ups.one(desk.store, number)
    if row is None:
        raise AssertionError("a follow-up is never deleted")
    return row


def _list(context: Context, desk: Desk) -> None:
    options = context.options
    found = follow_ups.open_ones(desk.store)
    if options.all:
        found = [*found, *follow_ups.settled(desk.store)]
    if options.ticket:
        wanted = tickets.by_reference(desk.store, options.ticket).id
        found = [one for one in found if one.ticket_id == wanted]
    if options.customer:
        person = who.customer(desk, options.customer)
        found = [one for one in found if one.customer_id == person]
    if options.due:
        found = [one for one in found if one.is_open and one.due_at <= desk.now()]
    if context.out.as_json:
        context.out.document([document(one, desk) for one in found])
        return
    heads = ("ID", "DUE", "STATE", "KIND", "TICKET", "CUSTOMER", "WHAT")
    context.out.table(heads, [_line(one, desk) for one in found])
    if not found:
        context.out.note("Nothing is to be done. `csr-desk follow-up add` writes it down.")


def _line(one: FollowUp, desk: Desk) -> tuple[str, ...]:
    late = one.is_open and one.due_at <= desk.now()
    number = f"{one.number} " if one.number else ""
    return (
        str(one.id),
        moment(one.due_at, desk.zone)[:16],
        "overdue" if late else one.state,
        one.kind,
        f"#{one.reference}" if one.reference else "",
        text.line(one.customer, 24),
        f"{number}{one.text}",
    )


def document(one: FollowUp, desk: Desk) -> dict[str, Any]:
    """Return a follow-up as JSON."""
    return {
        "follow_up": one.id,
        "kind": one.kind,
        "text": one.text,
        "number": one.number or None,
        "due_at": json_moment(one.due_at, desk.zone),
        "state": one.state,
        "overdue": one.is_open and one.due_at <= desk.now(),
        "ticket": one.reference or None,
        "customer": one.customer or None,
        "customer_id": one.customer_id,
    }
