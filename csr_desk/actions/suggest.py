"""Which responses, articles and reason fit a ticket: what was used in tickets like it before.

Tickets like it are those with the nearest words (bm25); a response or article also counts by its
own words, and responses of another language or channel do not count at all. It works on a
connection of its own, in a thread, and the next question interrupts it.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

import apsw

from csr_desk.actions import wrap_guess
from csr_desk.actions.desk import Desk
from csr_desk.domain import canned_fit, guess
from csr_desk.domain.canned_fit import Entry, Fit
from csr_desk.store import articles, suggest_index, tickets
from csr_desk.store import canned as canned_store
from csr_desk.store.connection import Store
from csr_desk.store.suggest_index import ARTICLE, CANNED, REASON, Index, Past

Result = TypeVar("Result")

SHOWN = 3
LEAST = 0.12
"""What must speak for a response or article before it is shown; 1 is all there is."""

WORDS = 40
"""Words of a ticket that are looked up; more make it slower and no better."""

_OWN_WORDS = 0.1
_TABLES = {CANNED: "canned_fts", ARTICLE: "article_fts"}
_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A response or an article (`kind`) that may fit, with why in words."""

    kind: str
    id: int
    name: str
    title: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The texts that may fit a ticket, the best first, and the likely reason, "" for none.

    `shares` is how often each reason was found in tickets like it, 1 for all of them.
    """

    texts: tuple[Suggestion, ...] = ()
    reason: str = ""
    shares: Mapping[str, float] = field(default_factory=dict)


def words_of(desk: Desk, ticket_id: int) -> list[str]:
    """Return the telling words of a ticket without its customer's name, each once."""
    ticket = tickets.ticket(desk.store, ticket_id)
    said = wrap_guess.text_of(desk, ticket_id)
    for word in ticket.customer.split():
        said = re.sub(rf"\b{re.escape(word)}\b", " ", said, flags=re.IGNORECASE)
    return guess.words(said)[:WORDS]


def suggest(desk: Desk, index: Index, ticket_id: int, limit: int = SHOWN) -> Suggestions:
    """Return what fits a ticket by an index of past ones."""
    words = words_of(desk, ticket_id)
    votes = index.votes(words, ticket_id)
    found = [
        *responses(desk, ticket_id, words, votes),
        *_texts(desk, ARTICLE, words, votes.get(ARTICLE, {}), _fit(desk, ticket_id)),
    ]
    found.sort(key=lambda one: (-one.score, one.kind, one.id))
    best = tuple(one for one in found if one.score >= LEAST)[:limit]
    shares = {desk.taxonomy.redirect(code): share for code, share in votes.get(REASON, {}).items()}
    reasons = wrap_guess.ranked(desk, ticket_id, shares)
    return Suggestions(best, reasons[0].code if reasons else "", shares)


def responses(
    desk: Desk, ticket_id: int, words: list[str], votes: Mapping[str, Mapping[str, float]]
) -> list[Suggestion]:
    """Return the responses that something speaks for, the best first."""
    found = _texts(desk, CANNED, words, votes.get(CANNED, {}), _fit(desk, ticket_id))
    return sorted(found, key=lambda one: (-one.score, one.id))


def _fit(desk: Desk, ticket_id: int) -> Fit:
    """Return the language and channel of a ticket."""
    ticket = tickets.ticket(desk.store, ticket_id)
    language = desk.store.value("SELECT language FROM customer WHERE id = ?", ticket.customer_id)
    return Fit(str(language or ""), ticket.reply_channel.value)


def _texts(
    desk: Desk, kind: str, words: list[str], votes: Mapping[str, float], fit: Fit
) -> list[Suggestion]:
    """Return the responses or articles that something speaks for, with how much."""
    scores = {int(item): share for item, share in votes.items()}
    for item, share in _own_words(desk.store, _TABLES[kind], words).items():
        scores[item] = scores.get(item, 0.0) + _OWN_WORDS * share
    now = desk.now()
    return [
        Suggestion(kind, one.id, one.name, one.title, scores[one.id], _because(one, votes))
        for one in _entries(desk, kind)
        if one.id in scores
        and not one.expired(now)
        and (str(one.id) in votes or not canned_fit.is_foreign(one, fit))
    ]


def _entries(desk: Desk, kind: str) -> list[Entry]:
    if kind == ARTICLE:
        return articles.entries(desk.store)
    return canned_store.entries(desk.store, desk.agent_id)


def _because(one: Entry, votes: Mapping[str, float]) -> str:
    share = votes.get(str(one.id), 0.0)
    return "used for tickets like this" if share >= LEAST else "has its words"


def _own_words(store: Store, table: str, words: list[str]) -> dict[int, float]:
    """Return the texts that have the words themselves, by bm25 against the best one."""
    if not words:
        return {}
    wanted = " OR ".join('"' + word.replace('"', '""') + '"' for word in words)
    rows = store.all(
        f"SELECT rowid, -bm25({table}) FROM {table} WHERE {table} MATCH ? ORDER BY rank LIMIT ?",
        wanted,
        _LOOKED_AT,
    )
    best = max((score for _, score in rows), default=0.0)
    return {int(one): score / best for one, score in rows if best > 0}


class Suggester:
    """Suggestions on a connection of its own, for a worker thread; the next ticket interrupts."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._own: Desk | None = None
        self._index: Index | None = None
        self._stamp: tuple[object, ...] = ()
        self._one_at_a_time = threading.Lock()
        self._generation = 0
        self._closed = False

    def find(self, ticket_id: int) -> Suggestions | None:
        """Return what fits a ticket, None when a newer question interrupted this one."""
        generation = self._generation
        with self._one_at_a_time:
            if generation != self._generation:
                return None
            try:
                desk = self._connected()
                found = suggest(desk, self._fresh(desk.store), ticket_id)
            except apsw.InterruptError:
                return None
            return found if generation == self._generation else None

    def beside(self, look: Callable[[Desk], Result | None]) -> Result | None:
        """Return what a look by the same connection finds, None when it was interrupted."""
        generation = self._generation
        with self._one_at_a_time:
            if generation != self._generation:
                return None
            try:
                return look(self._connected())
            except apsw.InterruptError:
                return None

    def _connected(self) -> Desk:
        if self._own is None:
            store = Store(self._desk.store.path, read_only=True)
            self._own = replace(self._desk, store=store)
        return self._own

    def _fresh(self, store: Store) -> Index:
        """Return the index of the past as it is now, made anew when that has changed."""
        stamp = suggest_index.stamp(store)
        if self._index is None or stamp != self._stamp:
            made = Index(self._until_closed(suggest_index.past(store)))
            if self._index is not None:
                self._index.close()
            self._index, self._stamp = made, stamp
        return self._index

    def _until_closed(self, tickets: Iterator[Past]) -> Iterator[Past]:
        """Yield the tickets; stop in the middle when the desk is left."""
        for one in tickets:
            if self._closed:
                raise apsw.InterruptError
            yield one

    def interrupt(self) -> None:
        """Stop the question that runs; it returns None."""
        self._generation += 1
        own, index = self._own, self._index
        if own is not None:
            suggest_index.stop(own.store)
        if index is not None:
            index.interrupt()

    def close(self) -> None:
        """Stop what runs and close the connections."""
        self._closed = True
        self.interrupt()
        with self._one_at_a_time:
            if self._own is not None:
                self._own.store.close()
            if self._index is not None:
                self._index.close()
