"""A calendar: the zone, the windows of the week and the days off (sla.md 1)."""

from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from csr_desk.domain.sla.days_off import DaysOff
from csr_desk.domain.sla.problems import ProblemCode, SlaProblem
from csr_desk.domain.sla.windows import ALWAYS, WEEKDAYS, Week


@dataclass(frozen=True)
class Calendar:
    """When there is work; SlaProblem for a week without any window."""

    zone: tzinfo
    week: Week
    days_off: DaysOff = field(default_factory=DaysOff)

    def __post_init__(self) -> None:
        if len(self.week) != len(WEEKDAYS):
            raise ValueError(f"a week has {len(WEEKDAYS)} days, not {len(self.week)}")
        if not any(self.week):
            raise SlaProblem(ProblemCode.CALENDAR_WITHOUT_WINDOW)


def around_the_clock(zone: tzinfo = UTC) -> Calendar:
    """Return the calendar of the calendar clock: every second of every day."""
    return Calendar(zone, ALWAYS)
