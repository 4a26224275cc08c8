"""Macros found by typed words: name before folder and keywords, what is used more first."""

from collections.abc import Sequence
from typing import NamedTuple

from csr_desk.domain import folding, fuzzy, letters

_NAME_MORE = 200


class Known(NamedTuple):
    """A macro as it is found: its place in the list by use, and its texts folded."""

    place: int
    name: str
    about: str
    letters: int


def known(place: int, name: str, folder: str, keywords: str) -> Known:
    """Return what a macro is found by; `place` is 0 for the most used one."""
    folded, about = folding.fold(name), folding.fold(f"{folder} {name} {keywords}")
    return Known(place, folded, about, letters.mask(about))


def find(macros: Sequence[Known], typed: str) -> list[int]:
    """Return the places of the macros that have every typed word, the best fit first."""
    words = folding.fold(typed).split()
    if not words:
        return [one.place for one in macros]
    found = [(_score(one, words), one.place) for one in macros]
    return [place for score, place in sorted((-score, place) for score, place in found if score)]


def _score(one: Known, words: Sequence[str]) -> int:
    """Return how well words fit a macro, 0 when one of them is nowhere in it."""
    total = 0
    for word in words:
        if letters.mask(word) & ~one.letters:
            return 0
        name, about = fuzzy.match(word, one.name), fuzzy.match(word, one.about)
        best = max(name.score + _NAME_MORE if name else 0, about.score if about else 0)
        if not best:
            return 0
        total += best
    return total
