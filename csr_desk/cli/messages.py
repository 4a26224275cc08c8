"""`reply` and `note`: a public reply, an internal note, typed, piped in or from a response."""

import sys
from dataclasses import dataclass

from csr_desk import errors
from csr_desk.actions import message, outbox, ticket
from csr_desk.actions.desk import Desk
from csr_desk.cli import who
from csr_desk.cli.canned_text import filled
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.domain import pii, send_checks
from csr_desk.domain.models import Channel, DraftKind, Status
from csr_desk.store import tickets, timeline

STATUSES = [one.word for one in Status if one is not Status.NEW]


@dataclass(frozen=True, slots=True)
class Written:
    """A text to be sent, the responses it came from, and what those set on the ticket."""

    text: str
    canned: tuple[int, ...] = ()
    status: Status | None = None
    tags: tuple[str, ...] = ()


def arguments(verb: str, parser: Parser) -> None:
    """Add the ticket and the text."""
    parser.add_argument("ticket", metavar="TICKET", help="a ticket's reference")
    parser.add_argument("text", metavar="TEXT|-", nargs="?", help="the text; - reads stdin")
    if verb == "reply":
        parser.add_argument("--canned", metavar="NAME", help="a canned response, before TEXT")
        parser.add_argument("--status", metavar="S", choices=STATUSES, help=", ".join(STATUSES))


def run(context: Context) -> int:
    """Write the message and print what became of it."""
    typed = _typed(context)
    with context.desk() as desk:
        outbox.release_due(desk)
        found = who.ticket(desk, context.options.ticket)
        contact = timeline.focused(desk.store)
        number = contact.id if contact is not None and contact.ticket_id == found.id else None
        if context.verb == "note":
            _check(context, desk, found, typed)
            posted = message.note(desk, found.id, typed, interaction_id=number)
        else:
            written = _reply_text(context, desk, found, typed)
            _check(context, desk, found, written.text)
            with desk.store.transaction():
                posted = message.reply(
                    desk,
                    found.id,
                    written.text,
                    interaction_id=number,
                    status=written.status,
                    canned=written.canned,
                )
                if written.tags:
                    ticket.change(desk, found.id, ticket.Change(add_tags=written.tags))
        leaves_in = max(posted.release_at - desk.now(), 0) / 1000
    words = {"waiting": f"leaves in {leaves_in:.0f} s", "held": "held: somebody wrote in between"}
    kind = "Note" if context.verb == "note" else "Reply"
    context.out.answer(
        {
            "ticket": found.reference,
            "message": posted.message_id,
            "operation": posted.operation,
            "state": posted.state.value,
        },
        f"{kind} on ticket #{found.reference}: {words.get(posted.state.value, 'done')}.",
    )
    return 0


def _typed(context: Context) -> str:
    """Return the text of the command line, or of stdin for `-` and where a pipe is there."""
    given: str | None = context.options.text
    canned = getattr(context.options, "canned", None)
    if given == "-" or (given is None and canned is None and not sys.stdin.isatty()):
        try:
            return sys.stdin.read().rstrip("\n")
        except UnicodeDecodeError as error:
            raise errors.Refused("stdin is not UTF-8", "Send the text as UTF-8.") from error
    if given is None and canned is None:
        raise errors.Usage("there is no text", "Write it after the ticket, or - to read stdin.")
    return given or ""


def _reply_text(context: Context, desk: Desk, found: tickets.Ticket, typed: str) -> Written:
    options = context.options
    status = Status[options.status.upper()] if options.status else None
    if not options.canned:
        return Written(typed, status=status)
    response = filled(desk, found, options.canned)
    text = f"{response.text}\n\n{typed}" if typed else response.text
    return Written(
        text, (response.id,), response.status if status is None else status, response.tags
    )


def _check(context: Context, desk: Desk, found: tickets.Ticket, text: str) -> None:
    """Raise Refused for what blocks a send; say what speaks against it on stderr."""
    is_reply = context.verb == "reply"
    channel = found.reply_channel
    outgoing = send_checks.Outgoing(
        text,
        DraftKind.REPLY if is_reply else DraftKind.NOTE,
        channel,
        is_public_post=is_reply and channel is Channel.SOCIAL,
        customer_name=found.customer,
    )
    numbers = [
        str(row[0])
        for row in desk.store.all(
            "SELECT number FROM customer_order WHERE customer_id = ?", found.customer_id
        )
    ]
    checks = send_checks.check(
        outgoing, lambda each: pii.public_post_findings(each, order_numbers=numbers)
    )
    blocking = [one.sentence for one in checks if one.level == "block"]
    if blocking:
        raise errors.Refused(" ".join(dict.fromkeys(blocking)), "Nothing was sent.")
    for one in checks:
        context.out.note(one.sentence)
