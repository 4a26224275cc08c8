"""Which goals a ticket has: the first policy that fits it, and its lengths by priority."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, NamedTuple

from csr_desk.domain.queue_row import Priority, Status
from csr_desk.domain.sla.targets import (
    BUSINESS_DAY_S,
    ESCALATION_S,
    STOPPING,
    USUAL_CLOCK,
    Clock,
    Target,
)


class Subject(NamedTuple):
    """What a policy is chosen by."""

    priority: Priority
    channel: str
    group: str | None
    tags: frozenset[str] = frozenset()


class Goal(NamedTuple):
    """How long a target may take, and by which clock."""

    target: Target
    seconds: int
    clock: Clock


@dataclass(frozen=True)
class Fits:
    """What a ticket must have for a policy; empty is anything, of several tags one suffices."""

    priorities: frozenset[Priority] = frozenset()
    channels: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()

    def holds(self, subject: Subject) -> bool:
        """Tell whether a ticket has what is asked for; names in any case of letters."""
        return (
            (not self.priorities or subject.priority in self.priorities)
            and (not self.channels or subject.channel in self.channels)
            and (not self.groups or _folded([subject.group or ""]) <= _folded(self.groups))
            and (not self.tags or not _folded(self.tags).isdisjoint(_folded(subject.tags)))
        )


@dataclass(frozen=True)
class Length:
    """The seconds of a target: those of a priority, else the usual ones; 0 is no target."""

    usual_s: int = 0
    by_priority: Mapping[Priority, int] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, priority: Priority) -> int:
        """Return the seconds for a priority."""
        return self.by_priority.get(priority, self.usual_s)


@dataclass(frozen=True)
class Policy:
    """The goals of the tickets it fits.

    `calendar` names the one its business clock runs by, `stopped_by` are the states that stop a
    resolution; nothing stops another target.
    """

    name: str
    calendar: str
    lengths: Mapping[Target, Length]
    fits: Fits = field(default_factory=Fits)
    clocks: Mapping[Target, Clock] = field(default_factory=lambda: USUAL_CLOCK)
    stopped_by: frozenset[Status] = frozenset(STOPPING)

    def goal(self, target: Target, priority: Priority) -> Goal | None:
        """Return the goal of a target, None where the policy has none for this priority."""
        seconds = self.lengths[target].of(priority) if target in self.lengths else 0
        if seconds <= 0:
            return None
        return Goal(target, seconds, self.clocks[target])

    @property
    def needs_calendar(self) -> bool:
        """Tell whether any of its goals runs by the business clock."""
        return any(
            self.clocks[target] is Clock.BUSINESS
            and (length.usual_s > 0 or any(length.by_priority.values()))
            for target, length in self.lengths.items()
        )


def usual_policy(calendar: str, business_day_s: int = BUSINESS_DAY_S) -> Policy:
    """Return what holds without any policy: triage in a business day, escalations in 24 hours.

    Without a calendar (`""`) only what runs by the calendar clock is left.
    """
    lengths = {Target.ESCALATION: Length(ESCALATION_S)}
    if calendar:
        lengths[Target.TRIAGE] = Length(business_day_s)
    return Policy("", calendar, MappingProxyType(lengths))


def policy_for(policies: Iterable[Policy], subject: Subject) -> Policy | None:
    """Return the first policy that fits a ticket."""
    return next((policy for policy in policies if policy.fits.holds(subject)), None)


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


NO_POLICY: Final = usual_policy("")
