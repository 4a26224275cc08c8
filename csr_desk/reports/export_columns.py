"""The sheets of raw rows: what each column is called, what it holds, how wide it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum, auto
from fractions import Fraction
from typing import Final, NamedTuple

from csr_desk import text
from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, Instant, iso, to_datetime
from csr_desk.domain.kpi.ratio import Exact


class Live(NamedTuple):
    """A cell that is computed, with what it shows until then; `{row}` is the row's number."""

    formula: str
    value: str | float


Cell = str | int | float | datetime | Live | None
"""A value of a raw row; None is an empty cell."""


class Sort(Enum):
    """What a column holds, and with it how a spreadsheet shows it."""

    TEXT = auto()
    OWN_TEXT = auto()
    NUMBER = auto()
    SECONDS = auto()
    MOMENT = auto()
    FORMULA_SECONDS = auto()
    FORMULA_CLOCK = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key, which names its range in formulas, its head, what it holds, its width.

    Text of our own, such as a state, needs no look at its characters.

    `formula` is for columns the sheet computes itself; `{row}` stands for the row's number.
    """

    key: str
    head: str
    sort: Sort = Sort.TEXT
    width: int = 12
    formula: str = ""


@dataclass(frozen=True)
class Table:
    """One raw sheet: its name, the prefix of its ranges' names, its columns and its rows."""

    title: str
    prefix: str
    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    count: int

    def range_of(self, key: str) -> str:
        """Return the name of a column's range, as formulas use it."""
        return f"{self.prefix}_{key}"


# Before March 1900 spreadsheets disagree about the calendar.
_YEARS: Final = range(1901, 9999)


def moment(instant: Instant | None, zone: tzinfo) -> tuple[datetime | None, str | None]:
    """Return an instant as the zone's clock shows it, and as ISO 8601 with its offset."""
    if instant is None:
        return None, None
    shown = to_datetime(instant, zone).replace(tzinfo=None, microsecond=0)
    return shown if shown.year in _YEARS else None, iso(instant, zone)


def moments(key: str, head: str) -> tuple[Column, Column]:
    """Return the columns of an instant: a date of the spreadsheet, and ISO 8601 beside it."""
    return (
        Column(key, head, Sort.MOMENT, 19),
        Column(f"{key}_iso", f"{head} (ISO 8601)", Sort.OWN_TEXT, 26),
    )


def seconds(exact: Exact | None) -> int | float | None:
    """Return exact seconds as a number of a cell."""
    return exact if exact is None or isinstance(exact, int) else kpi.plain(exact)


def between(start: Instant | None, end: Instant | None) -> int | float | None:
    """Return the seconds from one instant to another, None where one is missing."""
    if start is None or end is None:
        return None
    whole, rest = divmod(end - start, SECOND)
    return whole if not rest else kpi.plain(Fraction(end - start, SECOND))


def flag(truth: bool) -> int:
    """Return 1 or 0, which formulas can count."""
    return int(truth)


_LONGEST: Final = 32_767
_RICH: Final = ("<r>", "</r>")


def sheet_text(value: str) -> str:
    """Return foreign text for a cell of a workbook, which never runs as a formula.

    It is inert like a cell of a CSV file, and at most 32,767 UTF-16 units long, as Excel demands.
    """
    safe = text.csv_cell(value)
    if len(safe) > _LONGEST // 2:
        units = safe.encode("utf-16-le")
        if len(units) > 2 * _LONGEST:
            safe = units[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + text.ELLIPSIS
    # XlsxWriter takes text in these tags for its own marked-up XML and writes it as it is.
    return f"{safe} " if safe.startswith(_RICH[0]) and safe.endswith(_RICH[1]) else safe
