"""Payments at the provider, as far as the desk knows them, and what was offered to a customer."""

from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Row, Store


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment: amount in minor units, 0 where the customer names it at the provider."""

    id: int
    reference: str
    customer_id: int
    ticket_id: int | None
    invoice_id: int | None
    amount: int
    currency: str
    state: str
    token: str
    last4: str
    actor: str
    at: Instant
    ended_at: Instant | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer and what became of it."""

    id: int
    product: str
    outcome: str
    actor: str
    at: Instant


_PAYMENT = (
    "SELECT id, reference, customer_id, ticket_id, invoice_id, amount, currency, state, token,"
    " last4, actor, at, ended_at FROM payment"
)


def active(store: Store, ticket_id: int) -> Payment | None:
    """Return the payment that runs on a ticket, None for none."""
    return _first(store.one(f"{_PAYMENT} WHERE ticket_id = ? AND state = 'active'", ticket_id))


def payment(store: Store, payment_id: int) -> Payment | None:
    """Return a payment, None when there is none of that id."""
    return _first(store.one(f"{_PAYMENT} WHERE id = ?", payment_id))


def of_customer(store: Store, customer_id: int) -> list[Payment]:
    """Return the payments of a customer, the newest first."""
    sql = f"{_PAYMENT} WHERE customer_id = ? ORDER BY at DESC, id DESC LIMIT 50"
    return [Payment(*row) for row in store.all(sql, customer_id)]


def offers(store: Store, customer_id: int) -> list[Offer]:
    """Return what was offered to a customer, the newest first."""
    rows = store.all(
        "SELECT id, product, outcome, actor, at FROM offer WHERE customer_id = ?"
        " ORDER BY at DESC, id DESC LIMIT 50",
        customer_id,
    )
    return [Offer(*row) for row in rows]


def _first(row: Row | None) -> Payment | None:
    return None if row is None else Payment(*row)
