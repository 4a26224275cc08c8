"""Whether a ticket is about what the same customer wrote or called about days ago, and why.

A score is no probability: it only says whether there is enough to mention it. Two tickets that each
name another order are two matters, whatever else they share (kpi.md section 4).
"""

from collections.abc import Iterable
from typing import NamedTuple

LEAST = 1.5
"""What must speak for it before it is mentioned: one strong sign, or two weak ones."""

_ORDER, _REASON, _WORDS, _SOME_WORDS = 2.0, 1.5, 1.5, 0.75
_MANY, _SOME = 0.6, 0.35


class Matter(NamedTuple):
    """What a ticket is about: the words of its subject, its reason, the orders it names."""

    words: frozenset[str]
    reason: str = ""
    orders: frozenset[str] = frozenset()


class Likeness(NamedTuple):
    """How much speaks for one matter, and the signs in words."""

    score: float
    why: tuple[str, ...]

    @property
    def tells(self) -> bool:
        """Tell whether it is enough to mention it."""
        return self.score >= LEAST


def likeness(one: Matter, other: Matter) -> Likeness:
    """Compare what two tickets of one customer are about."""
    if one.orders and other.orders and not one.orders & other.orders:
        return Likeness(0.0, ())
    score, why = 0.0, []
    shared = sorted(one.orders & other.orders)
    if shared:
        score += _ORDER
        why.append(f"order {shared[0]}")
    if one.reason and one.reason == other.reason:
        score += _REASON
        why.append(f"reason {one.reason}")
    alike = overlap(one.words, other.words)
    if alike >= _SOME:
        score += _WORDS if alike >= _MANY else _SOME_WORDS
        why.append("its words")
    return Likeness(score, tuple(why))


def overlap(one: Iterable[str], other: Iterable[str]) -> float:
    """Return the share of words two texts have in common, 0 for a single word by itself."""
    mine, theirs = set(one), set(other)
    common = mine & theirs
    return len(common) / len(mine | theirs) if len(common) > 1 else 0.0
