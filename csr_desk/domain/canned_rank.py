"""Which response comes first: by what is typed, by past use, and by fit to the ticket.

The weight of a response is a sum of plain parts, so that an agent can be told why one is on top:
uses for the ticket's likely reason count three times as much as uses overall, both by their
logarithm; language, channel and tags add or take a little. Expired ones come last, whatever fits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import log2

from csr_desk.domain import fuzzy
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Scope

_REASON, _USES = 6.0, 2.0
_LANGUAGE, _OTHER_LANGUAGE = 4.0, -16.0
_CHANNEL, _OTHER_CHANNEL = 2.0, -16.0
_TAGS = 3.0
_MATCH = 8.0
_EXACT_NAME = 1_000
_IN_BODY = 300
_NAME_MORE = 40


class Sort(StrEnum):
    """The order of the list: by fit, by use, by name, or the last changed first."""

    FIT = "fit"
    USE = "use"
    NAME = "name"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Entry:
    """A response without its text, as the find holds it; the folded fields are compared."""

    id: int
    name: str
    title: str
    folder: str
    scope: Scope
    owner_id: int | None
    language: str
    channels: tuple[str, ...]
    tags: tuple[str, ...]
    uses: int
    valid_until: Instant | None
    updated_at: Instant
    name_folded: str
    title_folded: str
    letters: int

    def expired(self, now: Instant) -> bool:
        """Tell whether the response is no longer valid."""
        return self.valid_until is not None and self.valid_until <= now


@dataclass(frozen=True, slots=True)
class Fit:
    """What is known of the ticket a response is looked for; `reason_uses` counts by response."""

    language: str = ""
    channel: str = ""
    tags: frozenset[str] = frozenset()
    reason: str = ""
    reason_uses: Mapping[int, int] = field(default_factory=dict)


def weight(entry: Entry, fit: Fit) -> float:
    """Return how likely a response is wanted for a ticket before anything is typed."""
    used = _REASON * log2(1 + fit.reason_uses.get(entry.id, 0)) + _USES * log2(1 + entry.uses)
    tags = _TAGS if fit.tags and not fit.tags.isdisjoint(entry.tags) else 0.0
    return used + tags + _language(entry, fit) + _channel(entry, fit)


def _language(entry: Entry, fit: Fit) -> float:
    if not entry.language or not fit.language:
        return 0.0
    return _LANGUAGE if same_language(entry.language, fit.language) else _OTHER_LANGUAGE


def _channel(entry: Entry, fit: Fit) -> float:
    if not entry.channels or not fit.channel:
        return 0.0
    return _CHANNEL if fit.channel in entry.channels else _OTHER_CHANNEL


def same_language(one: str, other: str) -> bool:
    """Tell whether two language tags name one language, whatever their region: de, de-AT."""
    return (
        one.lower().replace("_", "-").split("-")[0] == other.lower().replace("_", "-").split("-")[0]
    )


def remarks(entry: Entry, fit: Fit, now: Instant) -> tuple[str, ...]:
    """Return what an agent should know of a response before choosing it, in words."""
    said: list[str] = []
    if entry.expired(now):
        said.append("expired")
    if _language(entry, fit) < 0:
        said.append(f"in {entry.language}, the customer has {fit.language}")
    if _channel(entry, fit) < 0:
        said.append(f"made for {', '.join(entry.channels)}")
    count = fit.reason_uses.get(entry.id, 0)
    if count:
        times = "once" if count == 1 else f"{count} times"
        said.append(f"used {times} for {fit.reason}")
    return tuple(said)


def score(entry: Entry, words: list[str], bodies: Mapping[str, frozenset[int]]) -> int | None:
    """Return how well typed words fit a response, None when one of them is nowhere in it.

    `bodies` tells for each word which responses have it in their text.
    """
    total = 0
    for word in words:
        best = _IN_BODY if entry.id in bodies[word] else 0
        if fuzzy.mask(word) & ~entry.letters == 0:
            name = fuzzy.match(word, entry.name_folded)
            title = fuzzy.match(word, entry.title_folded)
            best = max(best, name.score + _NAME_MORE if name else 0, title.score if title else 0)
        if not best:
            return None
        total += best
    exact = _EXACT_NAME if len(words) == 1 and words[0] == entry.name_folded else 0
    return total // max(len(words), 1) + exact


def order(
    entry: Entry, points: int, weights: Mapping[int, float], sort: Sort, now: Instant
) -> tuple[bool, float, str, int]:
    """Return the key by which a response is put in its place, smaller first.

    `weights` has the weight of each response, `points` are those of the typed words.
    """
    last = entry.valid_until is not None and entry.valid_until <= now
    if sort is Sort.NAME:
        return last, 0, entry.name_folded, entry.id
    if sort is Sort.NEWEST:
        return last, -entry.updated_at, "", entry.id
    if sort is Sort.USE:
        return last, -entry.uses, entry.name_folded, entry.id
    return last, -(points + _MATCH * weights[entry.id]), entry.name_folded, entry.id
