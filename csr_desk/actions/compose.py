"""From a typed text to a message: the checks, then the send."""

from dataclasses import dataclass

from csr_desk.actions import message
from csr_desk.actions.desk import Desk
from csr_desk.actions.public_post import PUBLIC_CHANNELS as PUBLIC_CHANNELS
from csr_desk.actions.public_post import finder, log
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import DraftKind, Status
from csr_desk.domain.send_checks import Check, Outgoing, blocked, check
from csr_desk.store import tickets


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a text: posted, or stopped by the checks that are named."""

    posted: message.Posted | None
    checks: tuple[Check, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """Tell whether a check forbids the send until the text is mended."""
        return self.posted is None and blocked(self.checks)


def checks(
    desk: Desk, ticket_id: int, kind: DraftKind, body: str, *, attachments: int = 0
) -> list[Check]:
    """Return what speaks against sending a text on a ticket, blocks first."""
    ticket = tickets.ticket(desk.store, ticket_id)
    is_public = kind is DraftKind.REPLY and ticket.reply_channel in PUBLIC_CHANNELS
    outgoing = Outgoing(
        body,
        kind,
        ticket.reply_channel,
        is_public_post=is_public,
        attachments=attachments,
        customer_name=ticket.customer,
    )
    return check(outgoing, finder(desk, ticket) if is_public else lambda _: ())


def send(
    desk: Desk,
    ticket_id: int,
    kind: DraftKind,
    body: str,
    *,
    interaction_id: int | None = None,
    accepted: frozenset[str] = frozenset(),
    keep: frozenset[str] = frozenset(),
    canned: tuple[int, ...] = (),
    release_at: Instant | None = None,
    status: Status | None = None,
    files: tuple[int, ...] = (),
) -> Sent:
    """Send a reply or save a note unless a check stops it; nothing is changed by a stopped one.

    `accepted` holds the sentences of warnings the agent has seen: they do not stop it again. A
    public post with personal data in it never leaves, and the log says so.
    """
    found = tuple(checks(desk, ticket_id, kind, body, attachments=len(files)))
    if blocked(found):
        if any(one.code == "public-personal-data" for one in found):
            _log_personal_data(desk, ticket_id, interaction_id, body)
        return Sent(None, found)
    if any(one.sentence not in accepted for one in found):
        return Sent(None, found)
    if kind is DraftKind.NOTE:
        posted = message.note(
            desk, ticket_id, body, interaction_id=interaction_id, keep=keep, files=files
        )
        return Sent(posted)
    posted = message.reply(
        desk,
        ticket_id,
        body,
        interaction_id=interaction_id,
        release_at=release_at,
        status=status,
        canned=canned,
        keep=keep,
        files=files,
    )
    return Sent(posted)


def _log_personal_data(desk: Desk, ticket_id: int, interaction_id: int | None, body: str) -> None:
    ticket = tickets.ticket(desk.store, ticket_id)
    kinds = {found.kind for found in finder(desk, ticket)(body)}
    with desk.store.transaction():
        log(desk, ticket, kinds, interaction_id)
