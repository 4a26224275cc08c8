"""The same customer with the same issue within seven days: proposed with reasons, never acted on.

Looked up from the customer's own few tickets, in a thread, whatever the size of the store.
"""

from collections.abc import Sequence
from typing import NamedTuple

from csr_desk.actions import wrap_guess
from csr_desk.actions.desk import Desk
from csr_desk.domain import guess
from csr_desk.domain.again import Likeness, Matter, likeness
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.store import customer_promises, people, tickets, timeline
from csr_desk.store.customer_promises import Promise

LOOKED_AT = 20
"""Tickets of one customer that are compared: those that changed last."""

_ORDERS = 100
_OTHERS = (
    "SELECT id FROM ticket WHERE customer_id = ?1 AND updated_at > ?2 AND id <> ?3 AND is_spam = 0"
    " AND NOT EXISTS (SELECT 1 FROM ticket_move WHERE from_id = ticket.id AND kind = 'merge'"
    "  AND undone_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM ticket_link WHERE (ticket_id, to_id)"
    "  IN ((ticket.id, ?3), (?3, ticket.id)))"
    " AND NOT EXISTS (SELECT 1 FROM proposal_dismissed WHERE (ticket_id, other_id)"
    "  IN ((ticket.id, ?3), (?3, ticket.id)))"
    " ORDER BY updated_at DESC LIMIT ?4"
)
_LOGGED = (
    "SELECT i.id, i.ended_at, a.name, w.reason, w.outcome FROM interaction i"
    " JOIN agent a ON a.id = i.agent_id JOIN wrap_up w ON w.id ="
    "  (SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)"
    " WHERE i.ticket_id = ? AND i.ended_at > ? AND i.wrapped_at IS NOT NULL AND i.id <> ?"
    " AND w.outcome NOT IN ('spam', 'no_contact') ORDER BY i.ended_at DESC, i.id DESC LIMIT 1"
)


class Earlier(NamedTuple):
    """An earlier ticket about the same, or an earlier contact on the same ticket.

    `contact_id`, `by`, `reason` and `outcome` are of the last contact logged on it; None and "" for
    none. `promises` are those of that ticket, the newest first.
    """

    ticket_id: int
    reference: str
    subject: str
    is_same_ticket: bool
    at: Instant
    why: tuple[str, ...]
    contact_id: int | None
    by: str
    reason: str
    outcome: str
    promises: tuple[Promise, ...]


def find(desk: Desk, ticket_id: int, *, but: int | None = None, reason: str = "") -> Earlier | None:
    """Return what the customer came with before that seems the same, None for nothing.

    `but` is the contact that is running now, `reason` what the ticket is likely about. What was
    linked, merged or turned down is not proposed.
    """
    since = desk.now() - desk.config.kpi.fcr_window_s * SECOND
    here = _logged(desk, ticket_id, since, but)
    if here is not None:
        return _earlier(desk, ticket_id, here, ("this ticket",), is_same=True)
    customer_id = people.survivor(desk.store, tickets.ticket(desk.store, ticket_id).customer_id)
    others = [row[0] for row in desk.store.all(_OTHERS, customer_id, since, ticket_id, LOOKED_AT)]
    if not others:
        return None
    orders = _orders(desk, customer_id)
    mine = _matter(desk, ticket_id, desk.taxonomy.redirect(reason) if reason else "", orders)
    best: tuple[Likeness, int, tuple[object, ...] | None] | None = None
    for one in others:
        logged = _logged(desk, one, since, but)
        theirs = _matter(desk, one, str(logged[3]) if logged else "", orders)
        found = likeness(mine, theirs)
        if found.tells and (best is None or found.score > best[0].score):
            best = found, one, logged
    if best is None:
        return None
    return _earlier(desk, best[1], best[2], best[0].why, is_same=False)


def _logged(
    desk: Desk, ticket_id: int, since: Instant, but: int | None
) -> tuple[object, ...] | None:
    return desk.store.one(_LOGGED, ticket_id, since, but or 0)


def _orders(desk: Desk, customer_id: int) -> list[str]:
    sql = "SELECT number FROM customer_order WHERE customer_id = ? ORDER BY placed_at DESC LIMIT ?"
    return [str(row[0]) for row in desk.store.all(sql, customer_id, _ORDERS)]


