"""`wrap`: the wrap-up of a contact, whose commit writes the log."""

from csr_desk import errors
from csr_desk.actions import outbox, wrap_up
from csr_desk.actions.desk import Desk
from csr_desk.cli import contacts, due_times
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import duration
from csr_desk.domain.taxonomy import Code, Taxonomy
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.domain.wrap_up_checks import Problem
from csr_desk.store import tickets

OPTIONS = {
    "reason": "--reason",
    "outcome": "--outcome",
    "cause": "--cause",
    "next_action": "--next-action",
    "note": "--note",
    "tags": "--tag",
    "told": "--told",
}
_NEEDS_TIME = ("callback", "task")


def arguments(verb: str, parser: Parser) -> None:
    """Add the fields of a wrap-up."""
    parser.add_argument("id", metavar="ID", type=int, nargs="?", help="default: in focus")
    parser.add_argument("--reason", metavar="L1/L2", default="", help="such as order/late")
    parser.add_argument("--outcome", metavar="O", default="", help="such as resolved")
    parser.add_argument("--cause", metavar="C", default="", help="where it came from")
    parser.add_argument("--tag", metavar="T", action="append", default=[], help="repeatable")
    parser.add_argument("--note", metavar="TEXT", default="")
    parser.add_argument("--next-action", metavar="A", default="none", help="such as callback")
    parser.add_argument("--due", metavar="WHEN", help="makes the follow-up: 2h, tomorrow, a time")
    parser.add_argument("--told", metavar="TEXT", default="", help="why no message is owed")


def run(context: Context) -> int:
    """Commit the wrap-up and print the handle time."""
    options = context.options
    with context.desk() as desk:
        outbox.release_due(desk)
        one = contacts.required(desk, options.id, "wrap")
        wanted = WrapUp(
            options.reason,
            options.outcome,
            options.cause,
            options.next_action,
            tuple(tag for typed in options.tag for tag in typed.split(",")),
            options.note,
            options.told,
        )
        if one.wrapped_at is None:
            _require_complete(desk, one.id, wanted)
        at = None
        if options.due:
            moved = due_times.read(options.due, desk)
            at = moved.at
            if moved.moved:
                context.out.note(moved.moved)
        logged = wrap_up.commit(desk, one.id, wanted, follow_up_at=at)
        reference = tickets.ticket(desk.store, logged.ticket_id).reference
    if at is None and options.next_action in _NEEDS_TIME:
        context.out.note("No follow-up was made: --due says when.")
    context.out.answer(
        {
            "interaction": logged.interaction_id,
            "ticket": reference,
            "handle_time": logged.handle_time,
        },
        f"Contact {logged.interaction_id} on ticket #{reference} is logged:"
        f" {duration(logged.handle_time)} handle time.",
    )
    return 0


def _require_complete(desk: Desk, interaction_id: int, wanted: WrapUp) -> None:
    """Raise Refused with everything that is missing or wrong, and the choices there are."""
    found = wrap_up.problems(desk, interaction_id, wanted)
    if found:
        sentences = " ".join(_sentence(problem, wanted) for problem in found)
        hints = " ".join(filter(None, (_choices(each, wanted, desk.taxonomy) for each in found)))
        raise errors.Refused(sentences, hints)


def _sentence(problem: Problem, wanted: WrapUp) -> str:
    option = OPTIONS.get(problem.field, problem.field)
    if problem.field in ("reason", "outcome") and not getattr(wanted, problem.field):
        return f"{option} is missing."
    return f"{option}: {problem.sentence}"


def _choices(problem: Problem, wanted: WrapUp, taxonomy: Taxonomy) -> str:
    option = OPTIONS.get(problem.field, problem.field)
    if problem.field == "reason":
        first = wanted.reason.partition("/")[0]
        near = [one for one in taxonomy.visible if one.name == first] or taxonomy.visible
        tops = (f"{one.name}/{'|'.join(_names(one.visible))}" for one in near)
        return f"{option} is one of {', '.join(tops)}."
    lists: dict[str, tuple[Code, ...]] = {
        "outcome": taxonomy.outcomes,
        "cause": taxonomy.causes,
        "next_action": taxonomy.next_actions,
    }
    if problem.field in lists:
        return f"{option} is one of {', '.join(_names(lists[problem.field]))}."
    return "Answer with `csr-desk reply`, or give --told." if problem.field == "told" else ""


def _names(codes: tuple[Code, ...]) -> list[str]:
    return [one.name for one in codes if one.choosable]
