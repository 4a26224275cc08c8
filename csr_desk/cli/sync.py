"""`sync`: carries what waits to the helpdesks and fetches what is new, once or until Ctrl+C."""

from csr_desk import errors
from csr_desk.accounts import LOCAL
from csr_desk.actions import helpdesks
from csr_desk.cli import sync_run
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.sync_answer import Answer, Before, after, before, document, problem, words
from csr_desk.config import AccountConfig


def arguments(verb: str, parser: Parser) -> None:
    """Add which accounts, and whether to go on."""
    parser.add_argument("--account", metavar="NAME", help="this one alone (default: all)")
    parser.add_argument("--watch", action="store_true", help="go on until Ctrl+C")
    parser.add_argument(
        "--no-wait", action="store_true", help="leave what may go in a few seconds to the next run"
    )


def run(context: Context) -> int:
    """Run the engine of each account until quiet; print what came of it, a list for several.

    Exit code 0 when all is well, else that of the first account that is not: 69, 75, 77 or 1.
    """
    chosen = _chosen(context)
    context.unlock()
    if context.options.watch:
        if context.out.as_json:
            raise errors.Usage("sync --watch prints no document", "Leave --json out.")
        return sync_run.watch(context, chosen)
    answers = [_once(context, one) for one in chosen]
    if context.out.as_json:
        documents = [document(one) for one in answers]
        context.out.document(documents[0] if len(documents) == 1 else documents)
    else:
        for one in answers:
            context.out.say(words(one))
    problems = [found for one in answers if (found := problem(one)) is not None]
    for found in problems:
        context.out.note(str(found))
    return problems[0].exit_code if problems else 0


def _once(context: Context, account: AccountConfig) -> Answer:
    """Run one account; an error of it is part of its answer, so that the others go on."""
    started: Before | None = None
    error: errors.DeskError | None = None
    try:
        with context.desk() as desk:
            started = before(desk, account.name)
            # The secret may be another one since: who asks for a run asks for a try.
            helpdesks.go_on(desk.store, account.name, stopped=False)
        sync_run.run(context, account)
    except (errors.Busy, errors.SignInNeeded, errors.Unreachable, errors.Refused) as problem:
        error = problem
    with context.desk() as desk:
        return after(desk, account.name, started, error)


def _chosen(context: Context) -> list[AccountConfig]:
    """Return the accounts to run; Refused when there is none."""
    helpdesks = {one.name: one for one in context.config.accounts.values() if one.backend != LOCAL}
    named = context.options.account
    if named is None and helpdesks:
        return list(helpdesks.values())
    if named in helpdesks:
        return [helpdesks[named]]
    if not helpdesks:
        raise errors.Refused(
            "no helpdesk is set up", "Set one up: `csr-desk account add NAME --backend zendesk …`."
        )
    raise errors.Refused(
        f"there is no helpdesk account {named}", f"The accounts are: {', '.join(helpdesks)}."
    )
