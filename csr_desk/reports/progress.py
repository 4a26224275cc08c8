"""How far a long reading has come."""

from collections.abc import Callable

Progress = Callable[[float], None]
"""Told the share done, 0 to 1; whatever it raises ends the reading."""


def silent(_share: float) -> None:
    """Tell nobody."""


def part(told: Progress, low: float, high: float) -> Progress:
    """Return what is told of a part of the whole, from `low` to `high`."""
    return lambda share: told(low + (high - low) * share)
