"""Cross-selling: what may be offered to a customer, and what they said; never in a complaint."""

from csr_desk import errors
from csr_desk.actions import order_request, shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import DAY
from csr_desk.store import order_requests, payments, people

OUTCOMES = ("offered", "accepted", "accepted_later", "declined")
_COMPLAINT = (
    "SELECT EXISTS (SELECT 1 FROM ticket t JOIN ticket_tag g ON g.ticket_id = t.id"
    " WHERE t.customer_id = ?1 AND t.status < 4 AND g.tag LIKE 'complaint%')"
    " OR EXISTS (SELECT 1 FROM interaction i JOIN ticket t ON t.id = i.ticket_id"
    " JOIN wrap_up w ON w.interaction_id = i.id AND w.undone_at IS NULL"
    " WHERE i.customer_id = ?1 AND w.reason LIKE 'complaint/%' AND (t.status < 4 OR w.at > ?2))"
    " OR EXISTS (SELECT 1 FROM interaction i JOIN draft d ON d.ticket_id = i.ticket_id"
    " AND d.kind = 'wrap_up' WHERE i.customer_id = ?1 AND i.wrapped_at IS NULL"
    " AND d.extra LIKE '%\"complaint/%')"
    " OR EXISTS (SELECT 1 FROM interaction i WHERE i.customer_id = ?1 AND i.wrapped_at IS NULL"
    " AND i.flags LIKE '%complaint%')"
)


def in_complaint(desk: Desk, customer_id: int) -> bool:
    """Tell whether a customer complains: by tag, flag, reason of an open or a recent contact."""
    since = desk.now() - 7 * DAY
    return bool(desk.store.value(_COMPLAINT, customer_id, since))


def expect_no_complaint(desk: Desk, customer_id: int) -> None:
    """Refuse an offer while a customer complains."""
    if in_complaint(desk, customer_id):
        raise errors.Refused(
            "this customer has a complaint", "Settle it first; nothing is offered until then."
        )


def hint(desk: Desk, customer_id: int) -> tuple[str, str]:
    """Return (what to offer, what they bought that it goes with); two empty texts for nothing.

    It is the first of the settings' offers that fits an order and was not made before.
    """
    wanted = desk.config.sales.offers
    if not wanted or in_complaint(desk, customer_id):
        return "", ""
    made = {one.product.casefold() for one in payments.offers(desk.store, customer_id)}
    bought = [one.product for one in order_requests.lines(desk.store, customer_id)]
    for word, product in wanted.items():
        has = next((one for one in bought if word.casefold() in one.casefold()), "")
        owned = any(product.casefold() in one.casefold() for one in bought)
        if has and not owned and product.casefold() not in made:
            return product, has
    return "", ""


def record(desk: Desk, customer_id: int, product: str, outcome: str) -> int:
    """Record an offer and what became of it; Refused while the customer complains."""
    if outcome not in OUTCOMES:
        raise errors.Refused(f"{outcome!r} is no outcome", f"It is one of {', '.join(OUTCOMES)}.")
    words = " ".join(product.split())[:200]
    if not words:
        raise errors.Refused("nothing was named", "Name what was offered.")
    with desk.store.transaction():
        known = people.survivor(desk.store, customer_id)
        expect_no_complaint(desk, known)
        ticket_id, interaction_id = order_request.belongs_to(desk, known)
        made = desk.store.insert(
            "offer",
            uid=desk.new_uid(),
            customer_id=known,
            ticket_id=ticket_id,
            interaction_id=interaction_id,
            product=shield.masked(desk, words, "offer", ticket_id=ticket_id),
            outcome=outcome,
            actor=desk.actor,
            at=desk.now(),
        )
        desk.log(
            "offer.recorded",
            customer_id=known,
            ticket_id=ticket_id,
            interaction_id=interaction_id,
            offer=made,
            outcome=outcome,
        )
        return made
