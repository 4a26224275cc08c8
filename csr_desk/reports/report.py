"""Reports of a shift, a day or a week: the period and its figures."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from csr_desk import errors
from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant, to_datetime, to_instant
from csr_desk.reports import feed
from csr_desk.store import timeline
from csr_desk.store.connection import Store


@dataclass(frozen=True, slots=True)
class Written:
    """A report with the words that say what it covers."""

    title: str
    report: kpi.Report


def shift(store: Store, config: Config, agent_id: int, now: Instant) -> Written:
    """Return the report of the open shift, or of the last one; Refused when there was none."""
    found = timeline.last_shift(store)
    if found is None:
        raise errors.Refused("there was no shift yet", "Start one with `csr-desk shift start`.")
    # A closed shift is reported as of its end, so that the figures of one day stay the same.
    end = found.ended_at if found.ended_at is not None else max(now, found.started_at)
    return _report(store, config, agent_id, kpi.Period(found.started_at, end), end, "Shift")


def day(
    store: Store, config: Config, agent_id: int, now: Instant, zone: tzinfo, on: date | None = None
) -> Written:
    """Return the report of a calendar day in a zone, by default of today."""
    chosen = on or to_datetime(now, zone).date()
    period = _days(chosen, 1, zone)
    return _report(store, config, agent_id, period, max(now, period.from_at), f"Day {chosen}")


def week(
    store: Store, config: Config, agent_id: int, now: Instant, zone: tzinfo, on: date | None = None
) -> Written:
    """Return the report of the week, Monday to Sunday, that holds a day, by default today."""
    chosen = on or to_datetime(now, zone).date()
    monday = chosen - timedelta(days=chosen.weekday())
    period = _days(monday, 7, zone)
    return _report(store, config, agent_id, period, max(now, period.from_at), f"Week of {monday}")


def _days(first: date, count: int, zone: tzinfo) -> kpi.Period:
    edges = [
        to_instant(datetime.combine(first + timedelta(days=offset), time(), zone))
        for offset in (0, count)
    ]
    return kpi.Period(*edges)


def _report(
    store: Store, config: Config, agent_id: int, period: kpi.Period, as_of: Instant, title: str
) -> Written:
    data = feed.read(store, agent_id, period, as_of)
    return Written(title, kpi.report(data, period, as_of, feed.settings(config)))
