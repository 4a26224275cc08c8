"""What a stop of the tour shows, and what was printed, copied or written for other programs."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.strip import Strip


@dataclass(frozen=True)
class Seen:
    """What a stop shows: its name, the strips in which values must be seen, and of which places."""

    name: str
    strips: list[Strip]
    numbers: Sequence[int]


@dataclass(frozen=True)
class Printed:
    """What a verb printed, and the numbers of the values that must be in it."""

    verb: str
    code: int
    text: str
    numbers: Sequence[int] = ()
