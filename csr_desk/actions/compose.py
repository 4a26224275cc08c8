"""From a typed text to a message: the values of its placeholders, the checks, then the send."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from csr_desk.actions import message
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.domain.models import Channel, DraftKind, Status
from csr_desk.domain.send_checks import Check, Outgoing, PersonalData, blocked, check
from csr_desk.store import tickets
from csr_desk.store.tickets import Ticket

PUBLIC_CHANNELS = frozenset({Channel.SOCIAL})
"""Channels on which everyone can read a reply."""

LOOK_BACK = 20
"""How many messages of a ticket are searched for the number of the order it is about."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a text: posted, or stopped by the checks that are named."""

    posted: message.Posted | None
    checks: tuple[Check, ...] = ()

    @property
    def is_blocked(self) -> bool:
        """Tell whether a check forbids the send until the text is mended."""
        return self.posted is None and blocked(self.checks)


def values(desk: Desk, ticket_id: int) -> dict[str, str]:
    """Return the value of each placeholder this ticket can fill (product.md section 7).

    An order is named only when the ticket mentions it or the customer has no other one.
    """
    ticket = tickets.ticket(desk.store, ticket_id)
    found = {
        **_customer(desk, ticket),
        "ticket.number": ticket.reference,
        "ticket.subject": ticket.subject,
        "ticket.status": ticket.status.word,
        "ticket.priority": "" if not ticket.priority else ticket.priority.word,
        "ticket.group": ticket.team or "",
        **_order(desk, ticket),
        **_agent(desk),
        "promise.date": _promise(desk, ticket_id),
        "today": _date(desk, desk.now()),
    }
    return {name: value for name, value in found.items() if value}


def _customer(desk: Desk, ticket: Ticket) -> dict[str, str]:
    row = desk.store.one(
        "SELECT c.name, c.first_name, coalesce(o.name, '') FROM customer c"
        " LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
        ticket.customer_id,
    )
    name, first, organisation = row or ("", "", "")
    given, family = _split_name(name)
    return {
        "customer.name": name,
        "customer.first_name": first or given,
        "customer.last_name": family,
        "customer.organization": organisation,
        "customer.email": _identity(desk, ticket.customer_id, "email"),
        "customer.phone": _identity(desk, ticket.customer_id, "phone"),
    }


def _split_name(name: str) -> tuple[str, str]:
    """Return the first and last name; an address or a number in place of a name gives neither."""
    words = name.split()
    if not words or "@" in name or any(character.isdigit() for character in name):
        return "", ""
    return words[0], words[-1] if len(words) > 1 else ""


def _identity(desk: Desk, customer_id: int, kind: str) -> str:
    return str(
        desk.store.value(
            "SELECT value FROM identity WHERE customer_id = ? AND kind = ?"
            " ORDER BY is_primary DESC, id LIMIT 1",
            customer_id,
            kind,
        )
        or ""
    )


def _agent(desk: Desk) -> dict[str, str]:
    row = desk.store.one("SELECT name, email FROM agent WHERE id = ?", desk.agent_id)
    name, email = row or (desk.actor, None)
    given, family = _split_name(name)
    return {
        "agent.name": name,
        "agent.first_name": given,
        "agent.last_name": family,
        "agent.email": email or "",
    }


def _order(desk: Desk, ticket: Ticket) -> dict[str, str]:
    rows = desk.store.all(
        "SELECT number, tracking, eta FROM customer_order WHERE customer_id = ?"
        " ORDER BY placed_at DESC LIMIT 200",
        ticket.customer_id,
    )
    if len(rows) > 1:
        said = _said(desk, ticket)
        rows = [row for row in rows if row[0] and row[0].lower() in said]
    if len(rows) != 1:
        return {}
    number, tracking, eta = rows[0]
    return {
        "order.number": number,
        "order.tracking": tracking,
        "order.eta": "" if eta is None else _date(desk, eta),
    }


def _said(desk: Desk, ticket: Ticket) -> str:
    rows = desk.store.all(
        "SELECT substr(body, 1, 5000) FROM message WHERE ticket_id = ? AND state <> 'dropped'"
        " ORDER BY at DESC, id DESC LIMIT ?",
        ticket.id,
        LOOK_BACK,
    )
    return "\n".join([ticket.subject, *(row[0] for row in rows)]).lower()


def _promise(desk: Desk, ticket_id: int) -> str:
    due = desk.store.value(
        "SELECT min(due_at) FROM follow_up WHERE ticket_id = ? AND due_at >= ?"
        " AND done_at IS NULL AND dropped_at IS NULL",
        ticket_id,
        desk.now(),
    )
    return "" if due is None else _date(desk, due)


def _date(desk: Desk, instant: Instant) -> str:
    moment = to_datetime(instant, desk.zone)
    return f"{moment.day} {moment:%B %Y}"


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
    return check(outgoing, _finder(desk, ticket) if is_public else lambda _: ())


def _finder(desk: Desk, ticket: Ticket) -> Callable[[str], Iterable[PersonalData]]:
    from csr_desk.domain import pii  # 25 ms of pattern compiling, only for public posts

    rows = desk.store.all(
        "SELECT kind, value FROM identity WHERE customer_id = ?", ticket.customer_id
    )
    orders = desk.store.all(
        "SELECT number FROM customer_order WHERE customer_id = ?", ticket.customer_id
    )
    own = desk.store.value("SELECT email FROM agent WHERE id = ?", desk.agent_id)
    return partial(
        pii.public_post_findings,
        order_numbers=[row[0] for row in orders],
        emails=[value for kind, value in rows if kind == "email"],
        phones=[value for kind, value in rows if kind == "phone"],
        own=[own] if own else [],
    )


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
) -> Sent:
    """Send a reply or save a note unless a check stops it; nothing is changed by a stopped one.

    `accepted` holds the sentences of warnings the agent has seen: they do not stop it again. A
    public post with personal data in it never leaves, and the log says so.
    """
    found = tuple(checks(desk, ticket_id, kind, body))
    if blocked(found):
        if any(one.code == "public-personal-data" for one in found):
            _log_personal_data(desk, ticket_id, interaction_id, body)
        return Sent(None, found)
    if any(one.sentence not in accepted for one in found):
        return Sent(None, found)
    if kind is DraftKind.NOTE:
        posted = message.note(desk, ticket_id, body, interaction_id=interaction_id, keep=keep)
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
    )
    return Sent(posted)


def _log_personal_data(desk: Desk, ticket_id: int, interaction_id: int | None, body: str) -> None:
    ticket = tickets.ticket(desk.store, ticket_id)
    kinds = {found.kind for found in _finder(desk, ticket)(body)}
    with desk.store.transaction():
        for kind in sorted(kinds):
            desk.log(
                "pii.blocked",
                ticket_id=ticket_id,
                customer_id=ticket.customer_id,
                interaction_id=interaction_id,
                pii=kind,
                where="public_reply",
            )
