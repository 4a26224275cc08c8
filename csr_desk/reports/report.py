"""Reports of a shift, a day or a week: the period, the figures, and how they are written."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction
from typing import Any

from csr_desk import errors
from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import Instant, iso, to_datetime, to_instant
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


def as_json(written: Written, zone: tzinfo) -> dict[str, Any]:
    """Return the `report` answer of cli.md: figures by name, by channel, reasons, states."""
    report = written.report
    return {
        "title": written.title,
        "from": iso(report.period.from_at, zone),
        "to": iso(report.period.to_at, zone),
        "as_of": iso(report.as_of, zone),
        "coverage": report.coverage,
        "definitions": report.definition_version,
        "figures": {name: figure.as_json() for name, figure in report.figures.items()},
        **{
            name: {key: figure.as_json() for key, figure in group.items()}
            for name, group in report.groups.items()
        },
        **{name: _plain(counts) for name, counts in report.counts.items()},
        "states": _plain(report.counts.get("states_s", {})),
        "reasons": [list(pair) for pair in report.top_reasons],
        "evidence": {name: list(ids) for name, ids in report.evidence.items()},
    }


def _plain(counts: Any) -> dict[str, int | float]:
    return {name: kpi.plain(Fraction(value)) for name, value in counts.items()}


_SHOWN = (
    ("interactions", "Handled contacts"),
    ("unlogged", "Unlogged contacts"),
    ("aht", "AHT"),
    ("mean_talk", "Mean talk"),
    ("mean_hold", "Mean hold"),
    ("mean_acw", "Mean after-call work"),
    ("held_contacts", "Held contacts"),
    ("occupancy", "Occupancy"),
    ("utilisation", "Utilisation"),
    ("fcr_reported", "FCR as reported"),
    ("fcr_issue_7d_provisional", "FCR same issue, 7 days, provisional"),
    ("fcr_issue_7d_matured", "FCR same issue, 7 days, matured"),
    ("fcr_strict_customer", "FCR same customer, 7 days"),
    ("log_local_30min", "Logged within 30 minutes"),
    ("contacts_per_customer", "Contacts per customer"),
    ("escalation_rate", "Escalated"),
    ("transfer_rate", "Transferred"),
    ("reopen_rate_7d", "Reopened within 7 days"),
    ("cost_per_contact", "Cost per contact"),
)


def as_text(written: Written, zone: tzinfo) -> str:
    """Return the report as aligned plain text with the period, the definition and the figures."""
    report = written.report
    lines = [
        f"{written.title}: {iso(report.period.from_at, zone)} to {iso(report.period.to_at, zone)}",
        f"As of {iso(report.as_of, zone)}; {report.coverage}; definitions"
        f" {report.definition_version}",
        "",
    ]
    width = max(len(label) for _, label in _SHOWN)
    for name, label in _SHOWN:
        figure = report.figures.get(name)
        if figure is not None:
            lines.append(f"{label:<{width}}  {figure.text}")
    lines += ["", "AHT by channel"]
    lines += [f"  {name:<12}{one.text}" for name, one in report.groups["aht_by_channel"].items()]
    lines += ["", "Seconds by state"]
    lines += [
        f"  {name:<12}{kpi.plain(Fraction(value))}"
        for name, value in report.counts.get("states_s", {}).items()
    ]
    lines += ["", "Top reasons"]
    lines += [f"  {count:>4}  {reason}" for reason, count in report.top_reasons]
    return "\n".join(lines)
