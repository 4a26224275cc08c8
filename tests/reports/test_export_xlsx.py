"""The workbook as other libraries read it: every row, no formula but ours, nothing of it broken."""

import errno
import json
import re
import stat
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from csr_desk import errors
from csr_desk.domain import kpi
from csr_desk.reports import export_contacts, export_formulas, export_xlsx
from csr_desk.reports.export_columns import Sort, sheet_text
from csr_desk.reports.export_sheets import letters_of
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store
from tests.reports.export_day import ZONE, day_of
from tests.shared import shared
from tests.textgate.strategies import inputs

SHEETS = ["Summary", "Contacts", "Groups", "Timeline", "Tickets", "Solved", "Targets", "Answers"]
ODD = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|'/c calc'!A0",
    "<r>bold</r>",
    "<r><t>not</t>",
    "<r></r>",
    "_x000D_ _x003D_1",
    "{=1}",
    "http://example.com/",
    "mailto:a@example.com",
    "internal:Summary!A1",
    "007",
    "1e5",
    "TRUE",
    "#REF!",
    "a\x00b\x0bc",
    " two  spaces ",
    "\ufffe\uffff",
    "x" * 40_000,
    "😀" * 20_000,
    "İstanbul ǅ ﬁ 日本語",
]


def corpus(name: str) -> list[str]:
    found = json.loads(shared(f"fixtures/hostile/{name}").read_text("utf-8"))
    texts = found if isinstance(found, list) else [one.get("text", "") for one in found["cases"]]
    # The store takes no lone surrogates; a terminal's bytes never become any.
    return [text.encode("utf-8", "replace").decode() for text in texts if text]


def unescaped(value: str) -> str:
    """Return text as Excel reads it: openpyxl leaves an escaped `_x000D_` as it stands."""
    return value.replace("_x005F_", "_")


def rows_of(path: Path, sheet: str = "Contacts") -> list[dict[str, Any]]:
    heads, *rows = openpyxl.load_workbook(path)[sheet].iter_rows()
    return [{str(head.value): cell for head, cell in zip(heads, row, strict=True)} for row in rows]


@pytest.fixture
def one(tmp_path: Path) -> tuple[Path, Store, Written]:
    store, written = day_of(tmp_path, ["Late parcel"])
    path = tmp_path / "day.xlsx"
    export_xlsx.write(path, store, written, ZONE)
    return path, store, written


def test_no_text_of_the_corpora_runs_or_breaks_the_file(tmp_path: Path) -> None:
    attacks = corpus("terminal_attacks.json") + corpus("blns.json")
    texts = [*ODD, *(text for text in inputs("csv") if text), *attacks]
    store, written = day_of(tmp_path, texts)
    path = tmp_path / "day.xlsx"
    done = export_xlsx.write(path, store, written, ZONE)
    assert done.contacts == len(texts)

    heads = {column.head: column for column in export_contacts.COLUMNS}
    ours = {head for head, column in heads.items() if column.formula}
    found = rows_of(path)
    assert len(found) == len(texts)
    for words, row in zip(texts, found, strict=True):
        for head in ("Subject", "Customer", "Channel", "Reason", "Note", "Tags", "Order", "Flags"):
            assert unescaped(row[head].value) == sheet_text(words), head
        for head, cell in row.items():
            assert (cell.data_type == "f") is (head in ours), (head, cell.value)
            assert cell.hyperlink is None
            if isinstance(cell.value, str) and head not in ours:
                assert cell.value.lstrip()[:1] not in set("=+-@＝＋－＠")
                assert len(cell.value.encode("utf-16-le")) <= 2 * 32_767
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_name("Contacts").to_python()
    subjects = [unescaped(str(row[2])) for row in sheet[1:]]
    assert subjects == [sheet_text(words) for words in texts]

    with zipfile.ZipFile(path) as archive:
        assert not [name for name in archive.namelist() if "external" in name or "vba" in name]
        for name in archive.namelist():
            assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", archive.read(name)), name


def test_every_sheet_opens_with_its_heads_in_sight(one: tuple[Path, Store, Written]) -> None:
    path, _, _ = one
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == SHEETS == CalamineWorkbook.from_path(path).sheet_names
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref.startswith("A1:")
    assert book["Summary"].freeze_panes == "B15"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [name.name for name in path.parent.iterdir() if name.name.startswith(".day")] == []


def test_numbers_are_numbers_and_instants_dates(one: tuple[Path, Store, Written]) -> None:
    (row,) = rows_of(one[0])
    assert row["Started"].value == datetime.fromisoformat("2026-11-23T03:55:00")
    assert row["Started (ISO 8601)"].value == "2026-11-23T03:55:00-05:00"
    assert (row["Talk s"].value, row["Talk s"].data_type) == (200, "n")
    assert row["Handle h:mm:ss"].number_format == "[h]:mm:ss"
    shown = openpyxl.load_workbook(one[0], data_only=True)["Contacts"]
    named = {head.value: cell.value for head, cell in zip(shown[1], shown[2], strict=True)}
    assert (named["Handle s"], named["Contact end to log s"]) == (200, 60)


