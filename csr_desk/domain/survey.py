"""What an answer to a survey means: its scale, how it counts, and its word."""

from typing import Final, Literal

KINDS: Final = ("csat", "nps", "ces")
GOOD_OR_BAD: Final = "good/bad"
FIVE: Final = "1-5"
ELEVEN: Final = "0-10"
SEVEN_FACES: Final = "-3..3"
"""Three steps of happy, neutral, three of unhappy, as Freshdesk asks."""

Value = int | Literal["good", "bad"]

_SCALES: Final[dict[str, tuple[str, ...]]] = {
    "csat": (FIVE, GOOD_OR_BAD, SEVEN_FACES),
    "nps": (ELEVEN,),
    "ces": ("1-7", FIVE),
}
_LIMITS: Final = {FIVE: (1, 5), ELEVEN: (0, 10), SEVEN_FACES: (-3, 3), "1-7": (1, 7)}
_FACES: Final = {
    3: "extremely happy",
    2: "very happy",
    1: "happy",
    0: "neutral",
    -1: "unhappy",
    -2: "very unhappy",
    -3: "extremely unhappy",
}
_NEUTRAL: Final = 3


def scales(kind: str) -> tuple[str, ...]:
    """Return the scales a kind may be answered on, the usual one first."""
    return _SCALES[kind]


def is_on(scale: str, value: Value) -> bool:
    """Tell whether a value is one of a scale."""
    if scale == GOOD_OR_BAD:
        return value in ("good", "bad")
    low, high = _LIMITS[scale]
    return isinstance(value, int) and low <= value <= high


def counted(scale: str, value: Value) -> Value:
    """Return a value as the figures take it (kpi.md 3): a face is good, neither or bad.

    A neutral face is an answer that is not good, like the 3 of five.
    """
    if scale != SEVEN_FACES or not isinstance(value, int):
        return value
    return _NEUTRAL if value == 0 else "good" if value > 0 else "bad"


def is_bad(kind: str, scale: str, value: Value) -> bool:
    """Tell whether an answer says that somebody is dissatisfied; effort alone does not."""
    if kind == "csat":
        meant = counted(scale, value)
        return meant == "bad" or (isinstance(meant, int) and meant < _NEUTRAL)
    return kind == "nps" and isinstance(value, int) and value <= 6


def words(kind: str, scale: str, value: Value) -> str:
    """Return how an answer is shown, such as `bad`, `2 of 5`, `unhappy`, `NPS 3 of 10`."""
    if not isinstance(value, int):
        return value
    if scale == SEVEN_FACES:
        return _FACES[value]
    said = f"{value} of {_LIMITS[scale][1]}"
    return said if kind == "csat" else f"{kind.upper()} {said}"
