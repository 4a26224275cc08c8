"""What customers answered: satisfaction, recommendation and effort (kpi.md 3)."""

from collections.abc import Iterable, Sequence
from typing import Final

from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import POINTS, SCORE, Figure, ratio
from csr_desk.domain.kpi.records import Answer
from csr_desk.domain.kpi.wilson import Proportion, proportion

_CSAT: Final[dict[object, bool]] = {1: False, 2: False, 3: False, 4: True, 5: True}
_GOOD_OR_BAD: Final[dict[object, bool]] = {"good": True, "bad": False}
_NPS_DETRACTORS: Final = range(7)
_NPS_PROMOTERS: Final = range(9, 11)
_NPS: Final = range(11)


def given(answers: Iterable[Answer], period: Period, as_of: Instant) -> list[Answer]:
    """Return the answers of a period known at `as_of`; those without an instant are all in."""
    return [one for one in answers if one.at is None or (period.holds(one.at) and one.at <= as_of)]


def csat(answers: Sequence[Answer]) -> Proportion:
    """Return the share of 4 and 5 on a 1–5 scale, or of good among good and bad.

    Anything else is no answer.
    """
    verdicts = [_CSAT.get(one.value, _GOOD_OR_BAD.get(one.value)) for one in answers]
    known = [verdict for verdict in verdicts if verdict is not None]
    return proportion(sum(known), len(known))


def nps(answers: Sequence[Answer]) -> Figure:
    """Return (9–10 minus 0–6) / all · 100 in points; 7 and 8 are passive."""
    scores = [one.value for one in answers if one.value in _NPS]
    promoters = sum(score in _NPS_PROMOTERS for score in scores)
    detractors = sum(score in _NPS_DETRACTORS for score in scores)
    return ratio(promoters - detractors, len(scores), POINTS)


def ces(answers: Sequence[Answer], scale: tuple[int, int]) -> Figure:
    """Return the mean effort score; its unit prints the scale, such as `score 1–7`."""
    low, high = scale
    scores = [
        one.value for one in answers if isinstance(one.value, int) and low <= one.value <= high
    ]
    return ratio(sum(scores), len(scores), f"{SCORE} {low}–{high}")
