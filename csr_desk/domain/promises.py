"""Promises in what an agent writes: a sentence that commits, and the time it names.

Found are everyday English and German sentences such as "I'll call you tomorrow", "You will have it
by Friday 10:00" and "Ich melde mich morgen um 10 Uhr". What asks the customer for something is
none, nor is a question. A promise that is not found costs a key; one found wrongly costs nothing,
because nothing is kept without the agent.
"""

import re
from datetime import tzinfo
from typing import NamedTuple

from csr_desk.domain import when
from csr_desk.domain.instants import Instant

MOST = 3
LONGEST = 20_000
"""How many characters of a text are looked at."""

_NUMBER = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eine[mnr]?|ein|zwei"
_NUMBER += r"|drei|vier|fünf|sechs|sieben|acht|neun|zehn)"
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag"
    r"|samstag|sonnabend|sonntag)"
)
_MONTH = (
    r"(?:jan(?:uary?|uar)?|feb(?:ruary?|ruar)?|march|märz|april|may|mai|june?|juni|july?|juli"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
_DATE = (
    rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}\.\d{{1,2}}\.(?:\d{{4}}|\d\d(?!\d|:))?"
    rf"|\d{{1,2}}\.? {_MONTH}|{_MONTH} \d{{1,2}}(?!\d|:))"
)
_DAY = (
    rf"(?:the day after tomorrow|day after tomorrow|tomorrow|tonight|today|übermorgen|morgen|heute"
    rf"|(?:next |nächsten |kommenden )?{_WEEKDAY}|{_DATE})"
)
_PART = (
    r"(?:morning|afternoon|evening|noon|midday|(?:the )?end of (?:the )?day|früh|vormittag"
    r"|nachmittag|mittag|abend)"
)
_CLOCK = r"(?:\d{1,2}[:.]\d\d(?!\.?\d)(?:\s?(?:am|pm|uhr))?|\d{1,2}\s?(?:am|pm|uhr)|noon)"
_AT = rf"(?:(?:at|um|gegen|around|by|bis|before)\s+(?:{_CLOCK}|\d{{1,2}}(?!\d|[.:]\d)))"
_SPAN = (
    rf"(?:in|within|innerhalb von)\s+(?:the next\s+)?(?:half an hour|einer halben stunde"
    rf"|{_NUMBER}\s+(?:minute|hour|day|week|stunde|tag|woche)(?:s|n|en|e)?)"
)
_TIMED = re.compile(
    rf"\b(?P<span>{_SPAN})\b"
    rf"|\b(?P<day>{_DAY})(?:,?\s+(?P<part>{_PART}))?(?:,?\s+(?P<clock>{_AT}|{_CLOCK}))?(?!\w)"
    rf"|\b(?P<at>{_AT})\s+(?:on |am )?(?P<after>{_DAY})(?!\w)"
    rf"|\b(?P<bare>(?:by|until|bis)\s+(?:{_CLOCK}|(?:the )?end of (?:the )?day|eod))(?!\w)",
    re.I,
)
_CLOCK_ALONE = re.compile(rf"\b(?:at|um|gegen)\s+(?:{_CLOCK}|\d{{1,2}}(?!\d|[.:]\d))", re.I)
_COMMITS = re.compile(
    r"\b(?:i|we)(?:['’]ll| will| shall|['’]m going to| am going to)\b"
    r"|\bwe(?:['’]re| are) going to\b|^will\b|\bcall(?:ing)? (?:\w+ )?back\b"
    r"|\b(?:i|we) promise\b|\bexpect (?:my|our|a|the|it)\b"
    r"|\byou(?:['’]ll| will| shall) (?:hear|have|get|receive)\b"
    r"|\b\w+ will be\b|\bpromised\b|\b(?:versprochen|zugesagt)\b"
    r"|\b(?:ich|wir) (?:werde|rufe|melde|schicke|sende|kläre|prüfe|gebe|kümmere|erledige|antworte"
    r"|schreibe)n?\b"
    r"|\b(?:werde|rufe|melde|schicke|sende|kläre|prüfe|gebe|kümmere|erledige|schreibe)n?"
    r" (?:ich|wir|mich|uns|sie)\b"
    r"|\bsie (?:erhalten|bekommen|hören)\b|\b(?:erhalten|bekommen|hören) sie\b",
    re.I,
)
_BY = re.compile(r"\b(?:by|until|bis)\b", re.I)
_ASKS = re.compile(
    r"\b(?:please|bitte|could you|can you|would you|you (?:need|must|have) to|sie müssen"
    r"|können sie|if you|wenn sie|falls sie)\b",
    re.I,
)
_CALLS = re.compile(r"\b(?:call|ring|phone|rufe|rufen|anrufe|anrufen|zurückrufe\w*)\b", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ„“\"'])|\n+")


class Promise(NamedTuple):
    """What was promised: the sentence, the time it names, and whether it is a call."""

    words: str
    due_at: Instant
    is_call: bool


def find(text: str, now: Instant, zone: tzinfo) -> list[Promise]:
    """Return the promises of a text, at most three, each time once, the first one first."""
    found: dict[Instant, Promise] = {}
    for sentence in _SENTENCE.split(text[:LONGEST]):
        plain = " ".join(sentence.split())
        if not _is_promise(plain):
            continue
        matches = list(_TIMED.finditer(plain))
        alone = len(matches) == 1
        clocks = _CLOCK_ALONE.findall(plain) if alone else []
        begin = 0
        for each in matches:
            due = _due(each, clocks, now, zone)
            said = plain if alone else plain[begin : each.end()]
            begin = each.end()
            if due is not None and due not in found:
                found[due] = Promise(plain, due, bool(_CALLS.search(said)))
    return list(found.values())[:MOST]


def _is_promise(sentence: str) -> bool:
    if not sentence or sentence.endswith("?") or sentence.startswith(">"):
        return False
    if _COMMITS.search(sentence):
        return True
    return bool(_BY.search(sentence)) and not _ASKS.search(sentence)


def _due(found: re.Match[str], clocks: list[str], now: Instant, zone: tzinfo) -> Instant | None:
    """Return the instant a match names, None when it names none ahead.

    A day without a time takes the clock time that stands elsewhere: `clocks`, when it is one.
    """
    named = found.groupdict()
    day, clock = named["day"] or named["after"], named["clock"] or named["at"] or named["part"]
    if named["day"] and clock is None and len(clocks) == 1:
        clock = clocks[0]
    words = [named["span"], day, clock, named["bare"]]
    typed = " ".join(_plain(word) for word in words if word)
    try:
        return when.parse(typed, now, zone)
    except when.WhenProblem:
        return None


def _plain(words: str) -> str:
    return re.sub(r"^(?:at|um|gegen|around|by|bis|before|until)\s+", "", words, flags=re.I)
