"""A customer's record as it is read: the person, their tickets, orders, invoices, promises."""

from dataclasses import dataclass

from csr_desk import errors
from csr_desk.domain.instants import DAY, Instant
from csr_desk.domain.models import Identity, Priority, Status
from csr_desk.store import people
from csr_desk.store.connection import Row, Store

WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Record:
    """One customer with all addresses and facts; `fields` are (name, value) by name."""

    id: int
    uid: str
    name: str
    first_name: str
    organisation: str
    language: str
    note: str
    kind: str
    verified_at: Instant | None
    created_at: Instant
    updated_at: Instant
    merged_into: int | None
    salt: str
    identities: tuple[Identity, ...]
    fields: tuple[tuple[str, str], ...]

    def value(self, field: str) -> str:
        """Return the value of a field or fact by its name, '' when there is none."""
        if field in ("name", "first_name", "organisation", "language", "note", "kind"):
            return str(getattr(self, field))
        return dict(self.fields).get(field, "")


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One ticket of a customer on one line."""

    id: int
    reference: str
    subject: str
    channel: str
    status: Status
    priority: Priority
    updated_at: Instant
    due_at: Instant | None
    assignee: str

    @property
    def is_open(self) -> bool:
        """Tell whether there is still work on it."""
        return self.status < Status.SOLVED


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order; `discount` is a share from 0 to 1, the price in minor units."""

    product: str
    quantity: float
    unit_price: int
    discount: float


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


@dataclass(frozen=True, slots=True)
class Promise:
    """A follow-up: what was promised, when it is due, who wrote it down and when."""

    id: int
    ticket_id: int | None
    kind: str
    text: str
    due_at: Instant
    created_at: Instant
    done_at: Instant | None
    by: str


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How often a customer came in the last seven days: calls, all contacts, written messages."""

    calls: int
    contacts: int
    messages: int


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of a field, with who made it and where it came from."""

    id: int
    field: str
    old: str
    new: str
    at: Instant
    actor: str
    source: str


def record(store: Store, customer_id: int) -> Record:
    """Return a customer's record; Refused when there is none of that id."""
    row = store.one(
        "SELECT c.id, c.uid, c.name, c.first_name, coalesce(o.name, ''), c.language, c.note,"
        " c.kind, c.verified_at, c.created_at, c.updated_at, c.merged_into, c.salt"
        " FROM customer c LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
        customer_id,
    )
    if row is None:
        raise errors.Refused(
            f"there is no customer {customer_id}", "`csr-desk find` looks people up."
        )
    facts = store.all(
        "SELECT name, value FROM customer_field WHERE customer_id = ? ORDER BY name", customer_id
    )
    values = (*row, tuple(people.identities(store, customer_id)), tuple(facts))
    return Record(*values)


_TICKET = (
    "SELECT t.id, t.reference, t.subject, t.channel, t.status, t.priority, t.updated_at,"
    " t.due_at, coalesce(a.name, '') FROM ticket t LEFT JOIN agent a ON a.id = t.assignee_id"
)


def _ticket(row: Row) -> TicketLine:
    values = (*row[:4], Status(row[4]), Priority(row[5]), *row[6:])
    return TicketLine(*values)


def open_tickets(store: Store, customer_id: int, limit: int = 50) -> list[TicketLine]:
    """Return a customer's tickets with work on them, the last changed first."""
    sql = f"{_TICKET} WHERE t.customer_id = ? AND t.status < 4 ORDER BY t.updated_at DESC LIMIT ?"
    return [_ticket(row) for row in store.all(sql, customer_id, limit)]


def past_tickets(store: Store, customer_id: int, limit: int = 50) -> list[TicketLine]:
    """Return a customer's solved and closed tickets, the last changed first."""
    sql = f"{_TICKET} WHERE t.customer_id = ? AND t.status >= 4 ORDER BY t.updated_at DESC LIMIT ?"
    return [_ticket(row) for row in store.all(sql, customer_id, limit)]


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
        "SELECT product, quantity, unit_price, discount FROM order_line WHERE order_id = ?"
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


_PROMISE = (
    "SELECT f.id, f.ticket_id, f.kind, f.text, f.due_at, f.created_at, f.done_at,"
    " coalesce((SELECT e.actor FROM event e WHERE e.at BETWEEN f.created_at AND"
    " f.created_at + 1000 AND e.kind = 'follow_up.added'"
    " AND json_extract(e.data, '$.follow_up') = f.id LIMIT 1),"
    " (SELECT a.name FROM interaction i JOIN agent a ON a.id = i.agent_id"
    "  WHERE i.id = f.interaction_id), '') FROM follow_up f"
)


def promises(store: Store, customer_id: int, done_too: bool = False) -> list[Promise]:
    """Return what was promised to a customer, on them or on a ticket of theirs, by due time.

    Dropped follow-ups are left out, and those that are done unless `done_too`.
    """
    rows = store.all(
        f"{_PROMISE} WHERE f.id IN (SELECT id FROM follow_up WHERE customer_id = ?1 UNION"
        " SELECT u.id FROM ticket t JOIN follow_up u ON u.ticket_id = t.id"
        " WHERE t.customer_id = ?1) AND f.dropped_at IS NULL"
        " AND (?2 OR f.done_at IS NULL) ORDER BY f.due_at, f.id LIMIT 200",
        customer_id,
        done_too,
    )
    return [Promise(*row) for row in rows]


def week_count(store: Store, customer_id: int, now: Instant) -> WeekCount:
    """Return how often a customer came in the seven days (604,800 s) before `now`."""
    since = now - WEEK
    row = store.one(
        "SELECT count(*) FILTER (WHERE channel = 'phone'), count(*) FROM interaction"
        " WHERE customer_id = ? AND started_at > ? AND started_at <= ? AND direction = 'in'",
        customer_id,
        since,
        now,
    )
    written = store.value(
        "SELECT count(*) FROM ticket t JOIN message m ON m.ticket_id = t.id AND m.at > ?2"
        " WHERE t.customer_id = ?1 AND t.updated_at > ?2 AND m.at <= ?3"
        " AND m.author_kind = 'customer'",
        customer_id,
        since,
        now,
    )
    calls, contacts = row or (0, 0)
    return WeekCount(int(calls), int(contacts), int(written))


def history(store: Store, customer_id: int, field: str | None = None) -> list[FieldChange]:
    """Return the changes of a customer's fields, newest first; of one field when it is named."""
    rows = store.all(
        "SELECT id, field, coalesce(old, ''), coalesce(new, ''), at, actor, source"
        " FROM field_history WHERE customer_id = ?1 AND (?2 IS NULL OR field = ?2)"
        " ORDER BY id DESC LIMIT 200",
        customer_id,
        field,
    )
    return [FieldChange(*row) for row in rows]
