"""The handled contacts by channel, reason, hour, tag and customer, as a sheet.

Channel, reason and hour are counted by formulas over the contacts. A contact has any number of
tags, and a year has thousands of customers: these stand as numbers.
"""

from collections.abc import Iterator
from datetime import tzinfo
from fractions import Fraction
from typing import Final

from csr_desk.domain import kpi
from csr_desk.reports import groupings
from csr_desk.reports.export_columns import Cell, Column, Live, Sort, Table
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store

_LIVE: Final = ("channel", "reason", "hour")
_NUMBER: Final = Sort.NUMBER

COLUMNS: Final = (
    Column("by", "By", width=10),
    Column("name", "Name", width=30),
    Column("contacts", "Handled contacts", _NUMBER, 10),
    Column("handle_s", "Handle s", Sort.SECONDS, 11),
    Column("aht", "AHT s", _NUMBER, 10),
    Column("first", "First contacts of an issue", _NUMBER, 12),
    Column("success", "Solved by it", _NUMBER, 12),
    Column("fcr", "FCR same issue, provisional %", _NUMBER, 12),
    Column("escalated", "Escalated", _NUMBER, 10),
    Column("escalated_rate", "Escalated %", _NUMBER, 10),
)


def table(store: Store, written: Written, zone: tzinfo) -> Table:
    """Return every group of a report, the live ones first."""
    named = [
        (name, line)
        for name in (*_LIVE, *(one for one in groupings.BY if one not in _LIVE))
        for line in groupings.by(store, written, name, zone)
    ]

    def rows() -> Iterator[tuple[Cell, ...]]:
        for name, line in named:
            yield (name, line.name, *(_live if name in _LIVE else _plain)(name, line))

    return Table("Groups", "groups", COLUMNS, rows(), len(named))


def _plain(_name: str, line: groupings.Line) -> Iterator[Cell]:
    yield kpi.plain(line.contacts.num)
    for figure in (line.aht, line.fcr, line.escalated):
        if figure is line.fcr:
            yield kpi.plain(figure.den or Fraction(0))
        yield kpi.plain(figure.num)
        yield _value(figure)


def _live(name: str, line: groupings.Line) -> Iterator[Cell]:
    formulas = iter(_formulas(name, line.name))
    for cell in _plain(name, line):
        yield Live(next(formulas), cell if isinstance(cell, str | int | float) else kpi.DASH)


def _formulas(name: str, second: str) -> tuple[str, ...]:
    """Return the formulas of a group's cells, from its contacts to its escalated percent."""
    handled = f'(contacts_counted="handled")*{_mine(name, second)}'
    handle = f"SUMPRODUCT({handled}*(contacts_talk_s+contacts_hold_s+contacts_acw_s))"
    first = f"{handled}*(contacts_issue_first=1)"
    return (
        f"SUMPRODUCT({handled})",
        handle,
        _ratio("D", "C", scale=1, places=1),
        f"SUMPRODUCT({first})",
        f"SUMPRODUCT({first}*(contacts_issue_success=1))",
        _ratio("G", "F", scale=100, places=2),
        f'SUMPRODUCT({handled}*(contacts_outcome="escalated_t2"))',
        _ratio("I", "C", scale=100, places=2),
    )


def _mine(name: str, second: str) -> str:
    """Return what a contact of a group is known by; the group without a name has empty cells."""
    if name == "hour":
        return f"(contacts_hour={int(second[:2])})"
    if second == kpi.DASH:
        return f'((contacts_{name}="")+EXACT(contacts_{name},$B{{row}})>0)'
    return f"EXACT(contacts_{name},$B{{row}})"


def _ratio(num: str, den: str, *, scale: int, places: int) -> str:
    share = f"ROUND({scale}*{num}{{row}}/{den}{{row}},{places})"
    return f'IF({den}{{row}}>0,{share},"{kpi.DASH}")'


def _value(figure: kpi.Figure) -> str | int | float:
    return kpi.DASH if figure.value is None else kpi.plain(Fraction(figure.value))
