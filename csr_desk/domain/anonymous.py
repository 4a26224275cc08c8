"""Takes what points to a person out of a text: known values first, then shapes of such values.

What is known (names, addresses, order numbers) is compared word by word without case and accents;
shapes (e-mail addresses, links, telephone and long numbers) go whoever's they are. A line in which
something known is left after all goes as a whole: rather a line too few than a name too many.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from csr_desk.domain.folding import fold

NAME, DETAIL = "[name]", "[detail]"
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"']+@[^\s<>()\[\],;:\"']+")
_LINK = re.compile(r"(?:https?://|www\.|mailto:)\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)(?:\+|00)?\d(?:[\d\s()./\-]{5,})\d(?!\w)")
_HANDLE = re.compile(r"(?<![\w.])@\w[\w.\-]+")
_MARKED = re.compile(r"#\s?\d[\w\-/]*")
_NUMBER = re.compile(r"[\w\-/]*\d[\w\-/]*\d[\w\-/]*\d[\w\-/]*\d[\w\-/]*")
_STREET = re.compile(
    r"\b\d{1,5}[a-z]?,?\s+(?:\w+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|close|way|"
    r"court|place|square)\b\.?|\b\w+(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee)\s*\d{1,4}[a-z]?\b|"
    r"\b\d{1,4},?\s+(?:rue|avenue|boulevard|place)\s+(?:de\s+(?:la\s+)?|du\s+|des\s+)?\w+|"
    r"\b(?:calle|via|rua)\s+\w+(?:\s+\w+)?,?\s*\d{1,4}\b",
    re.IGNORECASE,
)
_SHAPES = (
    (_EMAIL, "[e-mail]"),
    (_LINK, "[link]"),
    (_STREET, "[address]"),
    (_MARKED, "[number]"),
    (_PHONE, "[phone]"),
    (_HANDLE, "[name]"),
    (_NUMBER, "[number]"),
)
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]*)+")
"""A word; a mark over a letter belongs to it (lower-case of the Turkish capital i has one)."""

_SHORTEST_PART = 2
_LETTERS_OF_A_PART = 5
"""From so many letters on a value is not left inside of a longer word either."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a text must not tell: names of persons, and other values such as addresses."""

    names: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def pieces(self) -> tuple[str, ...]:
        """Return all values and every part of the names that is long enough to be compared."""
        parts = [part for name in self.names for part in _WORD.findall(name)]
        usable = [part for part in parts if len(fold(part)) >= _SHORTEST_PART]
        whole = [one for one in (*self.names, *self.values) if one.strip()]
        return tuple(dict.fromkeys([*whole, *usable]))


def without(text: str, known: Known) -> str:
    """Return a text with what is known and what looks like personal data replaced by a word."""
    told = (_line(line, known) for line in text.splitlines())
    lines = [line for line in told if line is not None]
    for piece in known.pieces:
        # A value that is broken over lines is whole again where the lines are read as one text.
        if tells("\n".join(lines), Known(values=(piece,))):
            gone = set(_folded_words(piece))
            lines = [line for line in lines if gone.isdisjoint(_folded_words(line))]
    return "\n".join(lines)


def tells(text: str, known: Known) -> bool:
    """Tell whether something known stands in a text, whatever its case and accents."""
    folded, words = fold(text), _folded_words(text)
    return any(_is_in(piece, folded, words) for piece in known.pieces)


def _is_in(piece: str, folded: str, words: list[str]) -> bool:
    wanted = _folded_words(piece)
    if _run(words, wanted) is not None:
        return True
    plain = fold(piece).strip()
    is_long = len(plain) >= _LETTERS_OF_A_PART or not wanted
    return is_long and bool(plain) and plain in folded


def _line(line: str, known: Known) -> str | None:
    """Return a line without personal data, None when it cannot be told without."""
    for pattern, word in _SHAPES:
        line = pattern.sub(word, line)
    for pieces, word in ((known.values, DETAIL), (known.names, NAME), (known.pieces, NAME)):
        for piece in sorted(pieces, key=len, reverse=True):
            line = _replaced(line, _folded_words(piece), word)
    return None if tells(line, known) else line


def _replaced(line: str, wanted: list[str], word: str) -> str:
    """Replace each place where the wanted words stand one after the other."""
    done = ""
    while wanted:
        found = list(_WORD.finditer(line))
        at = _run([fold(one[0]) for one in found], wanted)
        if at is None:
            break
        done += line[: found[at].start()] + word
        line = line[found[at + len(wanted) - 1].end() :]
    return done + line


def _run(words: list[str], wanted: list[str]) -> int | None:
    """Return where the wanted words stand one after the other, None when they do not."""
    if not wanted:
        return None
    size = len(wanted)
    places = range(len(words) - size + 1)
    return next((at for at in places if words[at : at + size] == wanted), None)


def _folded_words(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def pieces_of(values: Iterable[str | None]) -> tuple[str, ...]:
    """Return the values that are something, each once and without blanks around it."""
    return tuple(dict.fromkeys(one.strip() for one in values if one and one.strip()))
