"""Chance that repeats: every number of the sample follows from its seed and a place in it."""

import random
from collections.abc import Sequence
from typing import TypeVar

from csr_desk.domain.instants import Instant

T = TypeVar("T")

_MASK = (1 << 64) - 1
_LOW_62 = (1 << 62) - 1


def mix(*parts: int) -> int:
    """Return 64 well-mixed bits of some integers (splitmix64, Steele et al. 2014)."""
    state = 0
    for part in parts:
        state = (state + part + 0x9E3779B97F4A7C15) & _MASK
        state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
        state ^= state >> 31
    return state


class Dice:
    """A stream of chance of its own, named by integers; never the process-wide one."""

    __slots__ = ("_bits", "roll")

    def __init__(self, *name: int) -> None:
        source = random.Random(mix(*name))
        self.roll = source.random
        self._bits = source.getrandbits

    def pick(self, items: Sequence[T]) -> T:
        """Return one of the items, each as likely."""
        return items[int(self.roll() * len(items))]

    def chance(self, share: float) -> bool:
        """Return True in this share (0 to 1) of the cases."""
        return self.roll() < share

    def between(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""
        return low + int(self.roll() * (high - low + 1))

    def hex(self, digits: int) -> str:
        """Return a text of hexadecimal digits."""
        return f"{self._bits(4 * digits):0{digits}x}"

    def uid(self, at: Instant) -> str:
        """Return a UUID of version 7 (RFC 9562) for an instant: later rows sort behind."""
        bits = self._bits(74)
        head = f"{at:012x}7{bits >> 62:03x}"
        tail = f"{(2 << 62) | (bits & _LOW_62):016x}"
        return f"{head[:8]}-{head[8:12]}-{head[12:]}-{tail[:4]}-{tail[4:]}"
