"""From a period of a report to the one before or after it."""

from dataclasses import replace
from datetime import date, timedelta

from csr_desk import errors
from csr_desk.screens.report_work import Wanted
from csr_desk.store import shifts
from csr_desk.store.connection import Store

_DAY = timedelta(days=1)


def neighbour(store: Store, agent_id: int, wanted: Wanted, step: int, today: date) -> Wanted:
    """Return the period just before (`step` -1) or after (+1); Refused where there is none."""
    if wanted.kind == "shift":
        return replace(wanted, number=_shift(store, agent_id, wanted.number, step))
    found = _days(wanted, step, wanted.first or today)
    if found.first is not None and found.first > today:
        raise errors.Refused("what comes after is still to come", "{report.previous} goes back.")
    return found


def _days(wanted: Wanted, step: int, first: date) -> Wanted:
    if wanted.kind == "range" and wanted.last is not None:
        days = wanted.last - first + _DAY
        return replace(wanted, first=first + step * days, last=wanted.last + step * days)
    if wanted.kind == "week":
        monday = first - first.weekday() * _DAY
        return replace(wanted, first=monday + 7 * step * _DAY)
    if wanted.kind == "month":
        begin = first.replace(day=1)
        other = begin - _DAY if step < 0 else begin + 31 * _DAY
        return replace(wanted, first=other.replace(day=1))
    return replace(wanted, first=first + step * _DAY)


def _shift(store: Store, agent_id: int, number: int | None, step: int) -> int:
    shown = shifts.of(store, agent_id, number)
    found = None
    if shown is not None:
        of = shifts.before if step < 0 else shifts.after
        found = of(store, agent_id, shown.started_at)
    if found is None:
        word = "before" if step < 0 else "after"
        raise errors.Refused(f"there is no shift {word} this one", "{report.kind} shows days.")
    return found
