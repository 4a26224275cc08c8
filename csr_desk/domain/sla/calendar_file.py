"""Reading calendars from parsed TOML, every complaint in words and with its line.

[calendars.office]
zone = "America/Detroit"               # left out: the zone of the desk
national = "US-MI"                     # a country, or one and its subdivision
holidays = [2026-12-24, "12-31"]       # days off on top, "MM-DD" every year
open_on = ["Election Day", 2026-12-25] # national holidays with work, by name or date
[calendars.office.week]
mon = [["09:00", "12:30"], ["13:00", "17:00"]]
fri = [["22:00", "06:00"]]
"""

import re
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from typing import NamedTuple, TypeVar

from csr_desk.domain.sla.calendar import Calendar
from csr_desk.domain.sla.days_off import HOLIDAY, DaysOff, NationalDays, is_yearly
from csr_desk.domain.sla.problems import SlaProblem
from csr_desk.domain.sla.windows import WEEKDAYS, Week, Window, day
from csr_desk.domain.toml_table import Table

MOST_WINDOWS = 48

Found = TypeVar("Found")

_YEARLY = re.compile(r"([0-9]{2})-([0-9]{2})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY_WORDS = 'write 2026-12-24, or "12-24" for every year'


class Sources(NamedTuple):
    """What a calendar needs from outside; each call raises ValueError with a sentence.

    `zone_of` finds a time zone by its name, `national_of` the holidays of a place such as US-MI.
    """

    zone_of: Callable[[str], tzinfo]
    national_of: Callable[[str], NationalDays]


def read_calendars(table: Table, sources: Sources) -> dict[str, Calendar]:
    """Return the calendars below `[calendars]` by name; TomlProblem for what is wrong."""
    return {name: _calendar(table.table(name), sources) for name in table.names}


def _calendar(table: Table, sources: Sources) -> Calendar:
    zone = _found(table, "zone", sources.zone_of)
    place = table.text("national")
    national = _found(table, "national", sources.national_of) if place else None
    single, yearly = _holidays(table)
    open_on, names = _open_on(table)
    week = _week(table.table("week"))
    table.done()
    if names and national is None:
        sentence = 'Holidays are opened by name only with national = "…"; add it, or write dates.'
        raise table.problem("open_on", sentence)
    days_off = DaysOff(single, yearly, national, open_on, names)
    try:
        return Calendar(zone, week, days_off)
    except SlaProblem as problem:
        sentence = f'{problem} Write mon = [["09:00", "17:00"]] in [{table.label("week")}].'
        raise table.problem("", sentence) from problem


def _found(table: Table, name: str, find: Callable[[str], Found]) -> Found:
    try:
        return find(table.text(name))
    except ValueError as error:
        raise table.problem(name, str(error)) from error


def _week(table: Table) -> Week:
    found = tuple(_day(table, name) for name in WEEKDAYS)
    table.done()
    return found


def _day(table: Table, name: str) -> tuple[Window, ...]:
    value = table.value(name)
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MOST_WINDOWS:
        sentence = f'{table.label(name)} must be a list of windows: write [["09:00", "17:00"]].'
        raise table.problem(name, sentence)
    try:
        return day(value)
    except (TypeError, ValueError) as error:
        raise table.problem(name, f"{table.label(name)} cannot be used: {error}") from error


def _holidays(table: Table) -> tuple[dict[date, str], dict[tuple[int, int], str]]:
    single: dict[date, str] = {}
    yearly: dict[tuple[int, int], str] = {}
    for value in _list(table, "holidays"):
        found = _date(value)
        parts = _YEARLY.fullmatch(value) if isinstance(value, str) else None
        if found is not None:
            single[found] = HOLIDAY
        elif parts is not None and is_yearly(int(parts[1]), int(parts[2])):
            yearly[int(parts[1]), int(parts[2])] = HOLIDAY
        else:
            sentence = f'{table.label("holidays")} cannot hold "{value}": {_DAY_WORDS}.'
            raise table.problem("holidays", sentence)
    return single, yearly


def _open_on(table: Table) -> tuple[frozenset[date], frozenset[str]]:
    days: set[date] = set()
    names: set[str] = set()
    for value in _list(table, "open_on"):
        found = _date(value)
        if found is not None:
            days.add(found)
        elif isinstance(value, str) and value.strip() and not value[0].isdigit():
            names.add(value)
        else:
            sentence = f'{table.label("open_on")} cannot hold "{value}": write a date or a name.'
            raise table.problem("open_on", sentence)
    return frozenset(days), frozenset(names)


def _list(table: Table, name: str) -> list[object]:
    value = table.value(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise table.problem(name, f"{table.label(name)} must be a list in [ ].")
    return value


def _date(value: object) -> date | None:
    """Return a date from TOML's own form or from a text, None from anything else."""
    if isinstance(value, datetime):
        return None
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None
