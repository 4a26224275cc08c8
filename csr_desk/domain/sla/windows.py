"""Opening hours on the clock face: the windows of a week, before any date or zone."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

DAY_S: Final = 86_400
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_CLOCK: Final = re.compile(r"([0-9]{2}):([0-5][0-9])(?::([0-5][0-9]))?")


class Window(NamedTuple):
    """A stretch of opening hours in seconds after the midnight its date begins with.

    `opens` lies in 0..86399, `closes` is later by at most 86400: above 86400 it is over midnight.
    """

    opens: int
    closes: int


Week = tuple[tuple[Window, ...], ...]
"""The windows of Monday to Sunday, by the date on which they open."""

ALWAYS: Final[Week] = ((Window(0, DAY_S),),) * 7
"""Around the clock: the calendar clock is this week in the same code (sla.md rule 11)."""


def window(opens: str, closes: str) -> Window:
    """Return the window of two clock times `HH:MM[:SS]`; ValueError with a sentence.

    A close that is not later than the opening is on the next date, and so is `24:00`.
    """
    from_s, to_s = _clock(opens), _clock(closes)
    if from_s == DAY_S:
        raise ValueError(f'A window cannot open at {opens}: write "00:00" on the next day.')
    return Window(from_s, to_s if to_s > from_s else to_s + DAY_S)


def week(windows: Mapping[str, Sequence[Sequence[str]]]) -> Week:
    """Return a week from pairs of clock times by weekday, `mon` to `sun`; ValueError in words."""
    for name in windows:
        if name not in WEEKDAYS:
            raise ValueError(f'There is no weekday "{name}": it is one of {", ".join(WEEKDAYS)}.')
    return tuple(day(windows.get(name, ())) for name in WEEKDAYS)


def day(pairs: Sequence[Sequence[str]]) -> tuple[Window, ...]:
    """Return the windows of one day, the earliest first; ValueError in words."""
    found = []
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError('A window is a pair of clock times: write ["09:00", "17:00"].')
        found.append(window(*pair))
    return tuple(sorted(found))


def _clock(text: str) -> int:
    found = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    seconds = DAY_S + 1
    if found is not None:
        seconds = int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3] or 0)
    if seconds > DAY_S:
        raise ValueError(f'"{text}" is no clock time: write one from "00:00" to "24:00".')
    return seconds
