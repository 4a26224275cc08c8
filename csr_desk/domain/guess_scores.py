"""What each kind of evidence says for a reason: the shipped table, the past, responses used."""

from collections.abc import Mapping
from math import log

from csr_desk.domain.guess_table import Term, matches, table

_FOREIGN = 0.5  # a term of another language than the rest of the text counts half
_CANNED = 3.0
_HISTORY_MOST = 4.0
_SIMILAR = 4.0
_LEAST_SHARE = 0.1
_EARLIER = 5.0  # a ticket goes on about what it was about, unless much speaks for something else
_HISTORY_WORDS_SHOWN = 3
_TELLING = 0.4  # a word half as likely again under a reason as anywhere tells the agent why
_SMOOTHING = 50.0  # a reason needs some fifty words of history before its own shares count much


def from_table(said: list[str]) -> dict[str, tuple[float, str]]:
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
    return {
        reason: (score, f"the words {', '.join(terms[reason])}") for reason, score in scores.items()
    }


def _shares(term: Term, spoken: str) -> dict[str, float]:
    """Return what a term adds to each reason, less where it is of another language."""
    shares: dict[str, float] = {}
    for reason, language in term.targets:
        share = term.weight if language == spoken else term.weight * _FOREIGN
        shares[reason] = max(shares.get(reason, 0.0), share)
    return shares


def from_history(
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
            telling = [word for word in strongest if gains[word] >= _TELLING]
            shown = ", ".join(telling[:_HISTORY_WORDS_SHOWN])
            why = f"earlier contacts with {shown}" if shown else "earlier contacts like it"
            result[reason] = (min(sum(gains.values()), _HISTORY_MOST), why)
    return result


def from_similar(shares: Mapping[str, float]) -> dict[str, tuple[float, str]]:
    """Score each reason by its share among tickets like this one; a small share is chance."""
    return {
        reason: (_SIMILAR * share, f"{share:.0%} of tickets like this one")
        for reason, share in shares.items()
        if share >= _LEAST_SHARE
    }


def from_earlier(reason: str) -> dict[str, tuple[float, str]]:
    """Score the reason the same ticket was logged with before."""
    return {reason: (_EARLIER, "this ticket was logged so before")} if reason else {}


def from_canned(canned: Mapping[str, int]) -> dict[str, tuple[float, str]]:
    """Score the responses used here by the reasons they were used for; few uses say little."""
    total = sum(count for count in canned.values() if count > 0)
    return {
        reason: (_CANNED * count / (total + 1), f"a response used {_times(count)} for it")
        for reason, count in canned.items()
        if count > 0
    }


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
