"""`outbox`: what is on its way to a helpdesk, and the agent's decisions on it."""

import sys
from collections.abc import Callable
from typing import Any

from csr_desk import errors, text
from csr_desk.actions import outbox, shelf, shelf_follow_up
from csr_desk.actions.desk import Desk
from csr_desk.actions.shelf import ShelfRow
from csr_desk.cli import ask, edit_text
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.piped import piped
from csr_desk.cli.when import json_moment, moment
from csr_desk.domain.models import OperationState
from csr_desk.store import tickets

ACTS = ("list", "retry", "drop", "edit", "note", "send", "follow-up")
SHORTEST_ID = 8
_DOUBT = (
    "it is not known whether operation {uid} arrived. Look at ticket #{ticket} at the helpdesk;"
    " did it arrive: [y]es, [n]o and send it again, Enter to decide later?"
)


def arguments(verb: str, parser: Parser) -> None:
    """Add the decision and the operation."""
    acts = "|".join(ACTS)
    parser.add_argument("act", metavar=acts, choices=ACTS, nargs="?", default="list")
    parser.add_argument("id", metavar="ID", nargs="?", help="an operation, or how its id begins")
    parser.add_argument("text", metavar="TEXT|-", nargs="?", help="with edit: the new text")
    doubt = parser.add_mutually_exclusive_group()
    doubt.add_argument(
        "--arrived", action="store_true", help="with retry: one in doubt is at the helpdesk"
    )
    doubt.add_argument("--again", action="store_true", help="with retry: it is not, send it again")


def run(context: Context) -> int:
    """List the operations, or carry the decision out and print what became of the operation."""
    options = context.options
    if (options.act == "list") != (options.id is None):
        raise errors.Usage(f"outbox {options.act} {_ID[options.act == 'list']}")
    if options.text is not None and options.act != "edit":
        raise errors.Usage(f"outbox {options.act} takes no text")
    if (options.arrived or options.again) and options.act != "retry":
        raise errors.Usage(f"outbox {options.act} takes neither --arrived nor --again")
    with context.desk() as desk:
        outbox.release_due(desk)
        if options.act == "list":
            return _list(context, desk)
        return _decide(context, desk)


_ID = {True: "takes no ID", False: "needs the ID of an operation: `csr-desk outbox` lists them"}


def _list(context: Context, desk: Desk) -> int:
    found = shelf.rows(desk)
    if context.out.as_json:
        context.out.document([document(one, desk) for one in found])
        return 0
    size = _id_size([one.uid for one in found])
    context.out.table(
        ("ID", "TICKET", "STATE", "TRIES", "NEXT", "WHAT", "ERROR"),
        [
            (
                one.uid[:size],
                f"#{one.reference}" if one.reference else "",
                one.state.replace("_", " "),
                str(one.attempts),
                moment(one.not_before, desk.zone)[11:],
                text.line(one.words, 40),
                one.error,
            )
            for one in found
        ],
    )
    if not found:
        context.out.note("The outbox is empty: everything is where it belongs.")
    return 0


def _decide(context: Context, desk: Desk) -> int:
    one = shelf.row(desk, context.options.id)
    acts: dict[str, Callable[[], tuple[ShelfRow, str]]] = {
        "retry": lambda: _retry(context, desk, one),
        "drop": lambda: (shelf.drop(desk, one.uid), "is dropped; it stays in the store"),
        "edit": lambda: (shelf.edit(desk, one.uid, _new_text(context, one)), "has its new text"),
        "note": lambda: _note(desk, one),
        "send": lambda: (shelf.send(desk, one.uid), "is sent all the same"),
        "follow-up": lambda: _follow_up(desk, one),
    }
    done, words = acts[context.options.act]()
    name = f"Operation {done.uid} on ticket #{done.reference}" if done.reference else done.uid
    context.out.answer(document(done, desk), f"{name} {words}.")
    return 0


def _retry(context: Context, desk: Desk, one: ShelfRow) -> tuple[ShelfRow, str]:
    """Queue a refused operation again; of one in doubt the agent says first whether it arrived."""
    options = context.options
    if one.state is not OperationState.IN_DOUBT:
        if options.arrived or options.again:
            raise errors.Refused(f"operation {one.uid} is not in doubt", "Leave the option out.")
        return shelf.retry(desk, one.uid), "is queued"
    arrived = options.arrived
    if not arrived and not options.again:
        arrived = _judged(one)
    if arrived:
        return shelf.arrived(desk, one.uid), "is taken as arrived"
    return shelf.send_again(desk, one.uid), "is queued again"


def _judged(one: ShelfRow) -> bool:
    if not ask.has_terminal():
        hint = "Look there, then say `outbox retry ID --arrived`, or `--again` to send it again."
        raise errors.Refused(f"it is not known whether operation {one.uid} arrived", hint)
    said = ask.answer(_DOUBT.format(uid=one.uid, ticket=one.reference)).lower()
    if said not in ("y", "yes", "n", "no"):
        raise errors.Refused(f"operation {one.uid} stays in doubt")
    return said.startswith("y")


def _note(desk: Desk, one: ShelfRow) -> tuple[ShelfRow, str]:
    kept = shelf.to_note(desk, one.uid)
    note = next((each for each in shelf.rows(desk) if each.uid == kept.operation), None)
    return note or one._replace(state=OperationState.DROPPED), "is an internal note now"


def _follow_up(desk: Desk, one: ShelfRow) -> tuple[ShelfRow, str]:
    made = tickets.ticket(desk.store, shelf_follow_up.follow_up(desk, one.uid)).reference
    return one._replace(state=OperationState.DROPPED), f"goes on in the new ticket #{made}"


def _new_text(context: Context, one: ShelfRow) -> str:
    """Return the text from the command line, a pipe, or the agent's editor."""
    given: str | None = context.options.text
    if given == "-" or (given is None and not sys.stdin.isatty()):
        return piped()
    if given is not None:
        return given
    if not one.carries_text:
        raise errors.Refused(f"operation {one.uid} carries no text to edit")
    return edit_text.edited(one.body, context.places, context.environment.variables)


def document(one: ShelfRow, desk: Desk) -> dict[str, Any]:
    """Return an operation as an `outbox` row of cli.md."""
    return {
        "operation": one.uid,
        "ticket": one.reference,
        "kind": one.kind,
        "state": one.state.value,
        "attempts": one.attempts,
        "not_before": json_moment(one.not_before, desk.zone),
        "error": one.error or None,
        "created_at": json_moment(one.created_at, desk.zone),
        "account": one.account,
        "words": one.words,
    }


def _id_size(uids: list[str]) -> int:
    """Return how many letters tell the operations apart."""
    size = SHORTEST_ID
    while len({uid[:size] for uid in uids}) < len(set(uids)):
        size += 1
    return size
