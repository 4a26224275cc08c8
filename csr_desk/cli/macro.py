"""`macro`: one macro on one ticket, or what it would change there."""

from csr_desk import errors
from csr_desk.actions import macro_plan, macro_run, outbox
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.macro_plan import Plan
from csr_desk.cli import who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store import macros
from csr_desk.store.tickets import Ticket


def arguments(verb: str, parser: Parser) -> None:
    """Add the ticket, the macro, and whether it is only said what would change."""
    parser.add_argument("ticket", metavar="TICKET", help="a ticket's reference")
    parser.add_argument("name", metavar="NAME", help="the macro's name")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what it would change, and change nothing"
    )


def run(context: Context) -> int:
    """Run the macro, or plan it, and print what changes."""
    options = context.options
    with context.desk() as desk:
        outbox.release_due(desk)
        found = who.ticket(desk, options.ticket)
        macro_id = _named(desk, found, options.name)
        if options.dry_run:
            planned = macro_plan.plan(desk, macro_id, [found.id])
        else:
            planned = macro_run.run(desk, macro_id, [found.id]).plan
        context.out.answer(
            _document(found, planned, is_done=not options.dry_run),
            _words(found, planned, is_done=not options.dry_run),
        )
    return 0


def _named(desk: Desk, found: Ticket, name: str) -> int:
    """Return the macro of a name, the agent's own before the helpdesk's."""
    known = macros.macros(desk.store, frozenset({found.account} - {LOCAL}))
    named = [one for one in known if one.name.strip().casefold() == name.strip().casefold()]
    if not named:
        near = did_you_mean(name, [one.name for one in known])
        raise errors.Refused(f"there is no macro {name}.{near}", "`m` in the desk lists them.")
    return min(named, key=lambda one: bool(one.account)).id


def _document(found: Ticket, planned: Plan, *, is_done: bool) -> dict[str, object]:
    one = (planned.goes or planned.stays)[0]
    return {
        "ticket": found.reference,
        "macro": planned.macro.name,
        "done": is_done,
        "problem": one.problem or None,
        "changes": [line._asdict() for line in one.lines],
        "not_done_here": list(planned.macro.left_out),
    }


def _words(found: Ticket, planned: Plan, *, is_done: bool) -> str:
    one = (planned.goes or planned.stays)[0]
    if one.problem:
        return f"Ticket #{found.reference} would stay as it is: {one.problem.rstrip('.')}."
    changes = [f"{line.what}: {line.old or 'none'} → {line.new}" for line in one.lines]
    head = "changed" if is_done else "would be changed"
    rest = [f"Not done by this desk: {each}" for each in planned.macro.left_out]
    return "\n".join([f"Ticket #{found.reference} {head}:", *changes, *one.remarks, *rest])
