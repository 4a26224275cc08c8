"""Full-text find over tickets, messages, customers, responses and articles.

Addresses and numbers are looked up in their own indexes first; words come from the word indexes
under the bounds of performance.md section 3: newest first at once, or the best of the newest
thousand. A message is found as its ticket, an order as its customer."""

from collections.abc import Iterable, Iterator

from csr_desk.store import search_terms
from csr_desk.store.connection import Row, Store
from csr_desk.store.search_exact import SHARE, exact
from csr_desk.store.search_hits import (
    ARTICLE,
    AT,
    CANNED,
    MESSAGES,
    TICKETS,
    Hit,
    customers,
    rows_of,
    texts,
    ticket,
)


def find(store: Store, text: str, limit: int = 50, *, best_first: bool = False) -> list[Hit]:
    """Return what a typed text finds, at most `limit`: exact addresses, customers, tickets, texts.

    Tickets come newest first, or with `best_first` by how well they fit among the newest thousand.
    A single letter finds nothing.
    """
    found: dict[tuple[str, int], Hit] = {}
    for hit in stages(store, text, limit, best_first):
        found.setdefault((hit.kind, hit.id), hit)
    return list(found.values())[:limit]


def stages(store: Store, text: str, limit: int, best_first: bool) -> Iterator[Hit]:
    """Yield hits as they are found, some of them more than once: exact ones first."""
    yield from exact(store, text)
    if not search_terms.expression(text):
        return
    yield from customers(store, _look(store, "customer_fts", text, SHARE, best_first))
    tickets = list(_tickets(store, text, limit, best_first))
    found = [
        *texts(store, CANNED, _look(store, "canned_fts", text, SHARE, best_first), text),
        *texts(store, ARTICLE, _look(store, "article_fts", text, SHARE, best_first), text),
    ]
    room = max(limit - len(found) - SHARE, 1)
    yield from tickets[:room]
    yield from found
    yield from tickets[room:]


def _look(store: Store, table: str, text: str, limit: int, best_first: bool) -> list[int]:
    if table in ("ticket_fts", "message_fts"):
        match = search_terms.telling(store, table, text)
    else:
        match = search_terms.expression(text)
    look = search_terms.ranked if best_first else search_terms.newest
    return look(store, table, match, limit)


def _tickets(store: Store, text: str, limit: int, best_first: bool) -> Iterable[Hit]:
    own = _look(store, "ticket_fts", text, limit, best_first)
    said = _look(store, "message_fts", text, limit, best_first)
    by_ticket = rows_of(store, TICKETS, "t.id", own)
    by_message = rows_of(store, f"{MESSAGES} WHERE m.state <> 'dropped' AND", "m.id", said)
    found = [(row, "") for row in by_ticket], [(row, text) for row in by_message]
    if best_first:
        ordered = [one for _, one in sorted(_weighed(*found), key=lambda w: w[0])]
    else:
        ordered = sorted([*found[1], *found[0]], key=lambda one: -one[0][AT])
    # Cutting texts around their words is most of a search: only what can be shown is cut.
    first: dict[int, tuple[Row, str]] = {}
    for row, words in ordered:
        first.setdefault(row[0], (row, words))
    return [ticket(row, words) for row, words in list(first.values())[:limit]]


def _weighed(*lists: list[tuple[Row, str]]) -> Iterator[tuple[int, tuple[Row, str]]]:
    """Put several ranked lists into one by place: the first of each, the second of each …"""
    for number, rows in enumerate(lists):
        for place, row in enumerate(rows):
            yield place * len(lists) + number, row
