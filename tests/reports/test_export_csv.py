"""The CSV files: figures, and every contact beside them."""

import csv
import stat
from pathlib import Path

import pytest

from csr_desk import errors, text
from csr_desk.reports import export_csv
from tests.reports.export_day import ZONE, day_of
from tests.textgate.strategies import inputs


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_figures_and_all_contacts(tmp_path: Path) -> None:
    texts = [*filter(None, inputs("csv")), 'a "quoted", cell', "two\nlines", "Grüße, 日本語"]
    store, written = day_of(tmp_path, texts)
    done = export_csv.write(tmp_path / "day.csv", store, written, ZONE)
    assert done.files == (tmp_path / "day.csv", tmp_path / "day-contacts.csv")
    figures, contacts = (read(path) for path in done.files)
    assert len(contacts) == len(texts) == done.contacts
    for words, row in zip(texts, contacts, strict=True):
        assert row["note"] == text.csv_cell(words)
        assert row["note"][:1] not in set("=+-@\t\r\n＝＋－＠")
        assert (row["talk_s"], row["started_iso"]) == ("200", "2026-11-23T03:55:00-05:00")
    aht = next(row for row in figures if (row["section"], row["name"]) == ("figures", "aht"))
    assert (aht["value"], aht["num"], aht["den"]) == ("200", str(200 * len(texts)), str(len(texts)))


def test_what_excel_needs(tmp_path: Path) -> None:
    store, written = day_of(tmp_path, ["Grüße"])
    for path in export_csv.write(tmp_path / "day.csv", store, written, ZONE).files:
        raw = path.read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.endswith(b"\r\n")
        assert raw.count(b"\r\n") == raw.count(b"\n") > 1
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("taken", ["day.csv", "day-contacts.csv"])
def test_both_files_or_neither(tmp_path: Path, taken: str) -> None:
    store, written = day_of(tmp_path, ["a"])
    (tmp_path / taken).write_text("mine")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(errors.Refused, match="exists already"):
        export_csv.write(tmp_path / "day.csv", store, written, ZONE)
    assert sorted(tmp_path.iterdir()) == before
    export_csv.write(tmp_path / "day.csv", store, written, ZONE, replace=True)
    assert len(read(tmp_path / "day-contacts.csv")) == 1


def test_a_name_without_an_ending(tmp_path: Path) -> None:
    store, written = day_of(tmp_path, ["a"])
    done = export_csv.write(tmp_path / "day", store, written, ZONE)
    assert [path.name for path in done.files] == ["day", "day-contacts.csv"]


def test_it_tells_how_far_it_is(tmp_path: Path) -> None:
    store, written = day_of(tmp_path, ["Parcel"] * 1_100)
    shares: list[float] = []
    export_csv.write(tmp_path / "day.csv", store, written, ZONE, progress=shares.append)
    assert shares == sorted(shares)
    assert len(shares) == 3
