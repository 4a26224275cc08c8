"""`conflicts`: fields that both sides changed, with their three values; the agent chooses."""

from typing import Any

from csr_desk import errors
from csr_desk.actions import conflict, remote_words
from csr_desk.actions.conflict import Conflict
from csr_desk.actions.desk import Desk
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser

ACTS = ("list", "resolve")
SIDES = ("mine", "theirs")


def arguments(verb: str, parser: Parser) -> None:
    """Add the choice."""
    acts = "|".join(ACTS)
    parser.add_argument("act", metavar=acts, choices=ACTS, nargs="?", default="list")
    parser.add_argument("id", metavar="ID", nargs="?", type=int, help="with resolve: the conflict")
    parser.add_argument("side", metavar="mine|theirs", nargs="?", choices=SIDES)


def run(context: Context) -> int:
    """List the conflicts, or take a side and print what the field is now."""
    options = context.options
    if options.act == "list":
        if options.id is not None:
            raise errors.Usage("conflicts list takes no ID")
        return _list(context)
    if options.id is None or options.side is None:
        raise errors.Usage("conflicts resolve needs the ID and a side: mine or theirs")
    with context.desk() as desk:
        found = {one.id: one for one in conflict.open_conflicts(desk)}
        conflict.resolve(desk, options.id, options.side)
        one = found[options.id]
        row = _row(desk, one)
    words = f"Ticket #{one.reference}: {row['field']} is {row[options.side] or 'empty'}."
    context.out.answer(row | {"resolution": options.side}, words)
    return 0


def _list(context: Context) -> int:
    with context.desk() as desk:
        rows = [_row(desk, one) for one in conflict.open_conflicts(desk)]
    if context.out.as_json:
        context.out.document(rows)
        return 0
    context.out.table(
        ("ID", "TICKET", "FIELD", "WAS", "MINE", "THEIRS"),
        [
            (
                str(row["conflict"]),
                f"#{row['ticket']}",
                row["field"],
                *("-" if row[name] is None else str(row[name]) for name in ("base", *SIDES)),
            )
            for row in rows
        ],
    )
    if not rows:
        context.out.note("There is no conflict.")
    return 0


def _row(desk: Desk, one: Conflict) -> dict[str, Any]:
    """Return a conflict as a `conflicts` row of cli.md, values in words, None for empty ones."""
    return {
        "conflict": one.id,
        "ticket": one.reference,
        "field": remote_words.title_of(desk, one.account, one.field),
        **{name: _value(desk, one, getattr(one, name)) for name in ("base", *SIDES)},
    }


def _value(desk: Desk, one: Conflict, value: Any) -> str | None:
    words = remote_words.value_words(desk, one.account, one.field, value)
    return None if words == remote_words.EMPTY else words
