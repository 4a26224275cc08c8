"""What a rating says, in words: the seven steps of today's surveys, the three of older ones."""

from collections.abc import Mapping
from typing import Final

from csr_desk.backends.freshdesk.values import whole_number
from csr_desk.backends.values import text

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


def satisfaction(ratings: Mapping[str, object] | None) -> str:
    """Return the words for a rating; an unknown number stays a number."""
    value = (ratings or {}).get(QUESTION)
    number = whole_number(value)
    return text(value) if number is None else _WORDS.get(number, str(number))
