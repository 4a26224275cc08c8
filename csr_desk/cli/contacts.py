"""`start`, `hold`, `resume`, `end`, `focus`: the focus timer, across processes."""

from csr_desk import errors
from csr_desk.actions import contact_start, interaction, outbox
from csr_desk.actions.desk import Desk
from csr_desk.cli import who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.tickets import CHANNELS
from csr_desk.domain.models import Channel, Direction, Interaction, Phase
from csr_desk.store import tickets, timeline

PHASES = {Phase.TALK: "talk", Phase.HOLD: "hold", Phase.AFTER_CALL_WORK: "after-call work"}


def arguments(verb: str, parser: Parser) -> None:
    """Add which contact is meant."""
    if verb == "start":
        parser.add_argument("ticket", metavar="TICKET", nargs="?", help="a ticket's reference")
        parser.add_argument("--customer", metavar="WHO", help="id, e-mail, phone or name")
        parser.add_argument("--channel", metavar="C", choices=CHANNELS, help=", ".join(CHANNELS))
        parser.add_argument("--direction", choices=["in", "out"], default="in")
    elif verb == "focus":
        parser.add_argument("id", metavar="ID", type=int, help="the contact's number")
    else:
        parser.add_argument("id", metavar="ID", type=int, nargs="?", help="default: in focus")


def run(context: Context) -> int:
    """Do it and print the contact's number, ticket and phase."""
    verb, options = context.verb, context.options
    with context.desk() as desk:
        outbox.release_due(desk)
        if verb == "start":
            found = _start(context, desk)
        elif verb == "focus":
            found = _focus(desk, options.id)
        else:
            chosen = required(desk, options.id, verb)
            act = {"hold": interaction.hold, "resume": interaction.resume, "end": interaction.end}
            found = act[verb](desk, chosen.id)
        holder = timeline.focused(desk.store)
        reference = tickets.ticket(desk.store, found.ticket_id).reference
    if verb == "start" and holder is not None and holder.id != found.id:
        context.out.note(f"Contact {holder.id} is on the line and keeps the clock.")
    context.out.answer(
        {"interaction": found.id, "ticket": reference, "phase": found.phase.value},
        f"Contact {found.id} on ticket #{reference}: {PHASES[found.phase]}.",
    )
    return 0


def required(desk: Desk, number: int | None, verb: str) -> Interaction:
    """Return the contact of a number, or the one in focus; Refused with the open ones."""
    if number is not None:
        return timeline.interaction(desk.store, number)
    focused = timeline.focused(desk.store)
    if focused is not None:
        return focused
    waiting = timeline.unwrapped(desk.store, desk.agent_id)
    if not waiting:
        raise errors.Refused("no contact is open", "Begin one with `csr-desk start`.")
    numbers = ", ".join(str(one.id) for one in waiting[:10])
    raise errors.Refused(
        f"no contact is in focus; open are {numbers}",
        f"Name one: `csr-desk {verb} {waiting[0].id}`.",
    )


def _start(context: Context, desk: Desk) -> Interaction:
    options = context.options
    if (options.ticket is None) == (options.customer is None):
        raise errors.Usage(
            "start takes a TICKET or --customer WHO", "Name one of the two, not both."
        )
    direction = Direction(options.direction)
    with desk.store.transaction():
        if options.ticket is not None:
            found = who.ticket(desk, options.ticket)
            channel = Channel(options.channel) if options.channel else _channel_of(found)
            return interaction.open_contact(desk, found.id, channel, direction)
        channel = Channel(options.channel or Channel.PHONE)
        customer_id = who.customer(desk, options.customer)
        return contact_start.start(desk, customer_id, channel, direction=direction)


def _channel_of(found: tickets.Ticket) -> Channel:
    return Channel(found.channel) if found.channel in set(Channel) else Channel.EMAIL


def _focus(desk: Desk, number: int) -> Interaction:
    found = interaction.switch(desk, number)
    if found.id != number:
        raise errors.Refused(
            f"contact {found.id} is on the line and keeps the clock",
            "End it or put it on hold first.",
        )
    return found
