"""The workbook's formulas, computed by LibreOffice, give the figures of the report."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from csr_desk.domain import kpi
from csr_desk.domain.instants import parse_instant
from csr_desk.reports import export_xlsx
from csr_desk.reports.export_columns import sheet_text
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store
from tests import office
from tests.desk import TestDesk
from tests.domain.kpi_fixtures import LATER, MONTH, report_data
from tests.domain.test_kpi_shift import data, expected, office_seconds, script, shift
from tests.reports.export_day import day_of
from tests.reports.test_export_xlsx import ODD, unescaped
from tests.shared import shared
from tests.vector_kinds.kpi import data_of, settings_of

__all__ = ["data", "expected", "script", "shift"]

pytestmark = pytest.mark.slow

ZONE = ZoneInfo("America/Detroit")
RANDOM_REPORTS = 10
Row = dict[str, Any]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return TestDesk(tmp_path).store


@pytest.fixture
def written(data: kpi.ReportData, shift: kpi.Report) -> Written:
    return Written("Shift", shift, "shift", data, kpi.Settings(business_seconds=office_seconds))


def values_by_name(cells: office.Cells) -> dict[str, Any]:
    """Return the values of the summary's lines by the name of their figure."""
    lines = [(place, name) for (sheet, place), name in cells.items() if sheet == "Summary"]
    return {
        str(name): (
            cells.get(("Summary", f"B{place[1:]}")),
            cells.get(("Summary", f"D{place[1:]}")),
            cells.get(("Summary", f"E{place[1:]}")),
        )
        for place, name in lines
        if place[0] == "J"
    }


def as_figure(figure: kpi.Figure) -> tuple[Any, Any, Any]:
    value = kpi.DASH if figure.value is None else float(figure.value)
    return value, float(figure.num), None if figure.den is None else float(figure.den)


def test_every_figure_of_the_acceptance_shift(
    written: Written, store: Store, expected: Row, tmp_path: Path
) -> None:
    path = tmp_path / "shift.xlsx"
    export_xlsx.write(path, store, written, ZONE, before=written)
    (computed,) = office.computed([path], tmp_path / "office")
    assert computed.differences() == []
    assert len(computed.formulas) > 400
    found = values_by_name(computed.after)
    for name, figure in written.report.figures.items():
        if name == "wage_per_hour":
            continue
        if figure.text == kpi.NOT_MEASURED:
            assert found[name][0] == kpi.NOT_MEASURED
        else:
            assert found[name] == pytest.approx(as_figure(figure), rel=1e-12), name
    for name in ("aht", "occupancy", "fcr_issue_7d_provisional", "fcr_strict_customer", "triage"):
        wanted = expected["figures"][name]
        assert found[name] == (wanted["value"], wanted["num"], wanted["den"])
    assert found["fcr_issue_7d_matured"] == (kpi.DASH, 0, 0)


def test_every_case_of_the_figures(store: Store, tmp_path: Path) -> None:
    cases = json.loads(shared("acceptance/kpi_cases.json").read_text("utf-8"))["cases"]
    same_as_written(store, tmp_path, [report_of(case) for case in cases])


def report_of(case: Row) -> Written:
    period = kpi.Period(*(parse_instant(edge) for edge in case["period"]))
    records, wanted = data_of(case), settings_of(case)
    found = kpi.report(records, period, parse_instant(case["as_of"]), wanted)
    return Written(case["id"], found, "range", records, wanted)


def test_figures_of_any_records(store: Store, tmp_path: Path) -> None:
    reports: list[Written] = []
    wanted = kpi.Settings(
        business_seconds=lambda one, other: (other - one) // 3_000,
        wage_per_hour=Decimal("21.07"),
    )

    @settings(
        max_examples=RANDOM_REPORTS,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(report_data())
    def make(records: kpi.ReportData) -> None:
        found = kpi.report(records, MONTH, LATER, wanted)
        reports.append(Written("Random", found, "range", records, wanted))

    make()
    assert len(reports) == RANDOM_REPORTS
    same_as_written(store, tmp_path, reports)


def same_as_written(store: Store, folder: Path, reports: list[Written]) -> None:
    paths = [folder / f"{number}.xlsx" for number in range(len(reports))]
    for path, one in zip(paths, reports, strict=True):
        export_xlsx.write(path, store, one, ZONE)
    for one, found in zip(reports, office.computed(paths, folder / "office"), strict=True):
        assert found.differences() == [], one.title


def test_a_corrected_row_is_followed_by_the_figures(
    written: Written, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "shift.xlsx"
    export_xlsx.write(path, store, written, ZONE)
    book = openpyxl.load_workbook(path)
    rows = book["Contacts"]
    heads = {cell.value: cell.column for cell in rows[1]}
    rows.cell(2, heads["Talk s"]).value += 600
    rows.cell(2, heads["Outcome"]).value = "transferred"
    book["Summary"]["B9"].value = 36  # the wage
    assert book["Summary"]["A9"].value == "Wage per hour"
    book.save(path)
    office.convert([path], tmp_path / "computed")
    found = values_by_name(office.cells(tmp_path / "computed" / "shift.xlsx"))
    assert found["aht"] == (375.9, 22_555, 60)
    assert found["fcr_reported"] == (85.0, 51, 60)
    assert found["transfer_rate"] == (3.33, 2, 60)
    assert found["cost_per_contact"][0] == 3.76


def test_a_workbook_opens_in_libreoffice_as_it_is(
    written: Written, store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "shift.xlsx"
    export_xlsx.write(path, store, written, ZONE)
    office.convert([path], tmp_path / "opened")
    after = office.cells(tmp_path / "opened" / "shift.xlsx")
    before = office.cells(path)
    assert [place for place in before if not office.same(before[place], after.get(place))] == []


def test_hostile_text_comes_back_from_libreoffice_as_text(tmp_path: Path) -> None:
    store, hostile = day_of(tmp_path, ODD)
    path = tmp_path / "day.xlsx"
    export_xlsx.write(path, store, hostile, ZONE)
    office.convert([path], tmp_path / "opened")
    after = office.cells(tmp_path / "opened" / "day.xlsx")
    subjects = [after["Contacts", f"C{row}"] for row in range(2, len(ODD) + 2)]
    assert [unescaped(one) for one in subjects] == [sheet_text(words) for words in ODD]
