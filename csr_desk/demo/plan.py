"""The shape of the sample: how many, how old, how open, whose; each a pure function of the plan."""

from dataclasses import dataclass
from functools import cached_property

from csr_desk.domain.instants import DAY, MINUTE, Instant, whole_second

ME = 1
AGENTS = 10

_SHARE_OF_RECENT = 0.88


@dataclass(frozen=True)
class Plan:
    """What was asked for: a seed, a number of tickets (from 1) and the instant that is now."""

    seed: int
    tickets: int
    now: Instant

    @cached_property
    def customers(self) -> int:
        """How many customers there are: a third of the tickets."""
        return max(1, round(self.tickets / 3))

    @cached_property
    def span(self) -> int:
        """How far back the tickets go, in milliseconds: two months, two years for a large store."""
        return round((60 + 670 * min(1.0, self.tickets / 100_000)) * DAY)

    @cached_property
    def open_share(self) -> float:
        """Which share of the tickets is open: two fifths of a small sample, a fifth of a large."""
        return 0.2 + 60 / max(self.tickets, 300)

    @cached_property
    def mine_share(self) -> float:
        """Which share of the open tickets is the agent's own: a day's work, at most some 150."""
        return min(0.27, 110 / (self.tickets * self.open_share))

    @cached_property
    def unassigned_share(self) -> float:
        """Which share of the open tickets nobody has any more, beside the new ones."""
        return 0.02 + 0.10 * min(1.0, 300 / self.tickets)

    @cached_property
    def thread_step(self) -> int:
        """Every how many tickets a long thread comes."""
        return 59 if self.tickets <= 2_000 else 997

    @cached_property
    def endless_thread(self) -> int:
        """Which ticket has some three thousand short messages; 0 when the sample is too small."""
        return self.tickets - 40 if self.tickets >= 300 else 0

    def recency(self, number: int) -> float:
        """Return 0 for the newest ticket and almost 1 for the oldest."""
        return (self.tickets - number) / self.tickets

    def created(self, number: int) -> Instant:
        """Return when a ticket was made: later numbers later, and denser towards now."""
        age = self.span * self.recency(number) ** 1.6
        return whole_second(self.now - 4 * MINUTE - round(age))

    def newest_before(self, at: Instant) -> int:
        """Return the last ticket number made before an instant, at least 1."""
        age = max(0, self.now - 4 * MINUTE - at) / self.span
        return max(1, self.tickets - round(self.tickets * float(age**0.625)) - 1)

    def open_chance(self, number: int) -> float:
        """Return how likely a ticket is still open; recent ones mostly are, old ones rarely."""
        recent = 0.8 * self.open_share
        if self.recency(number) < recent:
            return _SHARE_OF_RECENT
        return (self.open_share - recent * _SHARE_OF_RECENT) / (1 - recent)
