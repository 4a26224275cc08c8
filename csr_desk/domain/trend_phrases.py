"""Phrases that come back in the texts of different contacts: what a reason code is missing for.

A phrase is one to four words of one sentence that begins and ends with a word that says something;
it counts once a contact. Of phrases that tell the same contacts the longest stands for all.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from csr_desk.domain.everyday_words import EVERYDAY
from csr_desk.domain.folding import fold

LONGEST: Final = 4
"""Words of a phrase."""

_SHORTEST_WORD: Final = 4
"""Letters of a word that can stand alone or at an edge; shorter ones say too little."""

_NOTED = """
anrufer asked asking asks caller callers client cliente clientes clients customer customers fragt
fragte klant kunde kunden kundin mochte wants wollte
"""
_OF_EVERY_NOTE: Final = frozenset(_NOTED.split())
"""Words agents begin their notes with; they tell nothing of what it is about."""

_TOLD_ALREADY: Final = 0.8
"""The share of a phrase's contacts from which on another phrase that shares a word tells it."""

_SENTENCE = re.compile(r"[.!?;:,()\n\r\t\"]+")
_WORD = re.compile(r"\[[\w-]+\]|(?:[^\W_][\u0300-\u036f]*)+(?:['’\-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it was first written, and the contacts it was found in."""

    words: str
    contacts: tuple[int, ...]


def recurring(
    texts: Sequence[tuple[int, str]], *, least: int = 2, most: int = 5
) -> tuple[Phrase, ...]:
    """Return the phrases found in at least so many contacts, the most frequent first.

    `texts` are contacts with what was said in them, in the order in which they are to be shown.
    Words in square brackets stand for personal data that was taken out and are in no phrase.
    """
    found: dict[tuple[str, ...], dict[int, None]] = {}
    written: dict[tuple[str, ...], Counter[str]] = {}
    for contact, text in texts:
        for folded, words in _phrases(text):
            found.setdefault(folded, {})[contact] = None
            written.setdefault(folded, Counter())[words] += 1
    often = [one for one, contacts in found.items() if len(contacts) >= least]
    often.sort(key=lambda one: (-len(found[one]), -len(one), one))
    chosen: list[tuple[str, ...]] = []
    for one in often:
        if len(chosen) < most and not any(_tells(other, one, found) for other in chosen):
            _put(chosen, one, found)
    return tuple(Phrase(written[one].most_common(1)[0][0], tuple(found[one])) for one in chosen)


def _tells(
    chosen: tuple[str, ...],
    other: tuple[str, ...],
    found: dict[tuple[str, ...], dict[int, None]],
) -> bool:
    """Tell whether a chosen phrase says what another one would say again."""
    if set(chosen).isdisjoint(other):
        return False
    shared = found[other].keys() & found[chosen].keys()
    return len(shared) >= _TOLD_ALREADY * len(found[other])


def _put(
    chosen: list[tuple[str, ...]],
    one: tuple[str, ...],
    found: dict[tuple[str, ...], dict[int, None]],
) -> None:
    """Add a phrase, as its longest form that is found in every one of its contacts."""
    longer = [
        other
        for other, contacts in found.items()
        if contacts.keys() == found[one].keys()
        and set(one) <= set(other)
        and not any(_tells(before, other, found) for before in chosen)
    ]
    chosen.append(max(longer, key=lambda other: (len(other), other)))


def _phrases(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield each phrase of a text, folded for comparing and as it is written."""
    for sentence in _SENTENCE.split(text):
        words = _WORD.findall(sentence)
        folded = [fold(word) for word in words]
        for first in range(len(words)):
            for size in range(1, min(LONGEST, len(words) - first) + 1):
                run = folded[first : first + size]
                if _says_something(run[0]) and _says_something(run[-1]) and _is_clean(run):
                    yield tuple(run), " ".join(words[first : first + size])


def _says_something(word: str) -> bool:
    says = word not in EVERYDAY and word not in _OF_EVERY_NOTE
    return says and len(word) >= _SHORTEST_WORD and not word[0].isdigit()


def _is_clean(run: Sequence[str]) -> bool:
    return not any(word.startswith("[") for word in run)
