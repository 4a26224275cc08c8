"""Which response comes first: by what is typed, by past use, and by fit to the ticket.

Expired ones come last, whatever fits.
"""

from collections.abc import Mapping
from enum import StrEnum

from csr_desk.domain import fuzzy, letters
from csr_desk.domain.canned_fit import Entry
from csr_desk.domain.instants import Instant

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


def score(entry: Entry, words: list[str], bodies: Mapping[str, frozenset[int]]) -> int | None:
    """Return how well typed words fit a response, None when one of them is nowhere in it.

    `bodies` tells for each word which responses have it in their text.
    """
    total = 0
    for word in words:
        best = _IN_BODY if entry.id in bodies[word] else 0
        if letters.mask(word) & ~entry.letters == 0:
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
