"""Reading `[calendars]` and `[sla]` of the settings; only a file that has them loads the rules."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from csr_desk.domain.sla.calendar_file import read_calendars
from csr_desk.domain.sla.policy_file import read_agreement
from csr_desk.domain.toml_table import Table
from csr_desk.national_days import NationalHolidays, sources

if TYPE_CHECKING:
    from csr_desk.domain.sla import Agreement, Calendar

COUNTED_AS = "1"
"""Raised when the desk counts otherwise than before, so that every ticket is counted anew."""


@dataclass(frozen=True)
class DeadlineConfig:
    """What the desk promises; two with the same `signature` give the same deadlines."""

    agreement: "Agreement"
    calendars: dict[str, "Calendar"]
    signature: str

    def problems(self, year: int) -> tuple[str, ...]:
        """Return what only the lists of holidays can tell, a sentence each; it loads them."""
        found = []
        for name, calendar in self.calendars.items():
            try:
                unknown = calendar.days_off.unknown_names(year)
            except ValueError as error:
                found.append(f"calendars.{name}.national: {error}")
                continue
            place = getattr(calendar.days_off.national, "place", "")
            found += [
                f'calendars.{name}.open_on: {place} has no holiday "{one}" in {year}.'
                for one in unknown
            ]
        return tuple(found)

    @property
    def unusable(self) -> str:
        """Return why the calendars cannot be counted with, empty when they can; it loads them."""
        for name, calendar in self.calendars.items():
            national = calendar.days_off.national
            if isinstance(national, NationalHolidays):
                try:
                    national(2026)
                except ValueError as error:
                    return f"calendars.{name}.national: {error}"
        return ""


def read(file: Table, zone: str, business_day_s: int) -> DeadlineConfig:
    """Return the deadlines of a settings file; TomlProblem for what is wrong."""
    raw = (file.value("calendars"), file.value("sla"), zone, business_day_s, COUNTED_AS)
    calendars = read_calendars(file.table("calendars"), sources(zone))
    agreement = read_agreement(file.table("sla"), calendars, business_day_s)
    zones = [str(calendar.zone) for calendar in calendars.values()]
    digest = hashlib.sha256(repr((raw, zones)).encode()).hexdigest()
    return DeadlineConfig(agreement, calendars, digest)
