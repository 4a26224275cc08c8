"""Reports of a shift, a day, a week, a month or any range of days: the period and its figures."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final, Literal

from csr_desk import errors
from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import SECOND, Instant, to_datetime, to_instant
from csr_desk.reports.progress import Progress
from csr_desk.reports.report_read import computed
from csr_desk.store import shifts
from csr_desk.store.connection import Store

Kind = Literal["shift", "day", "week", "month", "range"]

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Written:
    """A report with the words that say what it covers, and the records it was made from.

    `first` and `last` are the calendar days of the period, None for a shift; `number` is the
    shift's.
    """

    title: str
    report: kpi.Report
    kind: Kind
    data: kpi.ReportData
    settings: kpi.Settings
    first: date | None = None
    last: date | None = None
    number: int | None = None


def shift(
    store: Store,
    config: Config,
    agent_id: int,
    now: Instant,
    number: int | None = None,
    *,
    progress: Progress | None = None,
) -> Written:
    """Return the report of a shift by its number, else of the open or the last one.

    Refused when there was none.
    """
    found = shifts.of(store, agent_id, number)
    if found is None and number is None:
        raise errors.Refused("there was no shift yet", "Start one with `csr-desk shift start`.")
    if found is None:
        raise errors.Refused(f"there is no shift {number}", "`csr-desk report shift` is the last.")
    end = found.ended_at if found.ended_at is not None else max(now, found.started_at)
    # A closed shift is reported as of its end, so that its figures stay the same, until the time in
    # which its contacts could come back is over: then as of that instant, and they stay again.
    matured = end + config.kpi.fcr_window_s * SECOND
    as_of = matured if now >= matured else end
    title = "Shift" if number is None else f"Shift {number}"
    period = kpi.Period(found.started_at, end)
    report, data, settings = computed(store, config, agent_id, period, as_of, progress)
    return Written(title, report, "shift", data, settings, number=found.id)


def day(
    store: Store,
    config: Config,
    agent_id: int,
    now: Instant,
    zone: tzinfo,
    on: date | None = None,
    *,
    progress: Progress | None = None,
) -> Written:
    """Return the report of a calendar day in a zone, by default of today."""
    chosen = on or to_datetime(now, zone).date()
    days = _Days("day", f"Day {chosen}", chosen, chosen)
    return _of_days(store, config, agent_id, now, zone, days, progress)


def week(
    store: Store,
    config: Config,
    agent_id: int,
    now: Instant,
    zone: tzinfo,
    on: date | None = None,
    *,
    progress: Progress | None = None,
) -> Written:
    """Return the report of the week, Monday to Sunday, that holds a day, by default today."""
    chosen = on or to_datetime(now, zone).date()
    monday = chosen - timedelta(days=chosen.weekday())
    days = _Days("week", f"Week of {monday}", monday, monday + 6 * _DAY)
    return _of_days(store, config, agent_id, now, zone, days, progress)


def month(
    store: Store,
    config: Config,
    agent_id: int,
    now: Instant,
    zone: tzinfo,
    on: date | None = None,
    *,
    progress: Progress | None = None,
) -> Written:
    """Return the report of the calendar month that holds a day, by default today."""
    first = (on or to_datetime(now, zone).date()).replace(day=1)
    last = (first + 31 * _DAY).replace(day=1) - _DAY
    days = _Days("month", f"Month {first:%Y-%m}", first, last)
    return _of_days(store, config, agent_id, now, zone, days, progress)


def between(
    store: Store,
    config: Config,
    agent_id: int,
    now: Instant,
    zone: tzinfo,
    first: date,
    last: date,
    *,
    progress: Progress | None = None,
) -> Written:
    """Return the report of a range of days, both included; Refused when it ends too early."""
    if last < first:
        raise errors.Refused(
            f"the range ends on {last}, before it begins on {first}", "Name the earlier day first."
        )
    days = _Days("range", f"{first} to {last}", first, last)
    return _of_days(store, config, agent_id, now, zone, days, progress)


def before(
    store: Store,
    config: Config,
    agent_id: int,
    now: Instant,
    zone: tzinfo,
    written: Written,
    *,
    progress: Progress | None = None,
) -> Written | None:
    """Return the report of the period of the same kind just before; None before the first shift.

    Before a range stands one of as many days.
    """
    if written.first is None or written.last is None:
        number = shifts.before(store, agent_id, written.report.period.from_at)
        if number is None:
            return None
        return shift(store, config, agent_id, now, number, progress=progress)
    last = written.first - _DAY
    if written.kind == "range":
        first = last - (written.last - written.first)
        return between(store, config, agent_id, now, zone, first, last, progress=progress)
    of = {"day": day, "week": week, "month": month}[written.kind]
    return of(store, config, agent_id, now, zone, last, progress=progress)


@dataclass(frozen=True, slots=True)
class _Days:
    kind: Kind
    title: str
    first: date
    last: date


def period_of(first: date, last: date, zone: tzinfo) -> kpi.Period:
    """Return the instants of days in a zone, both included; a day may have 23 or 25 hours."""
    edges = [to_instant(datetime.combine(edge, time(), zone)) for edge in (first, last + _DAY)]
    return kpi.Period(*edges)


def _of_days(
    store: Store,
    config: Config,
    agent_id: int,
    now: Instant,
    zone: tzinfo,
    days: _Days,
    progress: Progress | None,
) -> Written:
    period = period_of(days.first, days.last, zone)
    as_of = max(now, period.from_at)
    report, data, settings = computed(store, config, agent_id, period, as_of, progress)
    return Written(days.title, report, days.kind, data, settings, days.first, days.last)
