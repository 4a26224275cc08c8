"""How characters join into what a reader sees as one: marks, emoji sequences, Hangul, conjuncts.

The cell tables of Rich count everything in an attached run as no cell wide, so a run is bounded
here: a terminal that draws it differently can then be off by a few cells, never by a row.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain

from csr_desk.textgate.characters import EMOJI_SELECTOR, KEYCAP, ZERO_WIDTH_JOINER
from csr_desk.textgate.patterns import LatePattern

MARKS_PER_BASE = 4
MARKS_PER_BASE_WHERE_SCRIPT_STACKS = 8
_MARKS_BEFORE_NORMALISING = 32
_JOINS = 3
_LONGEST_CLUSTER = 64
DOTTED_CIRCLE = "\u25cc"

_EMOJI = LatePattern(
    "[\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
_SKIN_TONES = "\U0001f3fb-\U0001f3ff"
_SKIN_TONE = LatePattern(f"[{_SKIN_TONES}]")
_TAKES_SKIN_TONE = LatePattern(
    "[\u261d\u26f9\u270a-\u270d\U0001f385\U0001f3c2-\U0001f3c4\U0001f3c7\U0001f3ca-\U0001f3cc"
    "\U0001f442\U0001f443\U0001f446-\U0001f450\U0001f466-\U0001f478\U0001f47c"
    "\U0001f481-\U0001f483\U0001f485-\U0001f487\U0001f48f\U0001f491\U0001f4aa\U0001f574\U0001f575"
    "\U0001f57a\U0001f590\U0001f595\U0001f596\U0001f645-\U0001f647\U0001f64b-\U0001f64f\U0001f6a3"
    "\U0001f6b4-\U0001f6b6\U0001f6c0\U0001f6cc\U0001f90c\U0001f90f\U0001f918-\U0001f91f\U0001f926"
    "\U0001f930-\U0001f939\U0001f93c-\U0001f93e\U0001f977\U0001f9b5\U0001f9b6\U0001f9b8\U0001f9b9"
    "\U0001f9bb\U0001f9cd-\U0001f9cf\U0001f9d1-\U0001f9dd\U0001fac3-\U0001fac5"
    "\U0001faf0-\U0001faf8]"
)
_INDIC_LETTER = LatePattern(
    "[\u0904-\u0939\u0958-\u0961\u0972-\u0980\u0985-\u09b9\u09dc-\u09e1\u09f0\u09f1\u0a05-\u0a39"
    "\u0a59-\u0a5e\u0a85-\u0ab9\u0b05-\u0b39\u0b5c-\u0b61\u0b83-\u0bb9\u0c05-\u0c39\u0c58-\u0c61"
    "\u0c85-\u0cb9\u0cde-\u0ce1\u0d05-\u0d3a\u0d7a-\u0d7f\u0d85-\u0dc6]"
)
# Brahmic scripts, Thai, Lao, Tibetan, Myanmar, Khmer and their kin stack more than Latin does.
_STACKING = LatePattern(
    "[\u0900-\u109f\u1700-\u17ff\u1900-\u1aad\u1b00-\u1bff\u1c00-\u1c4f\ua800-\ua82f\ua880-\ua8ff"
    "\ua930-\ua9df\uaa00-\uaaff\uabc0-\uabff\U00011000-\U00011fff]"
)
_VIETNAMESE_VOWELS = frozenset("aeiouyAEIOUY")
_VIETNAMESE_MARKS = frozenset("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323")

_LEADING_JAMO = LatePattern("[\u1100-\u115e\ua960-\ua97c]")
_HANGUL = LatePattern("[\u1100-\u115e\ua960-\ua97c\uac00-\ud7a3]")
_REGIONAL = LatePattern("[\U0001f1e6-\U0001f1ff]")
# Letters that a reader, and Unicode's cluster rules, join to the one before or after.
_JOINS_BEFORE = frozenset("\u0e33\u0eb3\uff9e\uff9f")
_JOINS_AFTER = frozenset(
    "\u0d4e\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a\U00011d46\U00011f02"
) | frozenset(map(chr, range(0x11A84, 0x11A8A)))
_CONJOINING = frozenset(
    "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d\u1039\u17d2\u1a60\u1b44\u1bab\ua9c0\uaaf6\U00010a3f"
    "\U00011133\U000113d0\U0001193e\U00011a47\U00011a99\U00011f42"
)


# Marks stand in these blocks only; looking at the rest (CJK, Hangul, Tangut) would cost the start.
_BLOCKS_WITH_MARKS = (
    *((0x300, 0x3400), (0xA66E, 0xAC00), (0xFB1E, 0xFB1F), (0xFE00, 0xFE30), (0x101FD, 0x12000)),
    *((0x13430, 0x13460), (0x16A00, 0x17000), (0x1BC9D, 0x1BC9F), (0x1CF00, 0x1D300)),
    *((0x1DA00, 0x1DAB0), (0x1E000, 0x1E900), (0x1E940, 0x1E960)),
)


_VOWELS_AND_TAILS = "\u1161-\u11ff\ud7b0-\ud7ff"


@cache
def attached() -> re.Pattern[str]:
    """Return the pattern of a run of marks and other characters that lean on the one before."""
    spans: list[list[int]] = []
    for code in chain.from_iterable(range(*block) for block in _BLOCKS_WITH_MARKS):
        if unicodedata.category(chr(code))[0] == "M":
            if spans and spans[-1][1] == code - 1:
                spans[-1][1] = code
            else:
                spans.append([code, code])
    marks = "".join(f"{chr(first)}-{chr(last)}" for first, last in spans)
    return re.compile(f"[{marks}{_VOWELS_AND_TAILS}{_SKIN_TONES}{ZERO_WIDTH_JOINER}]+")


_ATTACHED_LETTER = LatePattern(f"[{_VOWELS_AND_TAILS}{_SKIN_TONES}{ZERO_WIDTH_JOINER}]")


@cache
def leans(character: str) -> bool:
    """Say whether `attached` matches a character, without the cost of making that pattern."""
    is_mark = unicodedata.category(character)[0] == "M"
    return is_mark or _ATTACHED_LETTER.match(character) is not None


@cache
def _long_chain() -> re.Pattern[str]:
    run = attached().pattern[:-1]
    one = f"{ZERO_WIDTH_JOINER}(?!{run})[^\n](?:(?!{ZERO_WIDTH_JOINER}){run}){{0,9}}"
    return re.compile(f"((?:{one}){{{_JOINS}}}){ZERO_WIDTH_JOINER}")


def _joins(base: str, before: list[str], after: str) -> bool:
    if _INDIC_LETTER.match(base):
        return bool(_INDIC_LETTER.match(after))
    emoji = all(mark == EMOJI_SELECTOR or _SKIN_TONE.match(mark) for mark in before)
    return bool(emoji and _EMOJI.match(base) and _EMOJI.match(after))


def _resolve(match: re.Match[str]) -> str:
    """Keep of one attached run the joiner, selector and skin tone that do something."""
    text, start, end = match.string, match.start(), match.end()
    base = text[start - 1] if start else ""
    kept: list[str] = []
    for index in range(start, end):
        character = text[index]
        if character == EMOJI_SELECTOR:
            keycap = base in "0123456789#*" and text[index + 1 : index + 2] == KEYCAP
            wanted = bool(base) and not kept and (keycap or bool(_EMOJI.match(base)))
        elif character == ZERO_WIDTH_JOINER:
            wanted = index == end - 1 and _joins(base, kept, text[end : end + 1])
        elif _SKIN_TONE.match(character):
            wanted = not kept and bool(_TAKES_SKIN_TONE.match(base))
        else:
            wanted = len(kept) < _MARKS_BEFORE_NORMALISING
        if wanted:
            kept.append(character)
    return "".join(kept)


def _allowance(base: str, run: str) -> int:
    if _STACKING.match(base):
        return MARKS_PER_BASE_WHERE_SCRIPT_STACKS
    if unicodedata.normalize("NFD", base)[:1] in _VIETNAMESE_VOWELS and (
        _VIETNAMESE_MARKS.issuperset(run)
    ):
        return MARKS_PER_BASE_WHERE_SCRIPT_STACKS
    return MARKS_PER_BASE


def _bound(match: re.Match[str]) -> str:
    run, start = match[0], match.start()
    base = match.string[start - 1] if start else "\n"
    if base == "\n":
        return DOTTED_CIRCLE + run[:MARKS_PER_BASE]
    return run if len(run) <= MARKS_PER_BASE else run[: _allowance(base, run)]


def settle(text: str) -> str:
    """Return text in NFC with at most 4 marks a base, 8 where the script stacks them.

    A mark with no base gets a dotted circle. Joiners stay between emoji and between Indic letters,
    at most three in a chain. Time is linear: the runs are cut before they are put in order.
    """
    if not any(map(leans, set(text))):
        return unicodedata.normalize("NFC", text)
    run = attached()
    text = unicodedata.normalize("NFC", run.sub(_resolve, text))
    text = run.sub(_bound, text)
    return _long_chain().sub(r"\1", text) if ZERO_WIDTH_JOINER in text else text


def _flags_before(text: str, index: int, floor: int) -> int:
    start = index
    while start > floor and _REGIONAL.match(text[start - 1]):
        start -= 1
    return index - start


def _conjunct(text: str, index: int) -> bool:
    while index and leans(text[index - 1]):
        if text[index - 1] in _CONJOINING:
            return True
        index -= 1
    return False


def is_boundary(text: str, index: int, floor: int = 0) -> bool:
    """Say whether cleaned text may be cut before `index` without splitting a cluster.

    `floor` is a place known to be a boundary; nothing before it is looked at to pair flags.
    """
    if index <= 0 or index >= len(text):
        return True
    before, after = text[index - 1], text[index]
    if before == "\n" or after == "\n" or (before.isascii() and after.isascii()):
        return True
    if leans(after) or after in _JOINS_BEFORE:
        return False
    if before == ZERO_WIDTH_JOINER or before in _JOINS_AFTER:
        return False
    if _LEADING_JAMO.match(before) and _HANGUL.match(after):
        return False
    if _REGIONAL.match(after):
        return _flags_before(text, index, floor) % 2 == 0
    return not (after.isalpha() and _conjunct(text, index))


def clusters(text: str) -> Iterator[str]:
    """Yield what a reader sees as single characters of cleaned text, in order.

    A cluster longer than any script writes (64 code points) is divided.
    """
    start = 0
    for index in range(1, len(text) + 1):
        if index - start >= _LONGEST_CLUSTER or is_boundary(text, index, start):
            yield text[start:index]
            start = index


def cut(text: str, end: int) -> str:
    """Return the longest start of text that has at most `end` characters and splits no cluster."""
    for place in range(min(end, len(text)), max(end - _LONGEST_CLUSTER, -1), -1):
        if is_boundary(text, place):
            return text[:place]
    return text[:end]
