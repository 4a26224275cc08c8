"""Full-text find over tickets, messages, customers, responses and articles.

Addresses and numbers are looked up in their own indexes first; words come from the word indexes
under the bounds of performance.md section 3: newest first at once, or the best of the newest
thousand. A message is found as its ticket, an order as its customer.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import IdentityKind
from csr_desk.store import people, search_terms
from csr_desk.store.connection import Row, Store
from csr_desk.store.queue_lists import fold

TICKET, CUSTOMER, CANNED, ARTICLE = "ticket", "customer", "canned", "article"
WINDOW = 160
"""Characters of a found text that are shown around the first word found."""

LOOK_INTO = 4_000
SHARE = 8
"""How many customers, responses and articles each stand beside the tickets."""

SUFFIX = 4
"""How many last digits of a telephone number are enough to look for it."""


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


def find(store: Store, text: str, limit: int = 50, *, best_first: bool = False) -> list[Hit]:
    """Return what a typed text finds, at most `limit`: exact addresses, customers, tickets, texts.

    Tickets come newest first, or with `best_first` by how well they fit among the newest thousand.
    A single letter finds nothing.
    """
    found: dict[tuple[str, int], Hit] = {}
    for hit in _stages(store, text, limit, best_first):
        found.setdefault((hit.kind, hit.id), hit)
    return list(found.values())[:limit]


def _stages(store: Store, text: str, limit: int, best_first: bool) -> Iterator[Hit]:
    yield from exact(store, text)
    if not search_terms.expression(text):
        return
    yield from _customers(store, _look(store, "customer_fts", text, SHARE, best_first))
    tickets = list(_tickets(store, text, limit, best_first))
    texts = [
        *_texts(store, CANNED, _look(store, "canned_fts", text, SHARE, best_first), text),
        *_texts(store, ARTICLE, _look(store, "article_fts", text, SHARE, best_first), text),
    ]
    room = max(limit - len(texts) - SHARE, 1)
    yield from tickets[:room]
    yield from texts
    yield from tickets[room:]


def _look(store: Store, table: str, text: str, limit: int, best_first: bool) -> list[int]:
    if table in ("ticket_fts", "message_fts"):
        match = search_terms.telling(store, table, text)
    else:
        match = search_terms.expression(text)
    look = search_terms.ranked if best_first else search_terms.newest
    return look(store, table, match, limit)


# addresses and numbers ---------------------------------------------------------------------------


def exact(store: Store, text: str) -> Iterator[Hit]:
    """Return what a ticket reference, e-mail address, telephone or order number names."""
    wanted = text.strip()
    bare = wanted.removeprefix("#").strip()
    if not bare:
        return
    row = store.one(f"{_TICKET} WHERE t.reference = ?", bare)
    if row is not None:
        yield _ticket(row)
    yield from _orders(store, bare)
    ids: list[int] = []
    if "@" in wanted:
        ids += people.find(store, IdentityKind.EMAIL, wanted)
        ids += people.find(store, IdentityKind.SOCIAL, wanted)
    ids += by_phone_end(store, wanted)
    yield from _customers(store, ids)


def by_phone_end(store: Store, text: str, limit: int = SHARE) -> list[int]:
    """Return customers whose telephone number ends in the digits typed, or has its last seven."""
    if any(char.isalpha() for char in text):
        return []
    digits = people.normal_phone(text)
    if len(digits) < SUFFIX:
        return []
    start = digits[::-1]
    rows = store.all(
        "SELECT customer_id FROM identity WHERE reversed >= ? AND reversed < ? LIMIT ?",
        start,
        start + ":",  # ':' follows '9'
        limit,
    )
    ids = [people.survivor(store, row[0]) for row in rows] or people.find_by_phone(store, text)
    return list(dict.fromkeys(ids))[:limit]


def _orders(store: Store, number: str) -> Iterator[Hit]:
    rows = store.all(
        "SELECT c.id, c.name, o.number, o.status, o.placed_at FROM customer_order o"
        " JOIN customer c ON c.id = o.customer_id"
        " WHERE o.number = ? COLLATE NOCASE LIMIT 5",
        number,
    )
    for row in rows:
        words = f"order {row[2]} {row[3]}".strip()
        yield Hit(CUSTOMER, people.survivor(store, row[0]), row[1], words, row[4] or 0, row[2])


# words -------------------------------------------------------------------------------------------

_TICKET = (
    "SELECT t.id, t.subject, c.name, t.snippet, t.updated_at, t.reference"
    " FROM ticket t JOIN customer c ON c.id = t.customer_id"
)
_MESSAGE = (
    f"SELECT t.id, t.subject, c.name, substr(m.body, 1, {LOOK_INTO}), m.at, t.reference"
    " FROM message m JOIN ticket t ON t.id = m.ticket_id JOIN customer c ON c.id = t.customer_id"
)


def _ticket(row: Row, text: str = "") -> Hit:
    return Hit(TICKET, row[0], row[1], f"{row[2]} · {around(row[3], text)}", row[4], row[5])


def _tickets(store: Store, text: str, limit: int, best_first: bool) -> Iterable[Hit]:
    own = _look(store, "ticket_fts", text, limit, best_first)
    said = _look(store, "message_fts", text, limit, best_first)
    ticket_hits = [_ticket(row) for row in _rows(store, _TICKET, "t.id", own)]
    message_hits = [
        _ticket(row, text)
        for row in _rows(store, f"{_MESSAGE} WHERE m.state <> 'dropped' AND", "m.id", said)
    ]
    if not best_first:
        return sorted([*message_hits, *ticket_hits], key=lambda hit: -hit.at)
    return [hit for _, hit in sorted(_weighed(ticket_hits, message_hits), key=lambda w: w[0])]


def _weighed(*lists: list[Hit]) -> Iterator[tuple[int, Hit]]:
    """Put several ranked lists into one by place: the first of each, the second of each …"""
    for number, hits in enumerate(lists):
        for place, hit in enumerate(hits):
            yield place * len(lists) + number, hit


def _rows(store: Store, select: str, column: str, ids: list[int]) -> list[Row]:
    """Return the rows of ids in their order, the id's place found again by a second column."""
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    joiner = "" if select.endswith("AND") else " WHERE"
    sql = select.replace("SELECT ", f"SELECT {column}, ", 1) + f"{joiner} {column} IN ({marks})"
    by_id = {row[0]: row[1:] for row in store.all(sql, *ids)}
    return [by_id[one] for one in ids if one in by_id]


