"""No timer without an interval: one that is due in the past would spin for ever.

A toast takes what is left of its notification's time as its timer's interval. When that moment
passes in between, the interval is negative, and Textual's timer then loops without yielding: the
whole desk stands still. Here every interval is at least a millisecond.
"""

from typing import Any

from textual.timer import Timer

SHORTEST_S = 0.001


def install_timers() -> None:
    """Bound every timer made from here on; a second call changes nothing."""
    before = Timer.__init__
    if getattr(before, "is_bounded", False):
        return

    def bounded(self: Timer, event_target: Any, interval: float, **options: Any) -> None:
        before(self, event_target, max(interval, SHORTEST_S), **options)

    bounded.is_bounded = True  # type: ignore[attr-defined]
    setattr(Timer, "__init__", bounded)  # noqa: B010  # a method of Textual
