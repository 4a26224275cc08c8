"""A clock that never runs backwards: durations come from the monotonic side, names from the wall.

Every second of a shift is counted on the steady line, so a wall clock that is set, by hand or by a
time server, makes no contact longer or negative (kpi.md I5). The line is anchored anew only while
no shift is open; `boot` tells whether two processes share one monotonic clock.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from csr_desk.domain.instants import Instant, to_instant, whole_second


class Anchor(NamedTuple):
    """One point both clocks agree on: an instant and the monotonic seconds at it."""

    instant: Instant
    monotonic: float
    boot: str


class Clock:
    """The desk's clock: steady instants from an anchor, and the wall for comparison.

    `now` gives the aware wall time, `monotonic` seconds that go on while the machine sleeps,
    `boot` an identifier that changes when the monotonic clock starts anew.
    """

    def __init__(
        self, now: Callable[[], datetime], monotonic: Callable[[], float], boot: str
    ) -> None:
        self.now = now
        self.monotonic = monotonic
        self.boot = boot
        self.anchor = Anchor(to_instant(now()), monotonic(), boot)

    def instant(self) -> Instant:
        """Return the steady instant."""
        return self.anchor.instant + round((self.monotonic() - self.anchor.monotonic) * 1_000)

    def second(self) -> Instant:
        """Return the steady instant cut to its whole second, as the timeline keeps it."""
        return whole_second(self.instant())

    def wall(self) -> Instant:
        """Return the instant the wall clock shows."""
        return to_instant(self.now())

    def skew(self) -> int:
        """Return by how many milliseconds the wall is ahead of the steady line."""
        return self.wall() - self.instant()

    def set_anchor(self, not_before: Instant = 0) -> Anchor:
        """Anchor the steady line at the wall, but not before an instant, and return the anchor."""
        self.anchor = Anchor(max(self.wall(), not_before), self.monotonic(), self.boot)
        return self.anchor

    def adopt(self, anchor: Anchor, not_before: Instant) -> bool:
        """Go on along an earlier process's line; False when the machine was started since.

        Without a shared monotonic clock the wall is all there is: the line then goes on from the
        wall, but never before `not_before`, the last instant the earlier process saw.
        """
        if anchor.boot == self.boot and self.monotonic() >= anchor.monotonic:
            self.anchor = anchor
            if self.instant() >= not_before:
                return True
        self.set_anchor(not_before)
        return False
