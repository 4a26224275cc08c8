"""The breaker: a helpdesk that fails again and again is left alone for a while.

    closed      every request goes
    open        after 5 failures in a row none goes for 30 s
    half-open   then one goes; its answer closes the breaker, its failure opens it again

Failures are broken lines and 5xx; a 429 is an answer (spec/reliability.md 1.3.6).
"""

from csr_desk.domain.instants import SECOND, Instant

FAILURES = 5
OPEN_S = 30.0


class Breaker:
    """Counts failures of one account; it sends nothing and owns no clock."""

    def __init__(self) -> None:
        self.failures = 0
        self._open_until: Instant | None = None
        self._is_probing = False

    @property
    def is_open(self) -> bool:
        """Tell whether the last requests failed so often that only a probe may go."""
        return self._open_until is not None

    def wait_s(self, now: Instant) -> float:
        """Return seconds until a request may go, 0 for now; then `began` must be called."""
        if self._open_until is None:
            return 0.0
        if now < self._open_until:
            return (self._open_until - now) / SECOND
        return 1.0 if self._is_probing else 0.0

    def began(self) -> None:
        """Note that a request leaves; in an open breaker it is the probe."""
        self._is_probing = self.is_open

    def answered(self, status: int, now: Instant) -> None:
        """Note an answer; every one below 500 shows that the helpdesk works."""
        if status >= 500:
            self.failed(now)
        else:
            self.failures, self._open_until, self._is_probing = 0, None, False

    def failed(self, now: Instant) -> None:
        """Note a request without an answer."""
        self.failures += 1
        self._is_probing = False
        if self.failures >= FAILURES:
            self._open_until = now + int(OPEN_S * SECOND)

    def line_is_back(self, now: Instant) -> None:
        """Let the probe of an open breaker go at once: it was this side that had no network."""
        if self._open_until is not None:
            self._open_until = min(self._open_until, now)

    def abandoned(self) -> None:
        """Note that a request was given up on this side, which says nothing of the helpdesk."""
        self._is_probing = False
