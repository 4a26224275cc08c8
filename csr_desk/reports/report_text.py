"""A report as aligned text for the screen and as one JSON document."""

from datetime import tzinfo
from fractions import Fraction
from typing import Any

from csr_desk.domain import kpi
from csr_desk.domain.instants import iso
from csr_desk.reports.report import Written


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
