"""Dates as files write them: ISO 8601, epochs, RFC 2822, month names, numbers in either order."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

from csr_desk.domain.instants import Instant, to_instant
from csr_desk.importing.values import BadValue, text

DAY_FIRST, MONTH_FIRST = "dmy", "mdy"

_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)(.*)", re.S)
_YEAR_FIRST = re.compile(r"(\d{4})([./])(\d{1,2})\2(\d{1,2})(?!\d)(.*)", re.S)
_TIME = re.compile(
    r"[\sT,]*(?:um|à|at)?\s*(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(uhr|[ap]\.?m\.?)?"
    r"\s*(z|utc|gmt|[+-]\d{2}:?\d{2})?\s*$",
    re.I,
)
_ZONE = re.compile(r"\s*(?:utc|gmt|z)$", re.I)
_HALF_DAY = re.compile(r"\d\s*[ap]\.?m\.?", re.I)
_NAMED = (
    re.compile(r"(?:\w+\.?,?\s+)?(\d{1,2})\.?(?:st|nd|rd|th)?[\s-]+(?:de\s+)?([^\W\d]+)\.?,?"
               r"[\s-]+(?:de\s+)?(\d{4})(.*)", re.S | re.I),
    re.compile(r"(?:\w+,\s+)?([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(.*)",
               re.S | re.I),
)  # fmt: skip
_MONTHS = (
    "jan january januar janner janvier enero ene janv",
    "feb february februar fevrier febrero fev fevr",
    "mar march marz mars marzo mrz maerz",
    "apr april avril abril avr abr",
    "may mai mayo",
    "jun june juni juin junio",
    "jul july juli juillet julio juil",
    "aug august aout agosto ago",
    "sep sept september septembre septiembre setiembre",
    "oct october oktober octobre octubre okt",
    "nov november novembre noviembre",
    "dec december dezember decembre diciembre dez dic",
)
_MONTH = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}


def order_in(cells: Iterable[Any]) -> str:
    """Return `dmy` or `mdy` when some date of a column can only be read so, '' while none tells."""
    for cell in cells:
        found = _NUMBERS.match(cell.strip()) if isinstance(cell, str) else None
        if not found:
            continue
        first, second = int(found[1]), int(found[3])
        if found[2] == "." or (first > 12 >= second):
            return DAY_FIRST
        if second > 12 >= first:
            return MONTH_FIRST
    return ""


def has_numbers(cells: Iterable[Any]) -> bool:
    """Tell whether some cell is a date of three numbers that needs an order."""
    return any(isinstance(cell, str) and _NUMBERS.match(cell.strip()) for cell in cells)


def read(value: Any, order: str = MONTH_FIRST, zone: tzinfo = UTC) -> Instant | None:
    """Return the instant of a cell, None for an empty one; times without an offset are in `zone`.

    Raises BadValue for what is no date between the years 1900 and 2200.
    """
    if isinstance(value, bool):
        raise BadValue("the date is true or false")
    if isinstance(value, (int, float)):
        return _epoch(value)
    written = text(value)
    if not written or written.lower() in {"-", "null", "none", "n/a", "0"}:
        return None
    return _read(written, order, zone)


@lru_cache(maxsize=8192)
def _read(written: str, order: str, zone: tzinfo) -> Instant:
    try:
        moment = _iso(written) or _numbers(written, order) or _named(written) or _mail(written)
    except ValueError:
        moment = None
    if moment is None:
        epoch = re.fullmatch(r"\d{9,13}(\.\d+)?", written)
        if epoch and (instant := _epoch(float(written))) is not None:
            return instant
        raise BadValue(f"“{written[:40]}” is no date")
    if not 1900 <= moment.year <= 2200:
        raise BadValue(f"the year {moment.year} cannot be right")
    return to_instant(moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _epoch(number: float) -> Instant | None:
    if number == 0:
        return None
    if 1e8 <= number < 1e10:
        return int(number * 1_000)
    if 1e11 <= number < 1e13:
        return int(number)
    if 20_000 <= number < 80_000:  # days since 1899-12-30, as spreadsheets count
        return round((number - 25_569) * 86_400) * 1_000
    raise BadValue(f"{number:g} is no date")


def _iso(written: str) -> datetime | None:
    if _HALF_DAY.search(written):
        return _year_first(written.replace("-", "/", 2)) if written[:4].isdigit() else None
    plain = _ZONE.sub("+00:00", written) if _ZONE.search(written) else written
    try:
        return datetime.fromisoformat(re.sub(r"\s+([+-]\d{2}:?\d{2})$", r"\1", plain))
    except ValueError:
        return _year_first(written)


def _year_first(written: str) -> datetime | None:
    found = _YEAR_FIRST.match(written)
    return _moment(int(found[1]), int(found[3]), int(found[4]), found[5]) if found else None


def _numbers(written: str, order: str) -> datetime | None:
    found = _NUMBERS.match(written)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += (2000 if year < 70 else 1900) if len(found[4]) == 2 else 0
    day_first = found[2] == "." or order == DAY_FIRST
    day, month = (first, second) if day_first else (second, first)
    return _moment(year, month, day, found[5])


def _named(written: str) -> datetime | None:
    from csr_desk.importing.columns import squashed

    for place, pattern in enumerate(_NAMED):
        found = pattern.match(written)
        if not found:
            continue
        day, name = (found[1], found[2]) if place == 0 else (found[2], found[1])
        month = _MONTH.get(squashed(name)) or _MONTH.get(squashed(name)[:3])
        if month:
            return _moment(int(found[3]), month, int(day), found[4])
    return None


def _mail(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written)
    except (TypeError, IndexError):
        return None


def _moment(year: int, month: int, day: int, rest: str) -> datetime:
    if not rest.strip():
        return datetime(year, month, day)  # noqa: DTZ001 (the column's zone is added by the caller)
    found = _TIME.match(rest)
    if not found:
        raise ValueError(rest)
    hour, half = int(found[1]), (found[4] or "").lower().replace(".", "")
    if half in {"am", "pm"} and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    clock = f"{hour:02d}:{found[2]}:{found[3] or '00'}"
    offset = (found[5] or "").upper()
    offset = "+00:00" if offset in {"Z", "UTC", "GMT"} else offset
    return datetime.fromisoformat(f"{year:04d}-{month:02d}-{day:02d}T{clock}{offset}")
