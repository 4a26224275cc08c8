"""Periods are half-open; spans of time are cut at their edges (kpi.md 1.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from csr_desk.domain.instants import SECOND, Instant


class Stretch(Protocol):
    """Anything with a beginning and an end; an end of None is still running."""

    @property
    def from_at(self) -> Instant:
        """The first instant."""

    @property
    def to_at(self) -> Instant | None:
        """The first instant after it."""


@dataclass(frozen=True, slots=True)
class Period:
    """The instants `[from_at, to_at)`; ValueError when it ends before it begins."""

    from_at: Instant
    to_at: Instant

    def __post_init__(self) -> None:
        if self.to_at < self.from_at:
            raise ValueError("a period cannot end before it begins")

    def holds(self, instant: Instant | None) -> bool:
        """Tell whether an instant lies in the period; None lies in none."""
        return instant is not None and self.from_at <= instant < self.to_at

    def until(self, as_of: Instant) -> "Period":
        """Return the part of the period that had passed at an instant."""
        return Period(self.from_at, max(self.from_at, min(self.to_at, as_of)))

    def cut(self, stretch: Stretch) -> int:
        """Return the milliseconds of a stretch that lie in the period, at least 0."""
        from_at, to_at, end = stretch.from_at, stretch.to_at, self.to_at
        # Comparisons rather than min and max: a year has 90,000 stretches.
        if to_at is None or to_at > end:
            to_at = end
        if from_at < self.from_at:
            from_at = self.from_at
        return to_at - from_at if to_at > from_at else 0

    def seconds(self, stretches: Iterable[Stretch]) -> Fraction:
        """Return the exact seconds of all stretches in the period; overlaps count twice."""
        return Fraction(sum(self.cut(stretch) for stretch in stretches), SECOND)
