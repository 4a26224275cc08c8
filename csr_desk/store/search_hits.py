"""What was found, as hits to show: tickets, customers and texts by their ids."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from csr_desk.domain.folding import fold
from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Row, Store

TICKET, CUSTOMER, CANNED, ARTICLE = "ticket", "customer", "canned", "article"
WINDOW = 160
"""Characters of a found text that are shown around the first word found."""

LOOK_INTO = 4_000


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its kind (ticket, customer, canned, article) and id, and what to show.

    `at` is the instant of the ticket's message or last change, 0 where there is none.
    """

    kind: str
    id: int
    title: str
    snippet: str
    at: Instant
    reference: str


AT = 4
"""The place of the instant in a row of both lists below."""

TICKETS = (
    "SELECT t.id, t.subject, c.name, t.snippet, t.updated_at, t.reference"
    " FROM ticket t JOIN customer c ON c.id = t.customer_id"
)
MESSAGES = (
    f"SELECT t.id, t.subject, c.name, substr(m.body, 1, {LOOK_INTO}), m.at, t.reference"
    " FROM message m JOIN ticket t ON t.id = m.ticket_id JOIN customer c ON c.id = t.customer_id"
)


def ticket(row: Row, text: str = "") -> Hit:
    """Return a row of TICKETS or MESSAGES as a hit, its text cut around the words searched."""
    return Hit(TICKET, row[0], row[1], f"{row[2]} · {around(row[3], text)}", row[4], row[5])


def rows_of(store: Store, select: str, column: str, ids: list[int]) -> list[Row]:
    """Return the rows of ids in their order, the id's place found again by a second column."""
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    joiner = "" if select.endswith("AND") else " WHERE"
    sql = select.replace("SELECT ", f"SELECT {column}, ", 1) + f"{joiner} {column} IN ({marks})"
    by_id = {row[0]: row[1:] for row in store.all(sql, *ids)}
    return [by_id[one] for one in ids if one in by_id]


def customers(store: Store, ids: Iterable[int]) -> Iterator[Hit]:
    """Yield customers with their organisation and addresses, in the order of their ids given."""
    select = (
        "SELECT c.id, c.name, coalesce(o.name, ''), coalesce(s.identities, ''), c.updated_at"
        " FROM customer c LEFT JOIN organisation o ON o.id = c.organisation_id"
        " LEFT JOIN customer_search s ON s.id = c.id"
    )
    for row in rows_of(store, select, "c.id", list(ids)):
        words = " · ".join(part for part in (row[2], row[3]) if part)
        yield Hit(CUSTOMER, row[0], row[1], words, row[4], "")


def texts(store: Store, kind: str, ids: list[int], text: str) -> list[Hit]:
    """Return responses or articles, archived ones left out, in the order of their ids given."""
    name = "x.name" if kind == CANNED else "''"
    select = (
        f"SELECT x.id, x.title, substr(x.body, 1, {LOOK_INTO}), x.updated_at, {name} FROM {kind} x"
    )
    if kind in (CANNED, ARTICLE):
        select += " WHERE x.archived_at IS NULL AND"
    return [
        Hit(kind, row[0], row[1], around(row[2], text), row[3], row[4])
        for row in rows_of(store, select, "x.id", ids)
    ]


def around(body: str, text: str) -> str:
    """Return the part of a text around the first word of the search that it has, on one line."""
    line = " ".join(body.split())
    folded = fold(line) if text else ""
    places = [folded.find(word) for word in fold(text).split()]
    first = min((place for place in places if place >= 0), default=0)
    start = max(first - WINDOW // 4, 0)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    return ("…" if start else "") + line[start : start + WINDOW]