def _matter(desk: Desk, ticket_id: int, reason: str, orders: Sequence[str]) -> Matter:
    said = wrap_guess.text_of(desk, ticket_id).casefold()
    ticket = tickets.ticket(desk.store, ticket_id)
    sql = "SELECT order_number FROM interaction WHERE ticket_id = ? AND order_number IS NOT NULL"
    named = {str(row[0]) for row in desk.store.all(sql, ticket_id)}
    named |= {one for one in orders if one and one.casefold() in said}
    name = set(guess.words(ticket.customer))
    words = frozenset(one for one in guess.words(ticket.subject) if one not in name)
    return Matter(words, desk.taxonomy.redirect(reason) if reason else "", frozenset(named))


def _earlier(
    desk: Desk,
    ticket_id: int,
    logged: tuple[object, ...] | None,
    why: tuple[str, ...],
    *,
    is_same: bool,
) -> Earlier:
    one = tickets.ticket(desk.store, ticket_id)
    contact, ended, by, reason, outcome = logged or (None, None, "", "", "")
    kept = customer_promises.promises(desk.store, one.customer_id, done_too=True)
    return Earlier(
        ticket_id,
        one.reference,
        one.subject,
        is_same,
        ended if isinstance(ended, int) else one.last_message_at or one.created_at,
        why,
        contact if isinstance(contact, int) else None,
        str(by),
        str(reason),
        str(outcome),
        tuple(each for each in kept if each.ticket_id == ticket_id),
    )


# what is noted of it ------------------------------------------------------------------------------


def last_logged(desk: Desk, ticket_id: int, but: int | None = None) -> int | None:
    """Return the last contact logged on a ticket within seven days, None for none."""
    since = desk.now() - desk.config.kpi.fcr_window_s * SECOND
    found = _logged(desk, ticket_id, since, but)
    return found[0] if found is not None and isinstance(found[0], int) else None


def on_this_ticket(desk: Desk, contact_id: int, ticket_id: int) -> int | None:
    """Note that a contact goes on where an earlier one ended, and return the earlier one.

    Called as a contact opens: the banner of the ticket shows what was promised in it.
    """
    found = last_logged(desk, ticket_id, contact_id)
    if found is not None:
        banner(desk, contact_id, found)
    return found


def banner(desk: Desk, contact_id: int, earlier_id: int) -> bool:
    """Log once that a contact was told of an earlier one of the customer; False when it was."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM event WHERE interaction_id = ? AND kind = 'history.banner'"
        " AND json_extract(data, '$.earlier') = ?)"
    )
    if contact_id == earlier_id or desk.store.value(sql, contact_id, earlier_id):
        return False
    row = desk.store.one("SELECT ticket_id, customer_id FROM interaction WHERE id = ?", contact_id)
    if row is None:
        return False
    with desk.store.transaction():
        desk.log(
            "history.banner",
            ticket_id=row[0],
            customer_id=row[1],
            interaction_id=contact_id,
            earlier=earlier_id,
        )
    return True


def banner_on_record(desk: Desk, customer_id: int, earlier_id: int) -> None:
    """Log that the banner was seen on a customer's record, in a contact with that customer."""
    focused = timeline.focused(desk.store)
    if focused is not None and people.survivor(desk.store, focused.customer_id) == customer_id:
        banner(desk, focused.id, earlier_id)


def suggested(desk: Desk, ticket_id: int, found: Earlier) -> None:
    """Log once that another ticket of the customer was proposed as the same."""
    if not found.is_same_ticket and not _said(desk, "duplicate.suggest", ticket_id, found):
        _log(desk, "duplicate.suggest", ticket_id, found)


def used(desk: Desk, ticket_id: int, found: Earlier) -> None:
    """Log that the ticket proposed was linked or merged with."""
    _log(desk, "duplicate.use", ticket_id, found)


def dismiss(desk: Desk, ticket_id: int, found: Earlier) -> None:
    """Remember that two tickets are not the same; it is never proposed again."""
    with desk.store.transaction():
        desk.store.insert(
            "proposal_dismissed", ticket_id=ticket_id, other_id=found.ticket_id, at=desk.now()
        )
        _log(desk, "duplicate.dismissed", ticket_id, found)


def _said(desk: Desk, kind: str, ticket_id: int, found: Earlier) -> bool:
    sql = (
        "SELECT EXISTS (SELECT 1 FROM event WHERE ticket_id = ? AND kind = ?"
        " AND json_extract(data, '$.other') = ?)"
    )
    return bool(desk.store.value(sql, ticket_id, kind, found.ticket_id))


def _log(desk: Desk, kind: str, ticket_id: int, found: Earlier) -> None:
    customer_id = desk.store.value("SELECT customer_id FROM ticket WHERE id = ?", ticket_id)
    with desk.store.transaction():
        desk.log(
            kind,
            ticket_id=ticket_id,
            customer_id=customer_id,
            other=found.ticket_id,
            signs=len(found.why),
        )
