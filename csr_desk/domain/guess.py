"""The most likely reasons of a contact, with why; a guess is offered, never committed (rule 2).

The score of a reason is the sum of four plain parts: words of the shipped table, words of past
contacts, responses used in this contact, and a little for an order on the ticket.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log

from csr_desk.domain.guess_table import Term, fold, matches, table
from csr_desk.domain.taxonomy import Taxonomy

LONGEST_TEXT = 4_000
"""Characters that are read: what a customer wants stands at the beginning."""

_FOREIGN = 0.5  # a term of another language than the rest of the text counts half
_CANNED = 3.0
_ORDER = 0.5
_HISTORY_MOST = 4.0
_HISTORY_WORDS_SHOWN = 3
_SMOOTHING = 50.0  # a reason needs some fifty words of history before its own shares count much
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beside the text.

    `history` counts words (as `words` gives them) per reason of past wrap-ups; `canned` counts per
    reason how often the responses used here were used for it.
    """

    history: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    canned: Mapping[str, int] = field(default_factory=dict)
    has_order: bool = False


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
        _from_table(fold(text[:LONGEST_TEXT])),
        _from_history(words(text), evidence.history),
        _from_canned(evidence.canned),
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


def _from_table(said: list[str]) -> dict[str, tuple[float, str]]:
    """Score the terms of the shipped table; the language with the most weight is the text's."""
    found = matches(said, table())
    by_language: dict[str, float] = {}
    for term in found:
        for language in sorted({language for _, language in term.targets}):
            by_language[language] = by_language.get(language, 0.0) + term.weight
    spoken = max(by_language, key=lambda language: by_language[language], default="")
    scores: dict[str, float] = {}
    terms: dict[str, list[str]] = {}
    for term in found:
        for reason, share in _shares(term, spoken).items():
            scores[reason] = scores.get(reason, 0.0) + share
            terms.setdefault(reason, []).append(term.text.rstrip("*"))
    return {reason: (score, ", ".join(terms[reason])) for reason, score in scores.items()}


def _shares(term: Term, spoken: str) -> dict[str, float]:
    """Return what a term adds to each reason, less where it is of another language."""
    shares: dict[str, float] = {}
    for reason, language in term.targets:
        share = term.weight if language == spoken else term.weight * _FOREIGN
        shares[reason] = max(shares.get(reason, 0.0), share)
    return shares


def _from_history(
    said: list[str], history: Mapping[str, Mapping[str, int]]
) -> dict[str, tuple[float, str]]:
    """Score by how much likelier each word is under a reason than overall.

    The formula is the positive part of pointwise mutual information with additive smoothing
    towards the overall share, as in multinomial naive Bayes, capped per reason.
    """
    totals = {reason: sum(counts.values()) for reason, counts in history.items()}
    overall = sum(totals.values())
    result: dict[str, tuple[float, str]] = {}
    for reason, counts in history.items():
        gains: dict[str, float] = {}
        for word in said:
            if not counts.get(word):
                continue
            share = sum(other.get(word, 0) for other in history.values()) / overall
            smoothed = (counts[word] + _SMOOTHING * share) / (totals[reason] + _SMOOTHING)
            if smoothed > share:
                gains[word] = log(smoothed / share)
        if gains:
            strongest = sorted(gains, key=lambda word: (-gains[word], word))
            shown = ", ".join(strongest[:_HISTORY_WORDS_SHOWN])
            result[reason] = (min(sum(gains.values()), _HISTORY_MOST), f"as before: {shown}")
    return result


def _from_canned(canned: Mapping[str, int]) -> dict[str, tuple[float, str]]:
    """Score the responses used here by the reasons they were used for; few uses say little."""
    total = sum(count for count in canned.values() if count > 0)
    return {
        reason: (_CANNED * count / (total + 1), f"response used {count} times for it")
        for reason, count in canned.items()
        if count > 0
    }


def _tells(word: str) -> bool:
    """Tell whether a word says what a text is about: no short word and no number."""
    return len(word) >= _SHORTEST_WORD and not word.isdigit()