def test_the_summary_names_what_it_covers(one: tuple[Path, Store, Written]) -> None:
    sheet = openpyxl.load_workbook(one[0], data_only=True)["Summary"]
    about = {row[0]: (row[1], row[3]) for row in sheet.iter_rows(max_row=11, values_only=True)}
    assert about["From"] == (datetime.fromisoformat("2026-11-23"), "2026-11-23T00:00:00-05:00")
    assert about["As of"][1] == "2026-11-23T04:01:00-05:00"
    assert about["Time zone"][0] == "America/Detroit"
    assert about["Coverage"][0] == kpi.OWN_CONTACTS
    assert about["Definitions"][0] == kpi.VERSION
    lines = {row[9]: row for row in sheet.iter_rows(values_only=True) if row[9]}
    assert lines["aht"][1:5] == (200, "s", 200, 1)
    assert lines["aht"][6] == "below 360–600"
    assert lines["csat"][1] == kpi.DASH
    assert lines["aht"][10] == kpi.definitions()["aht"]


def test_every_figure_that_was_measured_has_a_formula(one: tuple[Path, Store, Written]) -> None:
    _, _, written = one
    measured = {
        name for name, one in written.report.figures.items() if one.text != kpi.NOT_MEASURED
    }
    assert measured - set(export_formulas.FIGURES) <= {"ces", "wage_per_hour", "articles"}


def test_formulas_use_functions_of_excel_2010(one: tuple[Path, Store, Written]) -> None:
    known = {
        *("AND", "COUNT", "COUNTIFS", "EXACT", "IF", "INT", "ISNUMBER", "LEFT", "MAX", "MEDIAN"),
        *("MIN", "ROUND", "SMALL", "SQRT", "SUM", "SUMIFS", "SUMPRODUCT"),
    }
    cells = [
        cell.value
        for sheet in openpyxl.load_workbook(one[0])
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert all(isinstance(formula, str) for formula in cells)
    assert {name for text in cells for name in re.findall(r"([A-Z][A-Z0-9.]*)\(", text)} <= known


def test_an_empty_period_has_dashes_and_no_errors(tmp_path: Path) -> None:
    store, written = day_of(tmp_path, [])
    path = tmp_path / "day.xlsx"
    assert export_xlsx.write(path, store, written, ZONE).contacts == 0
    sheet = openpyxl.load_workbook(path, data_only=True)["Summary"]
    lines = {row[9]: row for row in sheet.iter_rows(values_only=True) if row[9]}
    assert (lines["aht"][1], lines["fcr_reported"][1], lines["nps"][1]) == (kpi.DASH,) * 3


def test_too_many_rows_are_refused_and_never_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, written = day_of(tmp_path, ["a"] * 20)
    monkeypatch.setattr(export_xlsx, "SHEET_ROWS", 30)
    export_xlsx.write(tmp_path / "fits.xlsx", store, written, ZONE)
    monkeypatch.setattr(export_xlsx, "SHEET_ROWS", 20)
    with pytest.raises(errors.Refused, match="Contacts would need 20 rows, and a sheet holds 19"):
        export_xlsx.write(tmp_path / "day.xlsx", store, written, ZONE)
    assert not (tmp_path / "day.xlsx").exists()


@pytest.mark.parametrize("after", [0, 3])
def test_a_full_disk_while_packing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    store, written = day_of(tmp_path, ["Late parcel"])
    left = [after]

    def write(self: Any, data: bytes) -> int:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return len(data)

    monkeypatch.setattr(export_xlsx._Target, "write", write)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(errors.Refused, match="disk is full"):
        export_xlsx.write(tmp_path / "day.xlsx", store, written, ZONE)
    assert sorted(tmp_path.iterdir()) == before


def test_it_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    store, written = day_of(tmp_path, ["Parcel"] * 1_200)
    shares: list[float] = []
    export_xlsx.write(tmp_path / "day.xlsx", store, written, ZONE, progress=shares.append)
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1

    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_xlsx.write(tmp_path / "other.xlsx", store, written, ZONE, progress=stop)
    assert not [path for path in tmp_path.iterdir() if "other" in path.name]


def test_columns_and_cells_are_as_many() -> None:
    assert [letters_of(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"),
    ]
    keys = [column.key for column in export_contacts.COLUMNS]
    assert len(set(keys)) == len(keys)
    assert [one.key for one in export_contacts.COLUMNS if one.sort is Sort.FORMULA_CLOCK] == [
        "handle"
    ]
