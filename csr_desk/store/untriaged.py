"""Tickets that wait for triage: nobody has given them a priority and a group yet.

A ticket that a person has already is routed, and is left out.
"""

from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.queue_row import Priority, Status
from csr_desk.store.connection import Store

LIMIT = 1_000
"""How many tickets are looked at for one round; beyond, the count is shown with `+`."""

BEGINNING = 4_000
"""Characters of the first message that are read."""

_WAITS = "t.triaged_at IS NULL AND t.status < 4 AND t.assignee_id IS NULL AND t.is_spam = 0"
_IDS = (
    f"SELECT t.id FROM ticket t INDEXED BY ticket_untriaged WHERE {_WAITS}"
    " ORDER BY t.created_at, t.id LIMIT ?"
)
_LOOK = (
    "SELECT t.id, t.reference, t.subject, t.customer_id, c.name, t.channel, t.created_at,"
    " t.status, t.priority, g.name FROM ticket t JOIN customer c ON c.id = t.customer_id"
    f" LEFT JOIN team g ON g.id = t.team_id WHERE t.id = ? AND {_WAITS}"
)
_FIRST = (
    "SELECT substr(body, 1, ?2), length(body) FROM message"
    " WHERE ticket_id = ?1 AND state <> 'dropped' ORDER BY at, id LIMIT 1"
)


class FirstLook(NamedTuple):
    """What the agent sees of an untriaged ticket; `body` is the beginning of its first message."""

    id: int
    reference: str
    subject: str
    customer_id: int
    customer: str
    channel: str
    created_at: Instant
    status: Status
    priority: Priority
    group: str | None
    body: str
    is_cut: bool


class Team(NamedTuple):
    """A group that tickets are given to."""

    id: int
    name: str


def ids(store: Store, limit: int = LIMIT) -> list[int]:
    """Return the tickets that wait for triage, the oldest first."""
    return [int(row[0]) for row in store.all(_IDS, limit)]


def first_look(store: Store, ticket_id: int) -> FirstLook | None:
    """Return the beginning of a ticket, None when it does not wait for triage (any more)."""
    row = store.one(_LOOK, ticket_id)
    if row is None:
        return None
    body, length = store.one(_FIRST, ticket_id, BEGINNING) or ("", 0)
    words = (*row[:7], Status(row[7]), Priority(row[8]), row[9])
    return FirstLook._make((*words, body, length > BEGINNING))


def teams(store: Store) -> list[Team]:
    """Return the groups by name."""
    return [Team(*row) for row in store.all("SELECT id, name FROM team ORDER BY name, id")]
