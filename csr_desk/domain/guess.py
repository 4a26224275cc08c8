"""The most likely reasons of a contact, with why; a guess is offered, never committed (rule 2).

The score of a reason is the sum of plain parts: words of the shipped table, words of past contacts,
reasons of tickets like it, responses used in it, what it was logged with before, and a little for
an order on the ticket.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from csr_desk.domain.everyday_words import EVERYDAY
from csr_desk.domain.guess_scores import (
    from_canned,
    from_earlier,
    from_history,
    from_similar,
    from_table,
)
from csr_desk.domain.guess_table import fold
from csr_desk.domain.taxonomy import Taxonomy

LONGEST_TEXT = 4_000
"""Characters that are read: what a customer wants stands at the beginning."""
_ORDER = 0.5
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beside the text.

    `earlier` is the reason this ticket was logged with last, `""` for none.
    `history` counts words (as `words` gives them) per reason of past wrap-ups; `canned` counts per
    reason how often the responses used here were used for it; `similar` is the share of each reason
    among tickets like this one.
    """

    history: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    canned: Mapping[str, int] = field(default_factory=dict)
    similar: Mapping[str, float] = field(default_factory=dict)
    has_order: bool = False
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """A reason that may fit; `because` is what spoke for it, for the agent to read."""

    code: str
    score: float
    because: str


def words(text: str) -> list[str]:
    """Return the words of a text that a history should count, each once."""
    return [word for word in dict.fromkeys(fold(text[:LONGEST_TEXT])) if _tells(word)]


def guess(text: str, evidence: Evidence, taxonomy: Taxonomy, *, limit: int = 3) -> list[Guess]:
    """Return the likeliest reasons an agent may choose, best first; nothing speaks for none."""
    scores: dict[str, float] = {}
    because: dict[str, list[str]] = {}
    parts = (
        from_table(fold(text[:LONGEST_TEXT])),
        from_canned(evidence.canned),
        from_history(words(text), evidence.history),
        from_similar(evidence.similar),
        from_earlier(evidence.earlier),
    )
    for part in parts:
        for reason, (score, why) in part.items():
            code = taxonomy.redirect(reason)
            scores[code] = scores.get(code, 0.0) + score
            because.setdefault(code, []).append(why)
    choosable = {code: place for place, code in enumerate(taxonomy.choosable)}
    if evidence.has_order:
        for code in scores:
            scores[code] += _ORDER if code.startswith(("order/", "returns/")) else 0.0
    likely = [code for code in scores if code in choosable and scores[code] > 0]
    likely.sort(key=lambda code: (-scores[code], choosable[code]))
    return [Guess(code, scores[code], "; ".join(because[code])) for code in likely[:limit]]


def _tells(word: str) -> bool:
    """Tell whether a word says what a text is about: no short or everyday one and no number."""
    return len(word) >= _SHORTEST_WORD and not word.isdigit() and word not in EVERYDAY