def _customers(store: Store, ids: Iterable[int]) -> Iterator[Hit]:
    select = (
        "SELECT c.id, c.name, coalesce(o.name, ''), coalesce(s.identities, ''), c.updated_at"
        " FROM customer c LEFT JOIN organisation o ON o.id = c.organisation_id"
        " LEFT JOIN customer_search s ON s.id = c.id"
    )
    for row in _rows(store, select, "c.id", list(ids)):
        words = " · ".join(part for part in (row[2], row[3]) if part)
        yield Hit(CUSTOMER, row[0], row[1], words, row[4], "")


def _texts(store: Store, kind: str, ids: list[int], text: str) -> list[Hit]:
    name = "x.name" if kind == CANNED else "''"
    select = (
        f"SELECT x.id, x.title, substr(x.body, 1, {LOOK_INTO}), x.updated_at, {name} FROM {kind} x"
    )
    if kind == CANNED:
        select += " WHERE x.archived_at IS NULL AND"
    rows = _rows(store, select, "x.id", ids)
    return [Hit(kind, row[0], row[1], around(row[2], text), row[3], row[4]) for row in rows]


def around(body: str, text: str) -> str:
    """Return the part of a text around the first word of the search that it has, on one line."""
    line = " ".join(body.split())
    folded = fold(line)
    places = [folded.find(word) for word in fold(text).split()]
    first = min((place for place in places if place >= 0), default=0)
    start = max(first - WINDOW // 4, 0)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    return ("…" if start else "") + line[start : start + WINDOW]


class Searcher:
    """A search on its own read-only connection, for a worker thread; the next key interrupts it."""

    def __init__(self, path: Path, opener: Callable[[Path], Store] | None = None) -> None:
        self._store = opener(path) if opener else Store(path, read_only=True)
        self._one_at_a_time = threading.Lock()
        self._generation = 0

    def find(self, text: str, limit: int = 50, *, best_first: bool = True) -> list[Hit] | None:
        """Return what `find` returns, or None when a newer search interrupted this one."""
        generation = self._generation
        with self._one_at_a_time:
            found: dict[tuple[str, int], Hit] = {}
            try:
                for hit in _stages(self._store, text, limit, best_first):
                    if generation != self._generation:
                        return None
                    found.setdefault((hit.kind, hit.id), hit)
            except apsw.InterruptError:
                return None
            return None if generation != self._generation else list(found.values())[:limit]

    def interrupt(self) -> None:
        """Stop the search that runs; it returns None."""
        self._generation += 1
        self._store.db.interrupt()

    def close(self) -> None:
        """Stop what runs and close the connection."""
        self.interrupt()
        with self._one_at_a_time:
            self._store.close()
