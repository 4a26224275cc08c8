"""Which dates are holidays: the national ones, those of every year, and single days on top."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

NationalDays = Callable[[int], Mapping[date, str]]
"""The names of a country's holidays in a year, by date; several on one date stand with "; "."""

HOLIDAY: Final = "holiday"
"""What an own day without a name is called."""

_OBSERVED: Final = " (observed)"
_LEAP_YEAR: Final = 2000


@dataclass(frozen=True)
class DaysOff:
    """The holidays of a calendar; an own day wins over `open_on`, which wins over a national one.

    `yearly` holds (month, day) pairs; `open_on_names` are national holidays on which there is
    work all the same, in any case of letters and with their observed day.
    """

    single: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))
    yearly: Mapping[tuple[int, int], str] = field(default_factory=lambda: MappingProxyType({}))
    national: NationalDays | None = None
    open_on: frozenset[date] = frozenset()
    open_on_names: frozenset[str] = frozenset()

    def of_year(self, year: int) -> dict[date, str]:
        """Return the name of each holiday of a year by its date."""
        worked = {_plain(name) for name in self.open_on_names}
        found: dict[date, str] = {}
        for day, names in self._national(year).items():
            kept = [name for name in names.split("; ") if _plain(name) not in worked]
            if kept and day.year == year and day not in self.open_on:
                found[day] = "; ".join(kept)
        for (month, day_of_month), name in self.yearly.items():
            # 29 February comes in leap years alone.
            if is_date(year, month, day_of_month):
                day = date(year, month, day_of_month)
                if day not in self.open_on:
                    found[day] = name
        return found | {day: name for day, name in self.single.items() if day.year == year}

    def unknown_names(self, year: int) -> tuple[str, ...]:
        """Return the names in `open_on_names` that no national holiday of a year has."""
        known = {
            _plain(name) for names in self._national(year).values() for name in names.split("; ")
        }
        return tuple(sorted(name for name in self.open_on_names if _plain(name) not in known))

    def _national(self, year: int) -> Mapping[date, str]:
        return {} if self.national is None else self.national(year)


def is_date(year: int, month: int, day: int) -> bool:
    """Tell whether a date exists."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_yearly(month: int, day: int) -> bool:
    """Tell whether a month and a day make a date in some year."""
    return is_date(_LEAP_YEAR, month, day)


def _plain(name: str) -> str:
    return name.strip().removesuffix(_OBSERVED).casefold()
