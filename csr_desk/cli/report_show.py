"""A report as lines of text: every figure with numerator, denominator, band and change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from fractions import Fraction
from textwrap import wrap
from typing import Any, Final

from csr_desk import text
from csr_desk.domain import kpi
from csr_desk.domain.instants import iso
from csr_desk.domain.kpi.ratio import PERCENT, POINTS, Exact
from csr_desk.reports.groupings import Line
from csr_desk.reports.reasons import shares
from csr_desk.reports.report import Written
from csr_desk.reports.report_labels import band_of, group_label, sections, span

_COUNTS: Final = {
    "by_channel": "Handled contacts by channel",
    "outcomes": "Handled contacts by outcome",
    "states_s": "Seconds by state",
    "ageing": "Unsolved tickets by business days",
}
_DEFINED: Final = (
    *("fcr_reported", "fcr_issue_7d_provisional", "fcr_strict_customer"),
    *("occupancy", "utilisation"),
)
"""Figures that other texts define in other ways: theirs stand below them, asked for or not."""
_NAME_CELLS: Final = 44
_LINE: Final = 100
Row = tuple[str, ...]


def figures(written: Written, before: Written | None, zone: tzinfo) -> list[str]:
    """Return the lines of a report, beside the period before where there is one."""
    report = written.report
    was = None if before is None else before.report
    lines = [
        f"{written.title}: {iso(report.period.from_at, zone)} to {iso(report.period.to_at, zone)}",
        f"As of {iso(report.as_of, zone)}; {report.coverage}; definitions"
        f" {report.definition_version}",
    ]
    if before is not None:
        lines.append(f"Beside each figure: the change to {before.title}")
    for title, labels in sections(report, written.settings):
        lines += ["", title]
        named = {name: report.figures[name] for name in labels}
        lines += _aligned(
            _row(labels[name], name, one, was.figures if was else {}, written.kind)
            for name, one in named.items()
        )
        for defined in (name for name in _DEFINED if name in named):
            lines += _defined(labels[defined], kpi.definitions(written.settings)[defined])
        if "fcr_issue_7d_matured" in named and report.matured_from is not None:
            lines.append(f"    The last of these matures at {iso(report.matured_from, zone)}.")
    for group, found in report.groups.items():
        if found:
            earlier = was.groups.get(group, {}) if was else {}
            lines += ["", group_label(group)]
            lines += _aligned(_row(name, name, one, earlier, "") for name, one in found.items())
    for name, counts in report.counts.items():
        lines += _counted(_COUNTS.get(name, group_label(name)), counts)
    lines += _counted("Top reasons", dict(report.top_reasons))
    return lines + [f"  {one.sentence}" for one in shares(written)]


def _row(
    label: str, name: str, figure: kpi.Figure, was: Mapping[str, kpi.Figure], kind: str
) -> Row:
    band = band_of(name, kind) if kind else None
    place = None if band is None or figure.value is None else band.place(figure.value)
    word = "" if band is None or place is None else f"{place}: usual {span(band)}"
    return (f"  {text.line(label, _NAME_CELLS)}", figure.text, word, _change(figure, was.get(name)))


def _change(now: kpi.Figure, was: kpi.Figure | None) -> str:
    change = _difference(now, was)
    if change is None or was is None:
        return ""
    # The difference of two percentages is not a percentage of either.
    unit = POINTS if now.unit == PERCENT else now.unit
    return f"{change:+f} {unit} from {was.text}" if change else f"as before, {was.text}"


def _difference(now: kpi.Figure, was: kpi.Figure | None) -> Decimal | None:
    if was is None or now.value is None or was.value is None:
        return None
    return now.value - was.value


def changes(written: Written, before: Written) -> dict[str, int | float | None]:
    """Return the change of each figure to the period before, None where one has no value."""
    found = {}
    for name, figure in written.report.figures.items():
        change = _difference(figure, before.report.figures.get(name))
        found[name] = None if change is None else kpi.plain(Fraction(change))
    return found


def _counted(title: str, counts: Mapping[str, Exact]) -> list[str]:
    rows = [
        (f"  {text.line(name, _NAME_CELLS)}", f"{kpi.plain(Fraction(number)):>8,}")
        for name, number in counts.items()
    ]
    return ["", title, *_aligned(rows)] if rows else []


_GROUP_HEADS: Final = ("  Name", "Contacts", "AHT", "FCR same issue", "Escalated")


def groups(name: str, found: Sequence[Line]) -> list[str]:
    """Return a table of the handled contacts by channel, reason, tag, customer or hour."""
    rows: list[Row] = [_GROUP_HEADS]
    rows += [
        (
            f"  {text.line(one.name, _NAME_CELLS)}",
            f"{kpi.plain(one.contacts.num):>8,}",
            *(figure.text for figure in (one.aht, one.fcr, one.escalated)),
        )
        for one in found
    ]
    return ["", f"By {name}", *(_aligned(rows) if found else ["  No contact was handled."])]


def group_json(one: Line) -> dict[str, Any]:
    """Return a group with its figures and the numbers of its contacts."""
    named = {"contacts": one.contacts, "aht": one.aht, "fcr": one.fcr, "escalated": one.escalated}
    return {
        "name": one.name,
        **{name: figure.as_json() for name, figure in named.items()},
        "interactions": list(one.ids),
    }


def definitions(written: Written) -> dict[str, str]:
    """Return how each figure of a report is defined, by its name."""
    named = written.report.figures
    words = kpi.definitions(written.settings)
    return {name: sentence for name, sentence in words.items() if name in named}


def definition_lines(written: Written) -> list[str]:
    """Return the definitions under the labels the figures are shown with."""
    shown = sections(written.report, written.settings)
    labels = {name: label for _, found in shown for name, label in found.items()}
    lines = ["", f"Definitions {written.report.definition_version}"]
    for name, sentence in definitions(written).items():
        lines += _defined(labels.get(name, name), sentence)
    return lines


def _defined(label: str, definition: str) -> list[str]:
    words = f"{label}: {definition}"
    return wrap(words, _LINE, initial_indent="    ", subsequent_indent="      ")


def _aligned(rows: Iterable[Row]) -> list[str]:
    """Return rows with their columns under each other."""
    cells = list(rows)
    widths = [max(map(text.cell_width, column)) for column in zip(*cells, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - text.cell_width(cell))
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]
