"""The tickets of a customer, and how often they came this week."""

from dataclasses import dataclass

from csr_desk.domain.instants import DAY, Instant
from csr_desk.domain.models import Priority, Status
from csr_desk.store.connection import Row, Store

WEEK = 7 * DAY


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
class WeekCount:
    """How often a customer came in the last seven days: calls, all contacts, written messages."""

    calls: int
    contacts: int
    messages: int


_TICKET = (
    "SELECT t.id, t.reference, t.subject, t.channel, t.status, t.priority, t.updated_at,"
    " iif(t.sla_kind IS NULL, t.due_at, t.sla_at), coalesce(a.name, '')"
    " FROM ticket t LEFT JOIN agent a ON a.id = t.assignee_id"
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
