"""Where calendars get what they need from outside: time zones, and the holidays of countries."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from csr_desk.domain.sla.calendar_file import Sources
from csr_desk.domain.sla.days_off import NationalDays
from csr_desk.zones import machine_zone

LANGUAGE = "en_US"
"""The language of the names, whatever the machine speaks: `open_on` names them."""


def sources(desk_zone: str) -> Sources:
    """Return what `[calendars]` is read with; `desk_zone` is that of calendars without one."""
    return Sources(lambda name: _zone(name or desk_zone), NationalHolidays)


class NationalHolidays:
    """The holidays of a place such as `US` or `US-MI`, year by year; nothing is loaded before.

    A call raises ValueError with a sentence where nobody knows the place, or not in that year.
    """

    def __init__(self, place: str) -> None:
        self.place = place

    def __call__(self, year: int) -> Mapping[date, str]:
        """Return the names of the holidays of a year by their date."""
        return national_of(self.place)(year)


@cache
def national_of(place: str) -> NationalDays:
    """Return the holidays of a place by year; ValueError with a sentence for an unknown one."""
    # Deferred: a desk whose calendars name no country never loads the package.
    import holidays

    country, _, part = place.strip().partition("-")
    known = holidays.list_supported_countries(include_aliases=True)
    if country.upper() not in known or (part and part not in known[country.upper()]):
        sentence = f'There is no list of holidays for "{place}": write a country and, if need be,'
        raise ValueError(f'{sentence} its part, such as "US-MI" or "DE".')

    @cache
    def of_year(year: int) -> Mapping[date, str]:
        found = holidays.country_holidays(
            country.upper(), subdiv=part or None, years=year, language=LANGUAGE
        )
        return dict(found)

    return of_year


def _zone(name: str) -> ZoneInfo:
    if not name:
        return machine_zone()
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        sentence = f'There is no time zone "{name}"; write one such as "Europe/Berlin".'
        raise ValueError(sentence) from error
