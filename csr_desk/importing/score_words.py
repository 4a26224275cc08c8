"""What the cells of a survey mean: which figure they are for, on which scale, with which value."""

import re
from collections.abc import Iterator
from typing import Final

from csr_desk.domain import survey
from csr_desk.domain.survey import FIVE, GOOD_OR_BAD, SEVEN_FACES, Value
from csr_desk.importing.columns import squashed
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.values import BadValue
from csr_desk.importing.words import word_set

_KIND_WORDS: Final = {
    "nps": ("nps", "promoter", "recommend", "weiterempf"),
    "ces": ("ces", "effort", "aufwand"),
    "csat": (
        "csat",
        "satisf",
        "zufrieden",
        "rating",
        "surveyresult",
        "star",
        "sterne",
        "bewertung",
    ),
}
_GOOD: Final = word_set(
    "good goodimsatisfied positive satisfied thumbsup gut zufrieden bon satisfait bueno satisfecho"
)
_BAD: Final = word_set(
    "bad badimunsatisfied negative unsatisfied dissatisfied thumbsdown schlecht unzufrieden mauvais"
    " insatisfait malo insatisfecho"
)
_UNANSWERED: Final = word_set("offered unoffered notanswered noanswer none na null")
_FACES: Final = {
    "extremelyhappy": 3, "veryhappy": 2, "happy": 1, "neutral": 0, "unhappy": -1,
    "veryunhappy": -2, "extremelyunhappy": -3,
}  # fmt: skip
_FACE_CODES: Final = {100 + step: step for step in range(4)} | {
    -100 - step: -step for step in (1, 2, 3)
}
_OF = re.compile(r"(\d{1,2})\s*(?:/|of|out of|von|sur|de)\s*(\d{1,2})", re.I)
_NUMBER = re.compile(r"-?\d{1,3}(?:\.0+)?")
_SCALE_WORDS: Final = {
    "15": FIVE, "5": FIVE, "1to5": FIVE, "010": survey.ELEVEN, "10": survey.ELEVEN,
    "0to10": survey.ELEVEN, "17": "1-7", "7": "1-7", "1to7": "1-7", "goodbad": GOOD_OR_BAD,
    "33": SEVEN_FACES, "103103": SEVEN_FACES,
}  # fmt: skip
_TOPS: Final = {5: FIVE, 7: "1-7", 10: survey.ELEVEN}


def scores(reader: Reader, cells: Cells) -> Iterator[tuple[str, str, Value]]:
    """Yield (kind, scale, value) of every score in a row; BadValue when there is none."""
    found = False
    for name in ("score", *survey.KINDS):
        said = reader.plain(cells, name)
        if said and said != "-":
            found = True
            kind = name if name != "score" else _kind(reader, cells, said)
            yield kind, *_value(kind, said, _scale(reader, cells, kind))
    if not found:
        raise BadValue("the row has no score")


def _kind(reader: Reader, cells: Cells, said: str) -> str:
    """Return the kind by its own column, by the score's column name, or by what was said."""
    given = squashed(reader.plain(cells, "kind"))
    for kind, words in _KIND_WORDS.items():
        if any(word in given for word in words):
            return kind
    if given and "kind" in squashed(reader.fields["kind"]):
        raise BadValue(f"“{given[:40]}” is no kind of survey: it is csat, nps or ces")
    name = squashed(reader.fields["score"])
    for kind, words in _KIND_WORDS.items():
        if any(word in name for word in words):
            return kind
    word = squashed(said)
    if word in _GOOD | _BAD | _UNANSWERED or word in _FACES or _code(said) in _FACE_CODES:
        return "csat"
    raise BadValue("the row does not say which survey it is: add a column kind (csat, nps or ces)")


def _scale(reader: Reader, cells: Cells, kind: str) -> str | None:
    """Return the scale a row names, None where it names none; BadValue for one not counted."""
    given = reader.plain(cells, "scale")
    if not given:
        return None
    scale = _SCALE_WORDS.get(squashed(given))
    if scale not in survey.scales(kind):
        known = " or ".join(survey.scales(kind))
        raise BadValue(f"the desk counts {kind} on the scale {known}, not on “{given[:20]}”")
    return scale


def _value(kind: str, said: str, scale: str | None) -> tuple[str, Value]:
    word = squashed(said)
    if word in _UNANSWERED:
        raise BadValue("the survey was not answered")
    if kind == "csat" and scale in (None, GOOD_OR_BAD) and word in _GOOD | _BAD:
        return GOOD_OR_BAD, "good" if word in _GOOD else "bad"
    if kind == "csat" and scale in (None, SEVEN_FACES):
        if word in _FACES:
            return SEVEN_FACES, _FACES[word]
        if (code := _code(said)) in _FACE_CODES:
            return SEVEN_FACES, _FACE_CODES[code]
    number, top = _code(said), None
    if parted := _OF.fullmatch(said):
        number, top = int(parted[1]), int(parted[2])
    if number is None:
        raise BadValue(f"“{said[:40]}” is no score")
    chosen = scale or (survey.scales(kind)[0] if top is None else _TOPS.get(top, f"to {top}"))
    if chosen not in survey.scales(kind) or not survey.is_on(chosen, number):
        usual = scale or survey.scales(kind)[0]
        raise BadValue(f"the score {said[:20]} is outside the scale {usual} of {kind}")
    return chosen, number


def _code(said: str) -> int | None:
    """Return a whole number written in a cell, None for anything else."""
    return int(float(said)) if _NUMBER.fullmatch(said) else None
