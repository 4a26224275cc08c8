"""The sheet `Summary`: every figure as a live formula over the raw sheets, with what it means."""

from collections.abc import Mapping
from datetime import tzinfo
from decimal import Decimal
from fractions import Fraction
from typing import Final

from csr_desk.domain import kpi
from csr_desk.domain.kpi.ratio import CONTACTS, SECONDS, Exact
from csr_desk.domain.kpi.wilson import Proportion
from csr_desk.reports import export_formulas as formulas
from csr_desk.reports.export_columns import moment
from csr_desk.reports.export_formulas import Formula
from csr_desk.reports.export_page import CHANGE, LABEL, NAME, NUM, UNIT, VALUE, WHAT, Page
from csr_desk.reports.export_sheets import Formats, Workbook
from csr_desk.reports.report import Written
from csr_desk.reports.report_labels import band_of, group_label, sections

_COUNTS: Final = {
    "by_channel": ("Handled contacts by channel", CONTACTS),
    "outcomes": ("Handled contacts by outcome", CONTACTS),
    "states_s": ("Seconds by state", SECONDS),
}
_NOTE: Final = (
    "Numerator, denominator and value are formulas over the other sheets: correct a row and they"
    " follow. A dash is an empty denominator."
)


class Summary:
    """The sheet of one report, beside the report of the period before where there is one."""

    def __init__(self, written: Written, before: Written | None, zone: tzinfo) -> None:
        self.written, self.zone = written, zone
        self.report = written.report
        self.was = None if before is None else before.report
        self.definitions = kpi.definitions(written.settings)
        self.title_before = "" if before is None else before.title
        self.formulas: Mapping[str, Formula] = {
            **formulas.FIGURES,
            "ces": formulas.ces(*written.settings.ces_scale),
        }

    def write(self, workbook: Workbook, formats: Formats) -> None:
        """Write the sheet as the first one of a workbook; its cells show the figures already."""
        page = Page(workbook.add_worksheet("Summary"), formats)
        self._about(page, workbook)
        page.heads()
        first = page.row
        for title, labels in sections(self.report, self.written.settings):
            page.section(title)
            for name, label in labels.items():
                self._figure(page, name, label)
        for group in self.report.groups:
            self._group(page, group)
        for name in self.report.counts:
            self._count(page, name)
        page.section("Top reasons")
        for reason, number in self.report.top_reasons:
            page.count(reason, number, formulas.COUNTS["reasons"])
        page.colours(first)
        page.sheet.print_area(0, LABEL, page.row, CHANGE)

    def _about(self, page: Page, workbook: Workbook) -> None:
        report, settings = self.report, self.written.settings
        page.text(LABEL, self.written.title, page.formats.title)
        page.row += 1
        edges = {"From": report.period.from_at, "To": report.period.to_at, "As of": report.as_of}
        for name, at in edges.items():
            shown, iso = moment(at, self.zone)
            page.text(LABEL, name)
            if shown is not None:
                page.moment(VALUE, shown)
            page.text(NUM, iso or "")
            page.row += 1
        words = {
            "Time zone": str(self.zone),
            "Coverage": report.coverage,
            "Definitions": report.definition_version,
            "Compared with": self.title_before or "nothing",
        }
        for name, value in words.items():
            page.text(LABEL, name)
            page.text(VALUE, value)
            page.row += 1
        self._setting(page, workbook, "wage_per_hour", "Wage per hour", settings.currency)
        self._setting(page, workbook, "business_day_s", "One business day", SECONDS)
        self._setting(page, workbook, "log_limit_s", "Logged in time within", SECONDS)
        page.text(LABEL, _NOTE)
        page.row += 2

    def _setting(self, page: Page, workbook: Workbook, name: str, label: str, unit: str) -> None:
        """Write a setting that formulas use; another number there changes the figures."""
        value: Decimal | int = getattr(self.written.settings, name)
        page.text(LABEL, label)
        page.sheet.write_number(page.row, VALUE, kpi.plain(Fraction(value)), page.formats.setting)
        page.text(UNIT, unit, page.formats.unit)
        workbook.define_name(name, f"=Summary!$B${page.row + 1}")
        page.row += 1

    def _figure(self, page: Page, name: str, label: str) -> None:
        figure = self.report.figures[name]
        page.text(NAME, name)
        page.text(WHAT, self.definitions.get(name, ""))
        band = band_of(name, self.written.kind)
        if band is not None:
            page.band(band, figure)
        if self.was is not None and name in self.was.figures:
            page.before(self.was.figures[name])
            page.change(figure, self.was.figures[name])
        page.figure(label, figure, self.formulas.get(name))
        if isinstance(figure, Proportion):
            low, high = figure.wilson95 or (None, None)
            of = page.row
            for side, sign, bound in (("from", "-", low), ("to", "+", high)):
                shown = None if bound is None else float(bound)
                page.interval(f"{label}, 95 % interval {side}", of, sign, shown)

    def _group(self, page: Page, group: str) -> None:
        of = formulas.SPREAD if group == "handle_spread" else formulas.GROUPS
        page.section(group_label(group))
        for second, figure in self.report.groups[group].items():
            page.text(NAME, group)
            earlier = self.was.groups.get(group, {}).get(second) if self.was else None
            if earlier is not None:
                page.before(earlier)
                page.change(figure, earlier)
            page.figure(second, figure, of.get(second if group == "handle_spread" else group))

    def _count(self, page: Page, name: str) -> None:
        title, unit = _COUNTS.get(name, (group_label(name), "tickets"))
        numbers: Mapping[str, Exact] = self.report.counts[name]
        page.section(title)
        for second, number in numbers.items():
            page.text(NAME, name)
            formula = formulas.COUNTS.get(name)
            page.figure(second, kpi.count(number, unit), Formula(formula) if formula else None)
