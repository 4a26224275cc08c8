"""`pop`: the open desk shows who calls; without one, who it is stands on stdout."""

from typing import Any

from csr_desk import errors, text
from csr_desk.actions import callers
from csr_desk.actions.desk import Desk
from csr_desk.cli import rows, who
from csr_desk.cli.context import Context
from csr_desk.cli.output import Output
from csr_desk.cli.parser import Parser
from csr_desk.cli.when import json_moment, moment
from csr_desk.domain.models import Channel
from csr_desk.store import customer_tickets, customers, queue_rows, ticket_facts
from csr_desk.store.customers import Record
from csr_desk.store.ticket_facts import Recent

MOST = 5
"""How many customers, and how many of each one's last contacts, are printed."""


def arguments(verb: str, parser: Parser) -> None:
    """Add what is known of the caller."""
    parser.add_argument("--from", metavar="NUMBER", dest="number", default="", help="who calls")
    parser.add_argument("--email", metavar="A", default="", help="an e-mail address")
    parser.add_argument("--ticket", metavar="ID", default="", help="a ticket's reference")
    parser.add_argument(
        "--channel",
        metavar="C",
        choices=[one.value for one in Channel],
        default=Channel.PHONE.value,
        help="default: phone",
    )


def run(context: Context) -> int:
    """Hand the caller to the open desk, or print the match."""
    options = context.options
    if not (options.number or options.email or options.ticket):
        raise errors.Usage("nobody is named", "Give --from, --email or --ticket.")
    said = options.number or options.email or f"#{options.ticket.removeprefix('#')}"
    with context.desk() as desk:
        found, ticket_id = _match(context, desk)
        shown = callers.is_open(context.places)
        if shown:
            only = found[0] if len(found) == 1 else None
            callers.announce(desk, options.channel, said, only, ticket_id)
        if context.out.as_json:
            context.out.document(
                {
                    "shown": shown,
                    "channel": options.channel,
                    "from": said,
                    "matches": [_document(desk, one) for one in found],
                }
            )
        elif shown:
            context.out.say("The open desk shows it.")
        else:
            _say(context.out, desk, found, said)
    return 0


def _match(context: Context, desk: Desk) -> tuple[list[int], int | None]:
    options = context.options
    if options.ticket:
        known = who.ticket(desk, options.ticket)
        return [known.customer_id], known.id
    return callers.match(desk, number=options.number, email=options.email)[:MOST], None


def _document(desk: Desk, customer_id: int) -> dict[str, Any]:
    known = customers.record(desk.store, customer_id)
    waiting = rows.pending(desk)
    return {
        "customer": known.id,
        "name": known.name,
        "identities": [{"kind": one.kind.value, "value": one.value} for one in known.identities],
        "tickets": [
            rows.queue_row(one, desk, waiting)
            for one in queue_rows.rows_of(desk.store, _open_tickets(desk, customer_id))
        ],
        "contacts": [
            {
                "at": json_moment(one.at, desk.zone),
                "channel": one.channel,
                "reason": one.reason or None,
                "outcome": one.outcome or None,
            }
            for one in _contacts(desk, customer_id)
        ],
    }


def _open_tickets(desk: Desk, customer_id: int) -> list[int]:
    return [one.id for one in customer_tickets.open_tickets(desk.store, customer_id)]


def _contacts(desk: Desk, customer_id: int) -> tuple[Recent, ...]:
    return ticket_facts.facts(desk.store, customer_id, recent=MOST).recent


def _say(out: Output, desk: Desk, found: list[int], said: str) -> None:
    if not found:
        out.say(f"Nobody is known by {text.clean(said, single_line=True, limit=60)}.")
    for customer_id in found:
        _say_one(out, desk, customers.record(desk.store, customer_id))


def _say_one(out: Output, desk: Desk, known: Record) -> None:
    out.say(f"{text.clean(known.name, single_line=True)}  customer:{known.id}", heading=True)
    owned = queue_rows.rows_of(desk.store, _open_tickets(desk, known.id))
    out.say("No open ticket." if not owned else "")
    rows.queue_table(out, desk, owned)
    for one in _contacts(desk, known.id):
        words = f"{one.reason or 'no reason'} → {one.outcome or 'no outcome'}"
        out.say(f"{moment(one.at, desk.zone)[:16]}  {one.channel:<8}  {words}")
