"""What a rating says, in words: the seven steps of today's surveys, the three of older ones."""

from collections.abc import Mapping
from typing import Final

from csr_desk.backends.freshdesk.structs import RatingRow
from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.records import RemoteRating
from csr_desk.backends.values import ident, instant, text
from csr_desk.domain.survey import SEVEN_FACES

QUESTION: Final = "default_question"
_WORDS: Final = {
    103: "extremely happy",
    102: "very happy",
    101: "happy",
    100: "neutral",
    -101: "unhappy",
    -102: "very unhappy",
    -103: "extremely unhappy",
    1: "happy",
    2: "neutral",
    3: "unhappy",
}


_FACES: Final = {
    103: 3, 102: 2, 101: 1, 100: 0, -101: -1, -102: -2, -103: -3, 1: 1, 2: 0, 3: -1,
}  # fmt: skip


def satisfaction(ratings: Mapping[str, object] | None) -> str:
    """Return the words for a rating; an unknown number stays a number."""
    value = (ratings or {}).get(QUESTION)
    number = whole_number(value)
    return text(value) if number is None else _WORDS.get(number, str(number))


def rating(row: RatingRow) -> RemoteRating | None:
    """Return what the customer answered; None for a number that is on no scale known here."""
    face = _FACES.get(whole_number((row.ratings or {}).get(QUESTION)) or 0)
    if face is None:
        return None
    return RemoteRating(
        SEVEN_FACES,
        face,
        instant(row.updated_at) or instant(row.created_at),
        text(row.feedback).strip(),
        ident(row.id) or "",
    )
