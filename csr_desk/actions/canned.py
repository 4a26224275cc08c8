"""Responses: found by fuzzy typing and by use for this ticket, filled, and what using one does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from csr_desk.actions import compose, wrap_guess
from csr_desk.actions.desk import Desk
from csr_desk.domain import canned_rank, fuzzy, guess, placeholders
from csr_desk.domain.canned_rank import Entry, Fit, Sort
from csr_desk.domain.instants import to_datetime
from csr_desk.domain.models import Scope, Status
from csr_desk.domain.placeholders import Rendered
from csr_desk.store import canned as store
from csr_desk.store import tickets

WORDS = 6
"""How many typed words are looked for; more tell nothing."""

WORD_LETTERS = 40


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


@dataclass(frozen=True, slots=True)
class Effects:
    """What using a response does on a ticket beside its text; `expired` and `promises` warn."""

    tags: tuple[str, ...] = ()
    status: Status | None = None
    promises: bool = False
    expired: bool = False

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return it in words, nothing for a response that is text alone."""
        said = ["This response is no longer valid."] if self.expired else []
        if self.tags:
            said.append(f"Adds the {'tag' if len(self.tags) == 1 else 'tags'} {_list(self.tags)}.")
        if self.status is not None:
            said.append(f"Sets the ticket to {self.status.word} when it is sent.")
        if self.promises:
            said.append("Promises a date: a follow-up is due then.")
        return tuple(said)


class Finder:
    """A list of responses to be narrowed letter by letter; it holds no texts.

    Each find looks only at what the one before left over where more letters were typed; `scored`
    tells how many responses the last find weighed.
    """

    def __init__(self, desk: Desk, ticket_id: int | None = None, *, archived: bool = False) -> None:
        self.desk = desk
        self.fit = fit_of(desk, ticket_id)
        self.scored = 0
        self._all = store.entries(desk.store, desk.agent_id, archived=archived)
        self._words: list[str] = []
        self._left = self._all
        self._bodies: dict[str, frozenset[int]] = {}

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
        words = [one[:WORD_LETTERS] for one in fuzzy.fold(text.removeprefix("/")).split()][:WORDS]
        points = self._points(words)
        wanted = [
            entry
            for entry in self._all
            if entry.id in points
            and (scope is None or entry.scope is scope)
            and (folder is None or entry.folder == folder)
        ]
        keys = {
            one.id: canned_rank.order(one, points[one.id], self.fit, sort, now) for one in wanted
        }
        wanted.sort(key=lambda one: keys[one.id])
        return [self._found(entry, words, now) for entry in wanted[:limit]]

    def _found(self, entry: Entry, words: list[str], now: int) -> Found:
        return Found(
            entry,
            entry.expired(now),
            canned_rank.remarks(entry, self.fit, now),
            fuzzy.shown_places(entry.name, words) if words else (),
            fuzzy.shown_places(entry.title, words) if words else (),
        )

    def _points(self, words: list[str]) -> dict[int, int]:
        """Return the points of every response that has all words."""
        if not words:
            self._words, self._left, self.scored = [], self._all, 0
            return {entry.id: 0 for entry in self._all}
        bodies = {word: self._with(word) for word in words}
        candidates = self._left if self._goes_on(words) else self._all
        left: list[Entry] = []
        points: dict[int, int] = {}
        self.scored = 0
        masks = [(word, fuzzy.mask(word), bodies[word]) for word in words]
        for entry in candidates:
            if all(bits & ~entry.letters == 0 or entry.id in ids for _, bits, ids in masks):
                left.append(entry)
                self.scored += 1
                score = canned_rank.score(entry, words, bodies)
                if score is not None:
                    points[entry.id] = score
        self._words, self._left = words, left
        return points

    def _goes_on(self, words: list[str]) -> bool:
        """Tell whether the words only narrow those of the last find."""
        before = self._words
        return (
            bool(before)
            and len(words) >= len(before)
            and all(new.startswith(old) for new, old in zip(words, before, strict=False))
            and all(self._with(new) <= self._with(old)
                    for new, old in zip(words, before, strict=False))
        )  # fmt: skip

    def _with(self, word: str) -> frozenset[int]:
        """Return the responses with a word in their text, or with one like it."""
        if word not in self._bodies:
            found = store.with_word(self.desk.store, word)
            self._bodies[word] = found or store.near_word(self.desk.store, word)
        return self._bodies[word]


def find(
    desk: Desk,
    text: str,
    ticket_id: int | None = None,
    limit: int | None = 50,
    *,
    scope: Scope | None = None,
    folder: str | None = None,
    sort: Sort = Sort.FIT,
) -> list[Found]:
    """Return the responses for a typed text, the best for the ticket first (see `Finder.find`).

    A list that is narrowed letter by letter should keep one `Finder` instead.
    """
    return Finder(desk, ticket_id).find(text, limit, scope=scope, folder=folder, sort=sort)


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
        return compose.values(desk, ticket_id)
    today = to_datetime(desk.now(), desk.zone)
    return {"agent.name": desk.actor, "today": f"{today.day} {today:%B %Y}"}


def effects(desk: Desk, canned_ids: Iterable[int], ticket_id: int | None = None) -> Effects:
    """Return what the responses of one message do together; the last status named counts.

    Tags the ticket has already are left out.
    """
    known = set(tickets.ticket(desk.store, ticket_id).tags) if ticket_id is not None else set()
    now, whole = desk.now(), [store.response(desk.store, one) for one in canned_ids]
    tags = dict.fromkeys(tag for one in whole for tag in one.tags if tag not in known)
    states = [one.set_status for one in whole if one.set_status is not None]
    return Effects(
        tuple(tags),
        states[-1] if states else None,
        any("promise.date" in names(one.body) for one in whole),
        any(one.valid_until is not None and one.valid_until <= now for one in whole),
    )


def names(body: str) -> tuple[str, ...]:
    """Return the placeholders of a text by the desk's own names, each once."""
    return tuple(dict.fromkeys(span.name for span in placeholders.unfilled(body)))


def versions(desk: Desk, canned_id: int) -> list[dict[str, Any]]:
    """Return what each change of a response replaced, newest first: version, actor, at, before."""
    from csr_desk.store import events

    found = events.read(
        desk.store,
        "kind = 'canned.edited' AND json_extract(data, '$.canned') = ?",
        canned_id,
    )
    return [
        {"version": one.data["version"], "actor": one.actor, "at": one.at, **one.data}
        for one in reversed(list(found))
    ]


def _list(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
