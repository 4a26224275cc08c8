"""A report as one JSON document."""

from datetime import tzinfo
from fractions import Fraction
from typing import Any

from csr_desk.domain import kpi
from csr_desk.domain.instants import iso
from csr_desk.reports.reasons import shares
from csr_desk.reports.report import Written


def as_json(written: Written, zone: tzinfo) -> dict[str, Any]:
    """Return the `report` answer of cli.md: figures by name, by channel, reasons, states."""
    report = written.report
    return {
        "title": written.title,
        "kind": written.kind,
        "from": iso(report.period.from_at, zone),
        "to": iso(report.period.to_at, zone),
        "as_of": iso(report.as_of, zone),
        "coverage": report.coverage,
        "definitions": report.definition_version,
        "matured_from": None if report.matured_from is None else iso(report.matured_from, zone),
        "figures": {name: figure.as_json() for name, figure in report.figures.items()},
        **{
            name: {key: figure.as_json() for key, figure in group.items()}
            for name, group in report.groups.items()
        },
        **{name: _plain(counts) for name, counts in report.counts.items()},
        "states": _plain(report.counts.get("states_s", {})),
        "reasons": [list(pair) for pair in report.top_reasons],
        "warnings": [one.sentence for one in shares(written)],
        "evidence": {name: list(ids) for name, ids in report.evidence.items()},
    }


def _plain(counts: Any) -> dict[str, int | float]:
    return {name: kpi.plain(Fraction(value)) for name, value in counts.items()}
