"""One incident of many customers: what is proposed, and telling them when its problem is solved."""

from collections.abc import Callable, Sequence

from csr_desk import text
from csr_desk.actions import incident_close, incident_watch, ticket_link
from csr_desk.actions.incident_watch import Proposal
from csr_desk.errors import DeskError
from csr_desk.screens.dialogs import AskText, Choice, Choose
from csr_desk.screens.host import Host
from csr_desk.store import tickets

MAKE, DISMISS, LATER = "make", "dismiss", "later"
TELL, SOLVE, LEAVE = "tell", "solve", "leave"
_LISTED = 8


def ask_proposal(host: Host, found: Proposal, done: Callable[[], None]) -> None:
    """Show the tickets that look like one incident, and ask what they are."""
    lines = [_line(host, one) for one in found.ticket_ids[:_LISTED]]
    if len(found.ticket_ids) > _LISTED:
        lines.append(f"and {len(found.ticket_ids) - _LISTED} more")
    problem = tickets.ticket(host.desk.store, found.problem_id or found.ticket_ids[0])
    shared = ", ".join(text.line(one, 20) for one in found.words[:5])
    words = [*lines, "", f"They share: {shared}."]
    choices = [
        Choice("y", f"One incident: #{problem.reference} is the problem", MAKE),
        Choice("n", "No, and do not ask again", DISMISS),
        Choice("l", "Later", LATER),
    ]

    def chosen(answer: str) -> None:
        if answer == MAKE:
            incident_watch.take(host.desk, found)
            count = len(found.ticket_ids) - (found.problem_id is None)
            host.say(
                f"#{problem.reference} is the problem of {_incidents(count)}."
                " {message.undo} takes it back."
            )
        elif answer == DISMISS:
            incident_watch.dismiss(host.desk, found)
            host.say("It is not proposed again.")
        else:
            host.incident_later = found
        host.incident = None
        done()

    title = f"{len(found.ticket_ids)} tickets of {found.customers} customers"
    host.ask(Choose(title, choices, "\n".join(words)), chosen)


def _line(host: Host, ticket_id: int) -> str:
    one = tickets.ticket(host.desk.store, ticket_id)
    return f"#{one.reference}  {text.line(one.customer, 16)}: {text.line(one.subject, 34)}"


def ask_problem(host: Host, ids: Sequence[int], done: Callable[[], None]) -> None:
    """Ask of which problem the marked tickets are incidents; it may be one of them."""
    store = host.desk.store
    oldest = min((tickets.ticket(store, one) for one in ids), key=lambda one: one.created_at)

    def wrong(typed: str) -> str | None:
        try:
            tickets.by_reference(store, typed)
        except DeskError as error:
            return error.message
        return None

    def linked(typed: str) -> None:
        problem = tickets.by_reference(store, typed)
        rest = [one for one in ids if one != problem.id]
        ticket_link.make_problem(host.desk, problem.id, rest)
        host.say(
            f"#{problem.reference} is the problem of {_incidents(len(rest))}."
            " {message.undo} takes it back."
        )
        done()

    words = f"Of which problem are these {len(ids)} tickets incidents? It may be one of them."
    host.ask(AskText("One problem", words, oldest.reference, check=wrong), linked)


def ask_words(host: Host, problem_id: int, done: Callable[[Sequence[str]], None]) -> None:
    """Ask what the customers of the unsolved incidents are told, show it, then send it.

    `done` takes the operations that went out as one act. Raises Refused when none is unsolved.
    """
    incident_close.preview(host.desk, problem_id, incident_close.WORDS)

    def typed(words: str) -> None:
        _preview(host, incident_close.preview(host.desk, problem_id, words), done)

    host.ask(
        AskText(
            "Tell the incidents",
            "What their customers are told. What it is for each is shown before it goes.",
            incident_close.WORDS,
            check=lambda words: None if words.strip() else "Write something first.",
        ),
        typed,
    )


def _preview(
    host: Host, found: incident_close.Preview, done: Callable[[Sequence[str]], None]
) -> None:
    if not found.goes:
        incident_close.tell(host.desk, found, solve=False)  # refuses with the first reason
        return
    first, count = found.goes[0], len(found.goes)
    lines = [f"To {_incidents(count)}, as #{first.ticket.reference} gets it:", ""]
    lines.append(text.clean(first.text, limit=700))
    if found.stays:
        left = [f"#{one.ticket.reference} ({one.problem.rstrip('.')})" for one in found.stays[:3]]
        more = f" and {len(found.stays) - 3} more" if len(found.stays) > 3 else ""
        lines += ["", f"Left out: {', '.join(left)}{more}."]
    choices = [
        Choice("y", "Send it and solve them", SOLVE),
        Choice("t", "Send it, they stay open", TELL),
        Choice("n", "Leave it", LEAVE),
    ]

    def chosen(answer: str) -> None:
        if answer == LEAVE:
            return
        sent = incident_close.tell(host.desk, found, solve=answer == SOLVE)
        solved = " and solved" if answer == SOLVE else ""
        words = f"{_incidents(len(sent))} told{solved}, leaving in {incident_close.UNDO_S} s."
        host.say(f"{words} {{message.undo}} takes all back.")
        done(sent)

    host.ask(Choose("Tell the incidents", choices, "\n".join(lines)), chosen)


def _incidents(count: int) -> str:
    return "1 incident" if count == 1 else f"{count} incidents"
