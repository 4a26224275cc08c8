"""Fuzzy find: are the letters of a typed word in a text, in their order, and how well do they sit.

A whole run of letters is better than first letters of words, these are better than scattered ones;
letters too far apart are no match. The idea of the weights is that of fzf (junegunn/fzf, algo.go).
Textual's own matcher cannot serve here: actions and line mode never load Textual."""

import re
from dataclasses import dataclass

from csr_desk.domain.folding import fold
from csr_desk.domain.letters import has_in_order, starts_word

WHOLE, RUN, INITIALS, SCATTERED = 1_200, 800, 600, 400
"""Scores of a text that is the word, has it in one run, in its words' first letters, in pieces."""

_AT_START, _AT_WORD, _AT_WORD_END = 200, 120, 60
_GAP = 12
_MOST_GAP = 2
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Match:
    """How well a word sits in a text (higher is better) and at which places its letters are."""

    score: int
    places: tuple[int, ...]


def match(word: str, text: str) -> Match | None:
    """Return how a folded word without blanks sits in a folded text, None when it does not."""
    if not word:
        return Match(0, ())
    at = _best_run(word, text)
    if at is not None:
        return Match(_run_score(word, text, at), tuple(range(at, at + len(word))))
    if not has_in_order(word, text):
        return None
    places = _initials(word, text)
    if places is not None:
        return Match(INITIALS - _GAP * places[0] // 4, places)
    return _scattered(word, text)


def _best_run(word: str, text: str) -> int | None:
    """Return where a word stands whole in a text, rather at the start of a word."""
    first = at = text.find(word)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    if at >= 0:
        return at
    return first if first >= 0 else None


def _run_score(word: str, text: str, at: int) -> int:
    if len(word) == len(text):
        return WHOLE
    end = at + len(word)
    starts = at == 0 or not text[at - 1].isalnum()
    ends = end == len(text) or not text[end].isalnum()
    place = _AT_START if at == 0 else _AT_WORD if starts else 0
    return RUN + place + (_AT_WORD_END if starts and ends else 0) - min(at, 40)


def _initials(word: str, text: str) -> tuple[int, ...] | None:
    """Return the places of a word's letters as first letters of neighbouring words."""
    starts = [one.start() for one in _WORD.finditer(text)]
    at = "".join(text[n] for n in starts).find(word)
    return None if at < 0 else tuple(starts[at : at + len(word)])


def _scattered(word: str, text: str) -> Match | None:
    """Return the tightest of the places that a walk forward and one back find."""
    end = 0
    for letter in word:
        end = text.find(letter, end) + 1
    places: list[int] = []
    for letter in reversed(word):
        end = text.rfind(letter, 0, end)
        places.append(end)
    places.reverse()
    skipped = places[-1] - places[0] + 1 - len(word)
    if skipped > _MOST_GAP * len(word):
        return None
    starts = sum(starts_word(text, place) for place in places)
    return Match(SCATTERED + _AT_WORD_END * starts - _GAP * skipped, tuple(places))


def shown_places(text: str, words: list[str]) -> tuple[int, ...]:
    """Return the places in a text as written where the letters of folded words sit."""
    letters: list[str] = []
    origin: list[int] = []
    for place, letter in enumerate(text):
        plain = fold(letter)
        letters.append(plain)
        origin += [place] * len(plain)
    folded = "".join(letters)
    found: set[int] = set()
    for word in words:
        sits = match(word, folded)
        found.update(origin[place] for place in (sits.places if sits else ()))
    return tuple(sorted(found))
