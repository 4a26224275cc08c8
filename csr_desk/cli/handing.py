"""`escalate` and `transfer`: a case goes higher, or to another team or person."""

from csr_desk import errors
from csr_desk.actions import directory, escalation, escalation_words, outbox, transfer
from csr_desk.actions.desk import Desk
from csr_desk.cli import due_times, when, who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.piped import piped
from csr_desk.domain.escalation import Handing
from csr_desk.store import escalations, timeline
from csr_desk.store.tickets import Ticket

_ANSWERS = {"accepted": Handing.ACCEPTED, "declined": Handing.DECLINED}


def arguments(verb: str, parser: Parser) -> None:
    """Add the ticket and what the other side needs to know."""
    parser.add_argument("ticket", metavar="TICKET", help="a ticket's reference")
    if verb == "escalate":
        parser.add_argument("--tier", metavar="T", required=True, help="a tier or a team's name")
        parser.add_argument(
            "--summary", metavar="TEXT|-", help="what they need to know; drafted from the contact"
        )
        parser.add_argument("--reason", metavar="TEXT", default="", help="why it goes higher")
        parser.add_argument(
            "--deadline", metavar="T", help="when an answer is wanted: 8h, tomorrow 10, fri 14:30"
        )
        return
    parser.add_argument("--to", metavar="WHO", help="a team's or a colleague's name")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why it goes there")
    parser.add_argument("--warm", action="store_true", help="it waits until they accept")
    parser.add_argument("--answer", choices=_ANSWERS, help="what became of a warm one")


def run(context: Context) -> int:
    """Hand the case over and print where it is."""
    with context.desk() as desk:
        outbox.release_due(desk)
        found = who.ticket(desk, context.options.ticket)
        if context.verb == "escalate":
            _escalate(context, desk, found)
        else:
            _transfer(context, desk, found)
    return 0


def _escalate(context: Context, desk: Desk, found: Ticket) -> None:
    options, contact = context.options, _contact(desk, found)
    tier, team_id = directory.higher(desk, options.tier)
    summary = piped() if options.summary == "-" else options.summary
    if summary is None:
        summary = escalation_words.drafted(desk, found.id, contact)
    due = due_times.named(options.deadline, desk) if options.deadline else None
    reason = options.reason or summary.strip().partition("\n")[0][:80]
    wanted = escalation.Wanted(tier, reason, summary, team_id, due)
    made = escalation.make(desk, found.id, wanted, contact)
    context.out.answer(
        {
            "escalation": made.id,
            "ticket": found.reference,
            "tier": made.tier,
            "team": made.team or None,
            "state": made.state(desk.now()),
            "due": when.json_moment(made.due_at, desk.zone),
            "clock": made.clock,
            "follow_up": made.follow_up_id,
        },
        f"Ticket #{found.reference} is escalated to {made.where}; answer by"
        f" {when.moment(made.due_at, desk.zone)} ({made.clock} time).",
    )


def _transfer(context: Context, desk: Desk, found: Ticket) -> None:
    options = context.options
    if (options.to is None) == (options.answer is None):
        raise errors.Usage("a transfer needs --to, or --answer for one that is offered")
    if options.answer is not None:
        waiting = escalations.offered(desk.store, found.id)
        if waiting is None:
            raise errors.Refused(
                f"no transfer of ticket {found.reference} waits for an answer",
                "Offer one with --to and --warm.",
            )
        made = transfer.settle(desk, waiting.id, _ANSWERS[options.answer])
    else:
        team_id, agent_id = directory.taker(desk, found.account, options.to)
        wanted = transfer.Wanted(
            options.reason or "no reason given", team_id, agent_id, options.warm
        )
        made = transfer.make(desk, found.id, wanted, _contact(desk, found))
    words = {
        Handing.OFFERED: f"is offered to {made.whom}",
        Handing.DONE: f"is transferred to {made.whom}",
        Handing.ACCEPTED: f"is with {made.whom} now",
        Handing.DECLINED: f"stays with you: {made.whom} declined it",
    }
    context.out.answer(
        {
            "transfer": made.id,
            "ticket": found.reference,
            "to": made.whom,
            "warm": made.is_warm,
            "state": made.state.value,
        },
        f"Ticket #{found.reference} {words[made.state]}.",
    )


def _contact(desk: Desk, found: Ticket) -> int | None:
    """Return the contact in focus where it is about this ticket."""
    focused = timeline.focused(desk.store)
    return focused.id if focused is not None and focused.ticket_id == found.id else None
