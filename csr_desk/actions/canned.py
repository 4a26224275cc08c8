"""Responses: found by fuzzy typing and by use for this ticket, and filled for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any

from csr_desk.actions import placeholder_values, wrap_guess
from csr_desk.actions.desk import Desk
from csr_desk.domain import canned_fit, canned_rank, folding, fuzzy, guess, letters, placeholders
from csr_desk.domain.canned_fit import Entry, Fit
from csr_desk.domain.canned_rank import Sort
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.domain.models import Canned, Scope
from csr_desk.domain.placeholders import Rendered
from csr_desk.store import canned as store
from csr_desk.store import events, tickets

WORDS = 6
"""How many typed words are looked for; more tell nothing."""

WORD_LETTERS = 40

SHORTEST_IN_TEXT = 3
"""Letters from which on a word is also looked for in the texts; fewer are in nearly every text."""


@dataclass(frozen=True, slots=True)
class Found:
    """A response of the list, with what the agent should know of it before choosing it.

    `remarks` are words such as `expired` or `used 12 times for order/late`; the places are those of
    the typed letters in name and title.
    """

    entry: Entry
    expired: bool
    remarks: tuple[str, ...]
    name_places: tuple[int, ...] = ()
    title_places: tuple[int, ...] = ()

    @property
    def id(self) -> int:
        """Return the response's id."""
        return self.entry.id

    @property
    def name(self) -> str:
        """Return the short name."""
        return self.entry.name

    @property
    def title(self) -> str:
        """Return the title."""
        return self.entry.title


class Finder:
    """A list of responses to be narrowed letter by letter; it holds no texts.

    Each find looks only at what the one before left over where more letters were typed; `scored`
    tells how many responses the last find weighed.
    """

    def __init__(self, desk: Desk, ticket_id: int | None = None, *, archived: bool = False) -> None:
        self.desk = desk
        self.fit = self.fit_of(ticket_id)
        self.scored = 0
        self._all = self.entries(archived=archived)
        self._weights = {one.id: canned_fit.weight(one, self.fit) for one in self._all}
        self._words: list[str] = []
        self._left = self._all
        self._bodies: dict[str, frozenset[int]] = {}

    def fit_of(self, ticket_id: int | None) -> Fit:
        """Return what the ranking needs to know of a ticket."""
        return fit_of(self.desk, ticket_id)

    def entries(self, *, archived: bool) -> list[Entry]:
        """Return everything that can be found."""
        return store.entries(self.desk.store, self.desk.agent_id, archived=archived)

    def texts_with(self, word: str) -> frozenset[int]:
        """Return what has a word in its text, or one like it."""
        found = store.with_word(self.desk.store, word)
        return found or store.near_word(self.desk.store, word)

    def find(
        self,
        text: str,
        limit: int | None = 50,
        *,
        scope: Scope | None = None,
        folder: str | None = None,
        sort: Sort = Sort.FIT,
    ) -> list[Found]:
        """Return the responses that have every typed word, the best first, expired ones last.

        `scope` and `folder` narrow the list, None does not; with `limit` None all are returned.
        """
        now = self.desk.now()
        words = [one[:WORD_LETTERS] for one in folding.fold(text.removeprefix("/")).split()][:WORDS]
        wanted = [
            (canned_rank.order(entry, points, self._weights, sort, now), entry)
            for entry, points in self._scored(words)
            if (scope is None or entry.scope is scope)
            and (folder is None or entry.folder == folder)
        ]
        best = sorted(wanted) if limit is None else nsmallest(limit, wanted)
        return [self._found(entry, words, now) for _, entry in best]

    def responses(self, text: str, limit: int = 50) -> list[Canned]:
        """Return what `find` returns, as whole responses with their texts."""
        return store.whole(self.desk.store, [one.id for one in self.find(text, limit)])

    def _found(self, entry: Entry, words: list[str], now: Instant) -> Found:
        return Found(
            entry,
            entry.expired(now),
            canned_fit.remarks(entry, self.fit, now),
            fuzzy.shown_places(entry.name, words) if words else (),
            fuzzy.shown_places(entry.title, words) if words else (),
        )

    def _scored(self, words: list[str]) -> list[tuple[Entry, int]]:
        """Return every response that has all words, with its points."""
        self.scored = 0
        if not words:
            self._words, self._left = [], self._all
            return [(entry, 0) for entry in self._all]
        bodies = {word: self._with(word) for word in words}
        wanted = [(letters.mask(word), bodies[word]) for word in words]
        left = [
            entry
            for entry in (self._left if self._goes_on(words) else self._all)
            if all(bits & ~entry.letters == 0 or entry.id in ids for bits, ids in wanted)
        ]
        self._words, self._left, self.scored = words, left, len(left)
        found: list[tuple[Entry, int]] = []
        for entry in left:
            points = canned_rank.score(entry, words, bodies)
            if points is not None:
                found.append((entry, points))
        return found

    def _goes_on(self, words: list[str]) -> bool:
        """Tell whether the words only narrow those of the last find."""
        pairs = list(zip(words, self._words, strict=False))
        return 0 < len(self._words) <= len(words) and all(
            new.startswith(old) and self._with(new) <= self._with(old) for new, old in pairs
        )

    def _with(self, word: str) -> frozenset[int]:
        """Return the responses with a word in their text, or with one like it."""
        if len(word) < SHORTEST_IN_TEXT:
            return frozenset()
        if word not in self._bodies:
            self._bodies[word] = self.texts_with(word)
        return self._bodies[word]


