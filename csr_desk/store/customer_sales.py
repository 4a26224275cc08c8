"""The orders and invoices of a customer, and what is still to be paid."""

from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; `discount` is a share from 0 to 1, the price in minor units."""

    product: str
    quantity: float
    unit_price: int
    discount: float
    id: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """One order; the total in minor units of its currency."""

    id: int
    number: str
    placed_at: Instant | None
    status: str
    currency: str
    total: int
    tracking: str
    eta: Instant | None
    note: str
    lines: tuple[OrderLine, ...]


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice; amounts in minor units of its currency."""

    id: int
    number: str
    order_number: str
    issued_at: Instant | None
    due_at: Instant | None
    currency: str
    amount: int
    paid: int

    @property
    def balance(self) -> int:
        """Return what is still to be paid; below zero the customer has paid too much."""
        return self.amount - self.paid

    def is_overdue(self, now: Instant) -> bool:
        """Tell whether something is still to be paid after the due date."""
        return self.balance > 0 and self.due_at is not None and self.due_at < now


def orders(store: Store, customer_id: int, limit: int = 20) -> list[Order]:
    """Return a customer's orders with their lines, the newest first."""
    rows = store.all(
        "SELECT id, number, placed_at, status, currency, total, tracking, eta, note"
        " FROM customer_order WHERE customer_id = ? ORDER BY placed_at DESC, id DESC LIMIT ?",
        customer_id,
        limit,
    )
    return [Order(*(*row, _lines(store, row[0]))) for row in rows]


def _lines(store: Store, order_id: int) -> tuple[OrderLine, ...]:
    rows = store.all(
        "SELECT product, quantity, unit_price, discount, id FROM order_line WHERE order_id = ?"
        " ORDER BY id",
        order_id,
    )
    return tuple(OrderLine(*row) for row in rows)


def invoices(store: Store, customer_id: int, limit: int = 20) -> list[Invoice]:
    """Return a customer's invoices, the newest first."""
    rows = store.all(
        "SELECT i.id, i.number, coalesce(o.number, ''), i.issued_at, i.due_at, i.currency,"
        " i.amount, i.paid FROM invoice i LEFT JOIN customer_order o ON o.id = i.order_id"
        " WHERE i.customer_id = ? ORDER BY i.issued_at DESC, i.id DESC LIMIT ?",
        customer_id,
        limit,
    )
    return [Invoice(*row) for row in rows]


def balances(store: Store, customer_id: int) -> list[tuple[str, int]]:
    """Return (currency, minor units still to be paid) over all invoices of a customer."""
    rows = store.all(
        "SELECT currency, sum(amount - paid) FROM invoice WHERE customer_id = ?"
        " GROUP BY currency HAVING sum(amount - paid) <> 0 ORDER BY currency",
        customer_id,
    )
    return [(str(row[0]), int(row[1])) for row in rows]
