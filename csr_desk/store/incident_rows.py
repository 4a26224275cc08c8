"""What is read to find incidents: the newest tickets and words of older ones, a fixed number."""

from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store

NEWEST = 400
"""Tickets that are compared: those that came last."""

OLDER = 800
"""Older tickets whose words tell what is usual."""

CHARACTERS = 600


class Said(NamedTuple):
    """A ticket's subject and first words of the customer, with the name that is not compared.

    `problem_id` is the problem it is an incident of; a ticket that is a problem is its own.
    """

    ticket_id: int
    customer_id: int
    name: str
    text: str
    problem_id: int | None
    is_dismissed: bool


_SAID = (
    "SELECT t.id, coalesce(c.merged_into, c.id), c.name, t.subject || char(10) || coalesce(("
    "SELECT substr(body, 1, ?1) FROM message WHERE ticket_id = t.id AND author_kind = 'customer'"
    " AND state <> 'dropped' ORDER BY at, id LIMIT 1), ''),"
    " coalesce((SELECT to_id FROM ticket_link WHERE ticket_id = t.id AND kind = 'incident'),"
    " (SELECT to_id FROM ticket_link WHERE to_id = t.id AND kind = 'incident' LIMIT 1)),"
    " EXISTS (SELECT 1 FROM proposal_dismissed WHERE ticket_id = t.id AND other_id IS NULL)"
    " FROM ticket t JOIN customer c ON c.id = t.customer_id"
)


NEWEST_SQL = (
    f"{_SAID} WHERE t.id > (SELECT coalesce(max(id), 0) FROM ticket) - ?2"
    " AND (t.created_at >= ?3 AND t.status < 4 AND t.is_spam = 0 OR EXISTS (SELECT 1"
    "  FROM proposal_dismissed d WHERE d.ticket_id = t.id AND d.other_id IS NULL))"
    " ORDER BY t.created_at, t.id LIMIT ?4"
)
OLDER_SQL = (
    f"{_SAID} WHERE t.id > (SELECT coalesce(max(id), 0) FROM ticket) - ?2"
    " AND t.created_at < ?3 AND t.is_spam = 0 LIMIT ?4"
)


def newest(store: Store, since: Instant) -> list[Said]:
    """Return the unsolved tickets that came since an instant, the oldest first.

    Those that were turned down are among them whatever became of them: what is like them is not
    proposed.
    """
    return _read(store, NEWEST_SQL, NEWEST, since, NEWEST)


def older(store: Store, since: Instant) -> list[Said]:
    """Return tickets that came before an instant, the last ones of them."""
    return _read(store, OLDER_SQL, NEWEST + OLDER, since, OLDER)


def _read(store: Store, sql: str, near: int, since: Instant, most: int) -> list[Said]:
    rows = store.all(sql, CHARACTERS, near, since, most)
    return [Said(*row)._replace(is_dismissed=bool(row[5])) for row in rows]


def stamp(store: Store) -> tuple[object, ...]:
    """Return what differs as soon as a ticket came, was linked or was turned down."""
    return (
        store.one(
            "SELECT (SELECT max(id) FROM ticket), (SELECT max(id) FROM proposal_dismissed),"
            " (SELECT max(id) FROM ticket_link), (SELECT count(*) FROM ticket_link)"
        )
        or ()
    )
