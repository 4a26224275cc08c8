"""Callers another program announces: matched, handed to the open desk through the store, shown."""

import fcntl
import os
from typing import NamedTuple

from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.domain.models import IdentityKind
from csr_desk.paths import Places
from csr_desk.store import customer_tickets, people, search_exact, ticket_facts, tickets

STAYS = 2 * MINUTE
"""How long an announced caller is shown; one announced while nobody looked is not shown later."""


class Announced(NamedTuple):
    """Who calls: what the telephone said, who it is, and what was last.

    `customer_id` is None for somebody unknown.
    """

    at: Instant
    channel: str
    said: str
    customer_id: int | None
    name: str
    ticket_id: int | None
    open_tickets: int
    last: str


def is_open(places: Places) -> bool:
    """Tell whether a desk is open on a store: it holds the lock as long as it lives."""
    try:
        file = os.open(places.lock, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(file)
    return False


def match(desk: Desk, *, number: str = "", email: str = "") -> list[int]:
    """Return the customers a telephone number or an e-mail address names, merges followed."""
    found = people.find(desk.store, IdentityKind.EMAIL, email) if email else []
    found += search_exact.by_phone_end(desk.store, number) if number else []
    return list(dict.fromkeys(people.survivor(desk.store, one) for one in found))


def announce(
    desk: Desk, channel: str, said: str, customer_id: int | None, ticket_id: int | None = None
) -> None:
    """Hand a caller to the desk that is open; it shows them and takes the row away."""
    with desk.store.transaction():
        desk.store.insert(
            "caller",
            at=desk.now(),
            channel=channel,
            said=shield.masked(desk, said, "caller", ticket_id=ticket_id),
            customer_id=customer_id,
            ticket_id=ticket_id,
        )
        desk.log("caller.announced", ticket_id=ticket_id, customer_id=customer_id, channel=channel)


def take(desk: Desk) -> Announced | None:
    """Return the caller announced last and take all of them out of the store; None for nobody."""
    if not desk.store.value("SELECT EXISTS (SELECT 1 FROM caller)"):
        return None
    with desk.store.transaction():
        row = desk.store.one(
            "SELECT at, channel, said, customer_id, ticket_id FROM caller ORDER BY id DESC LIMIT 1"
        )
        desk.store.execute("DELETE FROM caller")
        if row is None or desk.now() - row[0] > STAYS:
            return None
        found = _described(desk, *row)
        desk.log(
            "caller.shown",
            ticket_id=found.ticket_id,
            customer_id=found.customer_id,
            channel=found.channel,
        )
        return found


def _described(
    desk: Desk, at: Instant, channel: str, said: str, customer_id: int | None, ticket_id: int | None
) -> Announced:
    if ticket_id is not None:
        customer_id = tickets.ticket(desk.store, ticket_id).customer_id
    if customer_id is None:
        return Announced(at, channel, said, None, "", ticket_id, 0, "")
    survivor = people.survivor(desk.store, customer_id)
    facts = ticket_facts.facts(desk.store, survivor, recent=1)
    last = facts.recent[0].reason if facts.recent else ""
    count = len(customer_tickets.open_tickets(desk.store, survivor))
    return Announced(at, channel, said, survivor, facts.name, ticket_id, count, last)
