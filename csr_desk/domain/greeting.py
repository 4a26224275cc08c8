"""The first line of a message: whom it greets, and whether that is the customer.

Greetings of English, German, French, Spanish, Italian, Portuguese and Dutch are known; a message
that begins in another way is not judged."""

import re
from dataclasses import dataclass
from itertools import takewhile

from csr_desk.domain.folding import fold
from csr_desk.domain.greeting_words import GREETING, NOBODY, TITLE

_CONNECTORS = frozenset({"and", "und", "et", "y", "e", "en", "or", "oder"})
_MOST_WORDS = 5
_LONGEST_LINE = 300
_STOP = re.compile(r"[,;:.!?،，、！。–—]| - ")
_WORD = re.compile(r"[^\W\d_]+")
_FIRST_LINE = re.compile(r"^[^\S\n]*(?P<line>[^\s>][^\n]*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Greeting:
    """A greeting in a text, `start` to `end`, with the words of the name it uses.

    `hole` tells of a gap where a name was meant to be, `lacks_name` of a greeting such as `Dear`
    that stands alone.
    """

    start: int
    end: int
    names: tuple[str, ...]
    hole: bool
    lacks_name: bool


def find_greeting(text: str) -> Greeting | None:
    """Return the greeting on the first written line of a message, or None."""
    first = _FIRST_LINE.search(text)
    line = first["line"][:_LONGEST_LINE] if first else ""
    match = GREETING.match(line)
    if not first or not match:
        return None
    at, named = match.end(), bool(match["named"])
    title_owes_name = False
    while found := GREETING.match(line, at + 1) or TITLE.match(line, at):
        title_owes_name = bool(found["named"]) and found.re is TITLE
        named, at = named or found.re is GREETING, found.end()
    stop = _STOP.search(line, at)
    end = stop.start() if stop else len(line.rstrip())
    if "{{" in line[at:end]:
        return None
    words = _WORD.findall(line[at:end])
    names = _names(words, closed=len(words) <= _MOST_WORDS)
    gap = bool(stop) and line[at:end].isspace() and line[end] in ",."
    alone = not words and named and not TITLE.search(line[match.end() : at])
    begin = first.start("line")
    return Greeting(
        begin,
        begin + max(at, end),
        names,
        hole=not words and (gap or title_owes_name),
        lacks_name=alone,
    )


def strangers(names: tuple[str, ...], customer: str) -> tuple[str, ...]:
    """Return the greeted names that are no part of the customer's name, accents aside."""
    known = {form for word in _WORD.findall(customer) for form in _forms(word)}
    return tuple(name for name in names if not _is_known(name, known)) if known else ()


def _names(words: list[str], *, closed: bool) -> tuple[str, ...]:
    """Return the leading words that are a name; in running text only those in capitals are."""
    if not words or words[0].lower() in NOBODY:
        return ()
    names = list(takewhile(lambda word: word.lower() not in _CONNECTORS, words))
    if not closed or any(word.lower() in NOBODY for word in names):
        names = list(takewhile(lambda word: word[0].isupper(), names))[:2]
    return tuple(name for name in names if name.lower() not in NOBODY)


def _is_known(name: str, known: set[str]) -> bool:
    if known & _forms(name):
        return True
    # Scripts without capitals join a form of address to the name: 田中様.
    return name.lower() == name.upper() and any(word in name for word in known)


def _forms(word: str) -> set[str]:
    """Return a word without accents, and with German umlauts written out."""
    small = word.casefold()
    written_out = small.translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    return {fold(word), written_out}
