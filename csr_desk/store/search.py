"""Full-text find over tickets, messages, customers, responses and articles.

Addresses and numbers are looked up in their own indexes first; words come from the word indexes
under the bounds of performance.md section 3: newest first at once, or the best of the newest
thousand. A message is found as its ticket, an order as its customer."""

from collections.abc import Iterable, Iterator

from csr_desk.store import search_terms
from csr_desk.store.connection import Store
from csr_desk.store.search_exact import SHARE, exact
from csr_desk.store.search_hits import (
    ARTICLE,
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
    ticket_hits = [ticket(row) for row in rows_of(store, TICKETS, "t.id", own)]
    message_hits = [
        ticket(row, text)
        for row in rows_of(store, f"{MESSAGES} WHERE m.state <> 'dropped' AND", "m.id", said)
    ]
    if not best_first:
        return sorted([*message_hits, *ticket_hits], key=lambda hit: -hit.at)
    return [hit for _, hit in sorted(_weighed(ticket_hits, message_hits), key=lambda w: w[0])]


def _weighed(*lists: list[Hit]) -> Iterator[tuple[int, Hit]]:
    """Put several ranked lists into one by place: the first of each, the second of each …"""
    for number, hits in enumerate(lists):
        for place, hit in enumerate(hits):
            yield place * len(lists) + number, hit
