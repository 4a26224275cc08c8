"""Digit runs: numbers that stand so close together that they may be the groups of one number."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from csr_desk.domain.pii.brands import LONGEST, SHORTEST
from csr_desk.domain.pii.folding import GLUE

# Any mark but those of money. Three bullets or more are a mask that already stands there.
_MARK = r"[^\w•$€£¥&%=\\<]|_"
_MARK_ELSE = r"[&%=\\<]|•(?!••)"
_ENCODED = (
    r"&(?:nbsp|ensp|emsp|thinsp|shy|zwj|zwnj|ndash|mdash|middot|bull|#x?[0-9A-Fa-f]{2,6});"
    r"|%(?:20|2[DdFf]|C2%A0|A0|0[9AaDd])"
    r"|=(?:20(?![0-9]{6})|C2=A0|A0|\r?\n)"
    r"|\\(?:[ntr]|u[0-9A-Fa-f]{4}|x[Aa]0)|</?[A-Za-z][A-Za-z0-9]{0,9} ?/?>"
)
_WORD = (
    r"(?i:x|and|then|next|last|first|four|digits|dash|hyphen|minus|space|point|dot|und|dann|strich"
    r"|leerzeichen|puis|et|tiret|espace|luego|y|guion|espacio|e|poi|trattino|spazio)(?![^\W\d_])"
)
_GAP = rf"(?:{_MARK}|{_ENCODED}|{_MARK_ELSE}|{_WORD})"
_RUN = re.compile(rf"[0-9]++(?:{_GAP}{{1,6}}+[0-9]++)*+")
_ENOUGH = re.compile(rf"(?:[^0-9]*+[0-9]){{{SHORTEST}}}")
_PART = re.compile(rf"{_ENCODED}|([0-9]+)")
_NO_BREAK = re.compile(
    rf"(?:{GLUE}|&(?:shy|zwj|zwnj|#x?(?:200[b-d]|820[3-5]|173|ad));|=\r?\n|\\u200[bcd])+"
)
_BLANK = re.compile(rf"{_ENCODED}|[\s{GLUE}]+")


class Group(NamedTuple):
    """Digits that stand together; `glued` when invisible characters part them."""

    start: int
    end: int
    digits: str
    glued: bool = False


class Run(NamedTuple):
    """Groups, and the kind of gap after each but the last: " ", "\\n", or its visible marks."""

    groups: list[Group]
    gaps: list[str]


def runs(folded: str) -> Iterator[Run]:
    """Yield the runs of a folded text that have the digits of a card number, in linear time."""
    if not _ENOUGH.match(folded):
        return
    for found in _RUN.finditer(folded):
        start, end = found.span()
        if end - start < SHORTEST:
            continue
        if _ENOUGH.match(folded, start, end):
            yield _run(folded, start, end)


def _run(folded: str, start: int, end: int) -> Run:
    parts = [part for part in _PART.finditer(folded, start, end) if part[1]]
    groups = [Group(part.start(), part.end(), part[1]) for part in parts]
    if len(groups) == 1:
        return Run(groups, [])
    kinds = [_kind(folded[left.end : right.start]) for left, right in pairwise(groups)]
    return _glued(groups, kinds)


def _glued(groups: list[Group], kinds: list[str]) -> Run:
    """Join what only invisible characters part, unless the whole is too long for a card number."""
    if GLUE not in kinds:
        return Run(groups, kinds)
    joined: list[Group] = []
    gaps: list[str] = []
    chain = [groups[0]]
    for kind, group in zip([*kinds, " "], [*groups[1:], None], strict=True):
        if kind == GLUE and group is not None:
            chain.append(group)
            continue
        fits = sum(len(part.digits) for part in chain) <= LONGEST
        joined += [_join(chain)] if fits else chain
        gaps += [] if fits else [GLUE] * (len(chain) - 1)
        if group is not None:
            gaps.append(kind)
            chain = [group]
    return Run(joined, gaps)


def _join(chain: list[Group]) -> Group:
    digits = "".join(part.digits for part in chain)
    return Group(chain[0].start, chain[-1].end, digits, glued=len(chain) > 1)


@lru_cache(1024)
def _kind(gap: str) -> str:
    if _NO_BREAK.fullmatch(gap):
        return GLUE
    marks = _BLANK.sub("", gap)
    if "\n" in gap or "\\n" in gap:
        return "\n" + marks.strip(">|")
    return marks or " "
