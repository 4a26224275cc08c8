"""The lines of seconds of past shifts: contacts, waits and breaks, each second in one place."""

from collections.abc import Iterator
from dataclasses import dataclass

from csr_desk.demo.dice import Dice
from csr_desk.demo.plan import AGENTS, ME, Plan
from csr_desk.domain.instants import DAY, HOUR, MINUTE, SECOND, Instant, to_datetime
from csr_desk.domain.models import AgentState, Channel, Phase

_STREAM = 5
_DAYS = 14
_SATURDAY = 5

_LENGTHS = {
    Channel.PHONE: (150, 560),
    Channel.IN_PERSON: (180, 600),
    Channel.EMAIL: (120, 480),
    Channel.WEB: (110, 420),
    Channel.CHAT: (200, 620),
    Channel.SOCIAL: (60, 220),
}
"""Seconds of talk (writing, in the text channels) from and to."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch with one owner: a phase of the contact of a number, or a state."""

    from_at: Instant
    to_at: Instant
    contact: int | None
    phase: Phase | None
    state: AgentState | None


@dataclass(frozen=True, slots=True)
class PastShift:
    """One closed shift of one agent; it never overlaps another one."""

    agent: int
    started_at: Instant
    ended_at: Instant


def past_shifts(plan: Plan) -> Iterator[PastShift]:
    """Yield the shifts of the last two weeks in order; the very last one is yours.

    Yours are by day, colleagues' before and after, on weekdays only.
    """
    midnight = plan.now - plan.now % DAY
    days = [
        ago
        for ago in range(_DAYS, 0, -1)
        if to_datetime(midnight - ago * DAY).weekday() < _SATURDAY
    ]
    for ago in days:
        day = midnight - ago * DAY
        early, late = 2 + ago % (AGENTS - 1), 2 + (ago + 4) % (AGENTS - 1)
        yield PastShift(early, day + 5 * HOUR, day + 8 * HOUR + 45 * MINUTE)
        yield PastShift(ME, day + 9 * HOUR, day + 17 * HOUR + 30 * MINUTE)
        if ago != days[-1]:
            yield PastShift(late, day + 17 * HOUR + 45 * MINUTE, day + 21 * HOUR)


class ShiftLine:
    """Draws the spans of one shift from its start to its end."""

    def __init__(self, plan: Plan, shift: PastShift) -> None:
        self.shift = shift
        self.dice = Dice(plan.seed, _STREAM, shift.started_at)
        self.at = shift.started_at
        self.spans: list[Span] = []
        hours = (shift.ended_at - shift.started_at) // HOUR
        self._pauses = [
            (shift.started_at + 2 * HOUR, AgentState.BREAK, 15 * MINUTE),
            (shift.started_at + 4 * HOUR, AgentState.LUNCH, 30 * MINUTE),
            (shift.started_at + 6 * HOUR, AgentState.ADMIN, 20 * MINUTE),
            (shift.started_at + 7 * HOUR, AgentState.BREAK, 15 * MINUTE),
        ][: hours // 2]

    def _add(
        self, seconds: int, contact: int | None, phase: Phase | None, state: AgentState | None
    ) -> None:
        end = min(self.at + seconds * SECOND, self.shift.ended_at)
        if end > self.at:
            self.spans.append(Span(self.at, end, contact, phase, state))
            self.at = end

    def wait(self) -> bool:
        """Wait for the next contact, pausing when it is time; False when the shift runs out."""
        if self._pauses and self.at >= self._pauses[0][0]:
            _, state, length = self._pauses.pop(0)
            self._add(length // SECOND, None, None, state)
        self._add(self.dice.between(20, 300), None, None, AgentState.AVAILABLE)
        return self.at + 20 * MINUTE < self.shift.ended_at

    def handle(self, contact: int, channel: Channel) -> tuple[Instant, Instant, Instant]:
        """Handle one contact and return when it started, when it ended, when it was wrapped up."""
        started, dice = self.at, self.dice
        seconds = dice.between(*_LENGTHS[channel])
        first = dice.between(30, seconds - 20)
        self._add(first, contact, Phase.TALK, None)
        if channel is Channel.PHONE and dice.chance(0.35):
            self._add(dice.between(15, 120), contact, Phase.HOLD, None)
        elif channel is not Channel.PHONE and dice.chance(0.1):
            self._add(dice.between(60, 200), None, None, AgentState.AVAILABLE)
        self._add(seconds - first, contact, Phase.TALK, None)
        ended = self.at
        self._add(dice.between(20, 110), contact, Phase.AFTER_CALL_WORK, None)
        return started, ended, self.at

    def close(self) -> list[Span]:
        """Fill the rest of the shift and return its spans, neighbours of one owner joined."""
        left = (self.shift.ended_at - self.at) // SECOND
        self._add(left, None, None, AgentState.AVAILABLE)
        joined: list[Span] = []
        for span in self.spans:
            last = joined[-1] if joined else None
            owner = (span.contact, span.phase, span.state)
            if last and (last.contact, last.phase, last.state) == owner:
                joined[-1] = Span(last.from_at, span.to_at, *owner)
            else:
                joined.append(span)
        return joined
