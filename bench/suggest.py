"""How often what an agent took was among the first three suggestions, on history held out.

The newest fifth of the past tickets is held out; index, counts and the most used are made from the
others. A held-out ticket asks with its subject and its customer's first message, what is known
before the agent answers. Taken were the responses used there, and the reason of its wrap-up.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from csr_desk.actions import suggest, wrap_guess
from csr_desk.actions.desk import Desk
from csr_desk.domain import guess
from csr_desk.domain.guess import Evidence
from csr_desk.store import suggest_index
from csr_desk.store.suggest_index import CANNED, REASON, Index, Past

SHARE_HELD_OUT = 5
PLACES = 3
_ASKED = (
    "SELECT t.subject || char(10) || coalesce((SELECT substr(body, 1, 1500) FROM message"
    " WHERE ticket_id = t.id AND author_kind = 'customer' ORDER BY at, id LIMIT 1), '')"
    " FROM ticket t WHERE t.id = ?"
)


def hit_rates(desk: Desk) -> dict[str, float]:
    """Return the share of hits among three in percent: responses and reasons, and the most used."""
    past = list(suggest_index.past(desk.store))
    held = len(past) // SHARE_HELD_OUT
    test, train = past[:held], past[held:]
    index = Index(train)
    history = wrap_guess.counted(
        (reason, one.words) for one in train for reason in _labels(one, REASON)
    )
    try:
        responses = [_responses(desk, index, one) for one in test]
        reasons = [_reasons(desk, index, one, history) for one in test]
        alone = [_reasons(desk, None, one, history) for one in test]
    finally:
        index.close()
    return {
        "responses": _rate(test, responses, CANNED),
        "responses_most_used": _rate(test, [_most(train, CANNED)] * held, CANNED),
        "reasons": _rate(test, reasons, REASON),
        "reasons_without": _rate(test, alone, REASON),
        "reasons_most_used": _rate(test, [_most(train, REASON)] * held, REASON),
    }


def _words(desk: Desk, one: Past) -> list[str]:
    return guess.words(str(desk.store.value(_ASKED, one.ticket_id) or ""))[: suggest.WORDS]


def _responses(desk: Desk, index: Index, one: Past) -> list[str]:
    words = _words(desk, one)
    found = suggest.responses(desk, one.ticket_id, words, index.votes(words))
    return [str(each.id) for each in found]


def _reasons(
    desk: Desk, index: Index | None, one: Past, history: dict[str, Counter[str]]
) -> list[str]:
    words = _words(desk, one)
    shares = index.votes(words).get(REASON, {}) if index is not None else {}
    known = Evidence(history=history, similar=shares)
    found = guess.guess(" ".join(words), known, desk.taxonomy, limit=PLACES)
    return [each.code for each in found]


def _labels(one: Past, kind: str) -> set[str]:
    return {item for of_kind, item in one.labels if of_kind == kind}


def _most(train: Iterable[Past], kind: str) -> list[str]:
    counted = Counter(item for one in train for item in _labels(one, kind))
    return [item for item, _ in counted.most_common(PLACES)]


def _rate(test: Sequence[Past], found: Sequence[list[str]], kind: str) -> float:
    """Return the share of taken items that were among the first three, in percent."""
    taken = [
        (item, shown) for one, shown in zip(test, found, strict=True) for item in _labels(one, kind)
    ]
    return 100 * sum(item in shown[:PLACES] for item, shown in taken) / len(taken) if taken else 0.0
