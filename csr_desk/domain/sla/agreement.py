"""The calendars and policies of a desk together: from a ticket to its goals and their standing."""

from collections.abc import Iterable, Mapping, Sequence

from csr_desk.domain.instants import Instant
from csr_desk.domain.sla.calendar import Calendar, around_the_clock
from csr_desk.domain.sla.open_hours import OpenHours
from csr_desk.domain.sla.policy import NO_POLICY, Goal, Policy, Subject, policy_for
from csr_desk.domain.sla.runs import Run
from csr_desk.domain.sla.standing import WARN_BEFORE_S, Standing, standing
from csr_desk.domain.sla.targets import Clock, Target


class Agreement:
    """What the desk promises; keep one while its settings last, its calendars remember weeks.

    A ticket that no policy fits has the goals of `otherwise`.
    """

    def __init__(
        self,
        calendars: Mapping[str, Calendar],
        policies: Sequence[Policy] = (),
        otherwise: Policy = NO_POLICY,
        warn_s: int = WARN_BEFORE_S,
    ) -> None:
        self.policies = tuple(policies)
        self.otherwise = otherwise
        self.warn_s = warn_s
        self._hours = {name: OpenHours(calendar) for name, calendar in calendars.items()}
        self._always = OpenHours(around_the_clock())
        for policy in (*self.policies, otherwise):
            if policy.needs_calendar and policy.calendar not in calendars:
                raise ValueError(f'there is no calendar "{policy.calendar}" for "{policy.name}"')

    def policy(self, subject: Subject) -> Policy:
        """Return the first policy that fits a ticket."""
        return policy_for(self.policies, subject) or self.otherwise

    def goal(self, target: Target, subject: Subject) -> Goal | None:
        """Return the goal of one target of a ticket, None where it has none."""
        return self.policy(subject).goal(target, subject.priority)

    def hours(self, subject: Subject, clock: Clock = Clock.BUSINESS) -> OpenHours:
        """Return the hours of a ticket's clock; around the clock where there is no calendar."""
        if clock is Clock.CALENDAR:
            return self._always
        return self._hours.get(self.policy(subject).calendar, self._always)

    @property
    def usual_hours(self) -> OpenHours | None:
        """Return the hours of the calendar for tickets no policy fits, None without one."""
        return self._hours.get(self.otherwise.calendar)

    def standings(self, runs: Iterable[Run], subject: Subject, now: Instant) -> list[Standing]:
        """Return how each run of a ticket stands, without those it has no goal for."""
        found = []
        for run in runs:
            goal = self.goal(run.target, subject)
            if goal is not None:
                hours = self.hours(subject, goal.clock)
                found.append(standing(run, goal, hours, now, self.warn_s))
        return found
