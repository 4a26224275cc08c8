"""The first line of a message: whom it greets, and whether that is the customer.

Greetings of English, German, French, Spanish, Italian, Portuguese and Dutch are known; a message
that begins in another way is not judged.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import takewhile

_TAKES_NAME = """hello|hi|hey|dear|hallo|liebe|lieber|liebe/r|moin|servus|ciao|cher|chère|salut|hola
|estimado|estimada|apreciado|apreciada|querido|querida|caro|cara|gentile|egregio|prezado|prezada|olá
|oi|beste|geachte|sehr geehrte|sehr geehrter|sehr geehrte/r|sehr verehrte|sehr verehrter"""
_COMPLETE = """good morning|good afternoon|good evening|guten tag|guten morgen|guten abend|grüß gott
|bonjour|bonsoir|buenos días|buenas tardes|buenas noches|buongiorno|buonasera|salve|bom dia
|boa tarde|boa noite|goedendag|goedemorgen|goedemiddag|goedenavond"""
_TITLES_WITH_NAME = """mr|mrs|ms|miss|mx|dr|prof|professor|herr|herrn|frau|mme|mlle|sr|sra|srta
|sig|signor|sig.ra|senhor|de heer|mevr"""
_TITLES_ALONE = """sir|madam|monsieur|madame|mademoiselle|señor|señora|signora|signore|senhora
|mevrouw|meneer|don|doña"""
# Words behind a greeting that name nobody: a group, or the start of the sentence.
_NOBODY_WORDS = """there|all|everyone|everybody|team|folks|guys|friend|friends|people|mate|customer
|client|valued|again|and|or|both|zusammen|alle|allerseits|kunde|kundin|kunden|damen|herren|und|oder|nochmal
|nochmals|wieder|à|tous|toutes|tout|le|monde|cliente|messieurs|mesdames|et|ou|encore|todos|todas
|a|equipo|señores|señoras|y|o|de|tutti|klant|allemaal|en|just|thank|thanks|we|your|i|this|it|my
|as|the|you|our|please|for|from|unfortunately|sorry|vielen|danke|wir|ihr|ihre|ich|das|die|der
|leider|bitte|nous|votre|je|merci|vous|gracias|su|sus|yo|grazie|noi|il|la|lo|per|obrigado
|obrigada|bedankt|dank|wij|uw|ik|how|what|when|where|hope|hoping"""
_CONNECTORS = frozenset({"and", "und", "et", "y", "e", "en", "or", "oder"})
_MOST_WORDS = 5
_LONGEST_LINE = 300


def _listed(*lists: str) -> list[str]:
    return [word.strip() for words in lists for word in words.split("|")]


def _any_of(*lists: str) -> str:
    """Return a pattern for the words of the lists, the longest first."""
    return "|".join(re.escape(word) for word in sorted(_listed(*lists), key=len, reverse=True))


_NOBODY = frozenset(_listed(_NOBODY_WORDS))

_GREETING = re.compile(
    rf"(?:(?P<named>{_any_of(_TAKES_NAME)})|{_any_of(_COMPLETE)})(?![^\W\d_])", re.IGNORECASE
)
_TITLE = re.compile(
    rf"\s*(?:(?P<named>{_any_of(_TITLES_WITH_NAME)})|{_any_of(_TITLES_ALONE)})(?![^\W\d_])\.?",
    re.IGNORECASE,
)
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
    match = _GREETING.match(line)
    if not first or not match:
        return None
    at, named = match.end(), bool(match["named"])
    title_owes_name = False
    while found := _GREETING.match(line, at + 1) or _TITLE.match(line, at):
        title_owes_name = bool(found["named"]) and found.re is _TITLE
        named, at = named or found.re is _GREETING, found.end()
    stop = _STOP.search(line, at)
    end = stop.start() if stop else len(line.rstrip())
    if "{{" in line[at:end]:
        return None
    words = _WORD.findall(line[at:end])
    names = _names(words, closed=len(words) <= _MOST_WORDS)
    gap = bool(stop) and line[at:end].isspace() and line[end] in ",."
    alone = not words and named and not _TITLE.search(line[match.end() : at])
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
    if not words or words[0].lower() in _NOBODY:
        return ()
    names = list(takewhile(lambda word: word.lower() not in _CONNECTORS, words))
    if not closed or any(word.lower() in _NOBODY for word in names):
        names = list(takewhile(lambda word: word[0].isupper(), names))[:2]
    return tuple(name for name in names if name.lower() not in _NOBODY)


def _is_known(name: str, known: set[str]) -> bool:
    if known & _forms(name):
        return True
    # Scripts without capitals join a form of address to the name: 田中様.
    return name.lower() == name.upper() and any(word in name for word in known)


def _forms(word: str) -> set[str]:
    """Return a word without accents, and with German umlauts written out."""
    small = word.casefold()
    written_out = small.translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    plain = (
        char for char in unicodedata.normalize("NFKD", small) if not unicodedata.combining(char)
    )
    return {"".join(plain), written_out}