def find(desk: Desk, text: str, ticket_id: int | None = None, limit: int = 50) -> list[Canned]:
    """Return the responses for a typed text, the best for the ticket first (see `Finder.find`).

    A list that is narrowed letter by letter keeps one `Finder` instead.
    """
    return Finder(desk, ticket_id).responses(text, limit)


def fit_of(desk: Desk, ticket_id: int | None) -> Fit:
    """Return what the ranking needs to know of a ticket: language, channel, tags, likely reason."""
    if ticket_id is None:
        return Fit(language=desk.config.desk.language)
    ticket = tickets.ticket(desk.store, ticket_id)
    language = desk.store.value("SELECT language FROM customer WHERE id = ?", ticket.customer_id)
    known = guess.Evidence(history=wrap_guess.history(desk))
    likely = guess.guess(wrap_guess.text_of(desk, ticket_id), known, desk.taxonomy, limit=1)
    reason = likely[0].code if likely else ""
    uses: Mapping[int, int] = store.reason_uses(desk.store, reason) if reason else {}
    channel = ticket.reply_channel.value
    return Fit(str(language or ""), channel, frozenset(ticket.tags), reason, uses)


def preview(desk: Desk, canned_id: int, ticket_id: int | None = None) -> Rendered:
    """Return a response filled for a ticket; without one only today and the agent are known."""
    body = store.response(desk.store, canned_id).body
    return placeholders.render(body, values(desk, ticket_id))


def values(desk: Desk, ticket_id: int | None) -> dict[str, str]:
    """Return what placeholders are filled with, also where there is no ticket."""
    if ticket_id is not None:
        return placeholder_values.values(desk, ticket_id)
    today = to_datetime(desk.now(), desk.zone)
    return {"agent.name": desk.actor, "today": f"{today.day} {today:%B %Y}"}


def versions(desk: Desk, canned_id: int) -> list[dict[str, Any]]:
    """Return what each change of a response replaced, newest first: version, actor, at, before."""
    found = events.read(
        desk.store,
        "kind = 'canned.edited' AND json_extract(data, '$.canned') = ?",
        canned_id,
    )
    return [
        {"version": one.data["version"], "actor": one.actor, "at": one.at, **one.data}
        for one in reversed(list(found))
    ]
