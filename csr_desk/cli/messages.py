"""`reply` and `note`: a public reply, an internal note, typed, piped in or from a response."""

import sys
from dataclasses import dataclass, field

from csr_desk import errors
from csr_desk.actions import canned_effects, compose, outbox, placeholder_values
from csr_desk.actions.canned_effects import Effects
from csr_desk.actions.desk import Desk
from csr_desk.actions.message import Posted
from csr_desk.cli import who
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.piped import piped
from csr_desk.domain import placeholders
from csr_desk.domain.models import DraftKind, Status
from csr_desk.domain.toml_table import did_you_mean
from csr_desk.store import canned as responses
from csr_desk.store import timeline
from csr_desk.store.tickets import Ticket

STATUSES = [one.word for one in Status if one is not Status.NEW]
_WORDS = {"held": "held, because somebody wrote in between", "queued": "waits for the helpdesk"}


@dataclass(frozen=True, slots=True)
class Written:
    """A text to be sent, the responses it came from, and what those do beside it."""

    text: str
    canned: tuple[int, ...] = ()
    status: Status | None = None
    does: Effects = field(default_factory=Effects)


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
        if context.verb == "note":
            posted = _send(context, desk, found, Written(typed))
        else:
            posted = _send(context, desk, found, _reply_text(context, desk, found, typed))
        leaves_in = max(posted.release_at - desk.now(), 0) / 1000
    kind = "Note" if context.verb == "note" else "Reply"
    word = f"leaves in {leaves_in:.0f} s" if posted.state.value == "waiting" else "done"
    context.out.answer(
        {
            "ticket": found.reference,
            "message": posted.message_id,
            "operation": posted.operation,
            "state": posted.state.value,
        },
        f"{kind} on ticket #{found.reference}: {_WORDS.get(posted.state.value, word)}.",
    )
    return 0


def _typed(context: Context) -> str:
    """Return the text of the command line, or of stdin for `-` and where a pipe is there."""
    given: str | None = context.options.text
    named = getattr(context.options, "canned", None)
    if given == "-" or (given is None and named is None and not sys.stdin.isatty()):
        return piped()
    if given is None and named is None:
        raise errors.Usage("there is no text", "Write it after the ticket, or - to read stdin.")
    return given or ""


def _reply_text(context: Context, desk: Desk, found: Ticket, typed: str) -> Written:
    options = context.options
    status = Status[options.status.upper()] if options.status else None
    if not options.canned:
        return Written(typed, status=status)
    name = options.canned.strip().removeprefix("/")
    usable = {one.id: one.name for one in responses.every(desk.store, desk.agent_id)}
    response = responses.by_name(desk.store, name)
    if response is None or response.id not in usable:
        near = did_you_mean(name, usable.values())
        raise errors.Refused(
            f"there is no canned response {name}.{near}", f'Look with `csr-desk find "{name}"`.'
        )
    rendered = placeholders.render(response.body, placeholder_values.values(desk, found.id))
    if rendered.unfilled:
        names = ", ".join(dict.fromkeys(span.name for span in rendered.unfilled))
        raise errors.Refused(
            f"the response {name} has placeholders without a value: {names}",
            "Write the reply without them, or fill in the record first.",
        )
    effects = canned_effects.effects(desk, [response.id], found.id)
    for sentence in effects.sentences:
        context.out.note(sentence)
    text = f"{rendered.text}\n\n{typed}" if typed else rendered.text
    wanted = effects.status if status is None else status
    return Written(text, (response.id,), wanted, effects)


def _send(context: Context, desk: Desk, found: Ticket, written: Written) -> Posted:
    """Send a text; Refused for what blocks it, what only speaks against it goes to stderr."""
    kind = DraftKind.NOTE if context.verb == "note" else DraftKind.REPLY
    contact = timeline.focused(desk.store)
    is_its = contact is not None and contact.ticket_id == found.id
    warnings = [
        one.sentence
        for one in compose.checks(desk, found.id, kind, written.text)
        if one.level == "warn"
    ]
    # One transaction for text and tags; a blocked text raises outside, for its event must stay.
    with desk.store.transaction():
        sent = compose.send(
            desk,
            found.id,
            kind,
            written.text,
            interaction_id=contact.id if contact is not None and is_its else None,
            accepted=frozenset(warnings),
            canned=written.canned,
            status=written.status,
        )
        if sent.posted is not None:
            its = contact.id if contact is not None and is_its else None
            canned_effects.carry_out(desk, found.id, written.does, its)
    if sent.posted is None:
        sentences = dict.fromkeys(one.sentence for one in sent.checks if one.level == "block")
        raise errors.Refused(" ".join(sentences), "Nothing was sent.")
    for sentence in warnings:
        context.out.note(sentence)
    return sent.posted
