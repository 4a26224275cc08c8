"""The words that point to a reason, read once from `guess_words.toml` into look-up tables."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from csr_desk.domain import folding

WORDS_FILE = Path(__file__).with_name("guess_words.toml")

_SHORTEST_STEM = 3
_NOT_A_WORD = re.compile(r"[\W_]+")
# A term of more words is surer: one word may stand anywhere, four words are hardly chance.
_WEIGHTS = (0.0, 1.0, 2.5, 3.5, 4.5)


@dataclass(frozen=True, slots=True)
class Term:
    """A word, the beginning of one or a phrase, with the (reason, language) pairs it points to."""

    text: str
    targets: tuple[tuple[str, str], ...]

    @property
    def weight(self) -> float:
        """Return its weight for one reason: less where it stands for several."""
        reasons = {reason for reason, _ in self.targets}
        return _WEIGHTS[min(len(self.text.split()), 4)] / len(reasons)


@dataclass(frozen=True, slots=True)
class Table:
    """All terms: whole words and phrases by their text, beginnings of words by theirs."""

    whole: dict[str, Term]
    stems: dict[str, Term]
    longest_phrase: int


def fold(text: str) -> list[str]:
    """Return the words of a text, small and without accents; `ß` is `ss`."""
    return [word for word in _NOT_A_WORD.split(folding.fold(text)) if word]


@cache
def table() -> Table:
    """Return the shipped table."""
    return build(tomllib.loads(WORDS_FILE.read_text(encoding="utf-8")))


def build(words: dict[str, dict[str, str]]) -> Table:
    """Turn reason → language → terms into a table."""
    targets: dict[str, set[tuple[str, str]]] = {}
    for reason, languages in words.items():
        for language, listed in languages.items():
            for term in listed.split(","):
                targets.setdefault(term.strip(), set()).add((reason, language))
    terms = {text: Term(text, tuple(sorted(found))) for text, found in targets.items()}
    return Table(
        whole={text: term for text, term in terms.items() if not text.endswith("*")},
        stems={text[:-1]: term for text, term in terms.items() if text.endswith("*")},
        longest_phrase=max((len(text.split()) for text in terms), default=1),
    )


def matches(words: list[str], known: Table) -> list[Term]:
    """Return each term that occurs in the words, once, in the order of the first occurrence."""
    found: dict[str, Term] = {}
    for at, word in enumerate(words):
        for length in range(1, known.longest_phrase + 1):
            phrase = " ".join(words[at : at + length])
            if term := known.whole.get(phrase):
                found.setdefault(term.text, term)
        for length in range(_SHORTEST_STEM, len(word) + 1):
            if term := known.stems.get(word[:length]):
                found.setdefault(term.text, term)
    return list(found.values())
