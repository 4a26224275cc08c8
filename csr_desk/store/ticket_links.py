"""Which tickets belong together: links of every kind, and where a merged or split one went."""

from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Status
from csr_desk.store.connection import Store

SAME_ISSUE, DUPLICATE, INCIDENT = "same_issue", "duplicate", "incident"
RELATED, SPLIT = "related", "split"
MOST = 200
"""Links of one ticket that are read at a time; their number is counted, not read."""


class Link(NamedTuple):
    """A link as one of its tickets sees it: `other_id` is the other one.

    `is_from` tells that this ticket is the incident, the duplicate or the part; the subject and the
    customer are not cleaned.
    """

    id: int
    kind: str
    is_from: bool
    at: Instant
    other_id: int
    reference: str
    subject: str
    status: Status
    customer: str
    interaction_id: int | None
    to_interaction_id: int | None


class Incidents(NamedTuple):
    """How many incidents a problem has, and how many of them are not solved yet."""

    total: int
    unsolved: int


_OF = (
    "SELECT l.id, l.kind, l.ticket_id = ?1, l.at, t.id, t.reference, t.subject, t.status, c.name,"
    " l.interaction_id, l.to_interaction_id FROM ticket_link l"
    " JOIN ticket t ON t.id = iif(l.ticket_id = ?1, l.to_id, l.ticket_id)"
    " JOIN customer c ON c.id = t.customer_id WHERE l.id IN"
    " (SELECT id FROM ticket_link WHERE ticket_id = ?1 UNION"
    "  SELECT id FROM ticket_link WHERE to_id = ?1) ORDER BY l.kind, l.id LIMIT ?2"
)


def of_ticket(store: Store, ticket_id: int) -> list[Link]:
    """Return the links of a ticket, by kind and then in the order they were made."""
    rows = store.all(_OF, ticket_id, MOST)
    return [Link(*row)._replace(is_from=bool(row[2]), status=Status(row[7])) for row in rows]


def between(store: Store, one: int, other: int) -> list[Link]:
    """Return the links between two tickets."""
    return [link for link in of_ticket(store, one) if link.other_id == other]


def incidents(store: Store, problem_id: int) -> Incidents:
    """Return how many incidents a ticket has as their problem."""
    row = store.one(
        "SELECT count(*), coalesce(sum(t.status < 4), 0) FROM ticket_link l"
        " JOIN ticket t ON t.id = l.ticket_id WHERE l.to_id = ? AND l.kind = 'incident'",
        problem_id,
    )
    return Incidents(*(row or (0, 0)))


def unsolved_incidents(store: Store, problem_id: int) -> list[int]:
    """Return the incidents of a problem that are not solved, the oldest first."""
    rows = store.all(
        "SELECT t.id FROM ticket_link l JOIN ticket t ON t.id = l.ticket_id"
        " WHERE l.to_id = ? AND l.kind = 'incident' AND t.status < 4 ORDER BY t.created_at, t.id",
        problem_id,
    )
    return [row[0] for row in rows]


def problem_of(store: Store, ticket_id: int) -> int | None:
    """Return the problem a ticket is an incident of, None for none."""
    sql = "SELECT to_id FROM ticket_link WHERE ticket_id = ? AND kind = 'incident' ORDER BY id"
    found = store.value(sql, ticket_id)
    return None if found is None else int(found)


def merged_into(store: Store, ticket_id: int) -> tuple[int, str] | None:
    """Return (id, reference) of the ticket a merged one went into, None for one that stands."""
    row = store.one(
        "SELECT t.id, t.reference FROM ticket_move m JOIN ticket t ON t.id = m.into_id"
        " WHERE m.from_id = ? AND m.kind = 'merge' AND m.undone_at IS NULL"
        " ORDER BY m.id DESC LIMIT 1",
        ticket_id,
    )
    return None if row is None else (int(row[0]), str(row[1]))


def last_contact(store: Store, ticket_id: int) -> int | None:
    """Return the newest contact on a ticket, None when there was none."""
    sql = "SELECT id FROM interaction WHERE ticket_id = ? ORDER BY started_at DESC, id DESC LIMIT 1"
    found = store.value(sql, ticket_id)
    return None if found is None else int(found)
