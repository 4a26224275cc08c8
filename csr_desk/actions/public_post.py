"""Personal data in what everybody can read: found as it is typed and again before it leaves."""

from collections.abc import Callable, Iterable
from functools import partial

from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Channel
from csr_desk.domain.send_checks import PersonalData
from csr_desk.store import tickets
from csr_desk.store.tickets import Ticket

PUBLIC_CHANNELS = frozenset({Channel.SOCIAL})
"""Channels on which everyone can read a reply."""


def finder(desk: Desk, ticket: Ticket) -> Callable[[str], Iterable[PersonalData]]:
    """Return what finds personal data in a post on a ticket, its customer's own among them."""
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


def look(desk: Desk, ticket_id: int, before: str, typed: str) -> None:
    """Log which kinds of personal data came into a typed post that were not in it before.

    Runs inside the caller's transaction.
    """
    ticket = tickets.ticket(desk.store, ticket_id)
    found = finder(desk, ticket)
    new = {one.kind for one in found(typed)} - {one.kind for one in found(before)}
    log(desk, ticket, new)


def log(
    desk: Desk, ticket: Ticket, kinds: Iterable[str], interaction_id: int | None = None
) -> None:
    """Log that kinds of personal data keep a post from leaving, inside a transaction."""
    for kind in sorted(kinds):
        desk.log(
            "pii.blocked",
            ticket_id=ticket.id,
            customer_id=ticket.customer_id,
            interaction_id=interaction_id,
            pii=kind,
            where="public_reply",
        )
