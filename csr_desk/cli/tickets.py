"""`new`: a ticket, and its customer when WHO is not known yet."""

from csr_desk import errors
from csr_desk.actions import customer, ticket
from csr_desk.actions.desk import Desk
from csr_desk.cli import who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.piped import piped
from csr_desk.cli.who_candidates import CUSTOMER, candidates, described, is_phone
from csr_desk.domain.models import Channel, Priority
from csr_desk.store import tickets

CHANNELS = [one.value for one in Channel]
PRIORITIES = [one.word for one in Priority]


def arguments(verb: str, parser: Parser) -> None:
    """Add what a new ticket needs."""
    parser.add_argument("--channel", metavar="C", choices=CHANNELS, required=True)
    parser.add_argument(
        "--customer", metavar="WHO", required=True, help="id, e-mail, phone, @handle or name"
    )
    parser.add_argument("--subject", metavar="S", required=True)
    parser.add_argument("--body", metavar="TEXT|-", default="", help="their words; - reads stdin")
    parser.add_argument("--priority", choices=PRIORITIES, default=Priority.NORMAL.word)
    parser.add_argument("--account", metavar="NAME", help="where more than one is set up")
    parser.add_argument("--unassigned", action="store_true", help="leave it to whoever takes it")


def run(context: Context) -> int:
    """Make the ticket and print its reference."""
    options = context.options
    body = piped() if options.body == "-" else options.body
    with context.desk() as desk, desk.store.transaction():
        customer_id = find_or_make(desk, options.customer)
        ticket_id = ticket.create(
            desk,
            customer_id,
            options.subject,
            options.channel,
            body=body,
            priority=Priority[options.priority.upper()],
            assign_to_me=not options.unassigned,
        )
        reference = tickets.ticket(desk.store, ticket_id).reference
        words = f"Ticket #{reference} of {described(desk, customer_id)}."
    context.out.answer({"ticket": reference, "customer": customer_id}, words)
    return 0


def find_or_make(desk: Desk, word: str) -> int:
    """Return the customer a word means, made with that address or name when they are new."""
    found = candidates(desk, word, look_around=False)
    if found:
        return who.only(desk, word, found)
    if word.strip().removeprefix(CUSTOMER).isdigit() and not is_phone(word):
        raise errors.Refused(
            f"there is no customer {word}", "Name a new one by e-mail, telephone number or name."
        )
    name, addresses = who.as_new(word)
    return customer.create(desk, customer.NewCustomer(name, addresses=tuple(addresses)))
