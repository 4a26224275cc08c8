"""Formats, encodings, delimiters and quoting, told by content."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from csr_desk.errors import Refused
from csr_desk.importing import kinds, sources
from csr_desk.importing.sniff import nature
from tests.importing.conftest import Hall, counts

HEADER = ["Ticket ID", "Subject", "Email"]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


def read(path: Path) -> list[dict[str, object]]:
    source = sources.open_source(path, kinds.fits)
    rows = list(source.rows())
    assert not [row.problem for row in rows if row.problem]
    return [row.values for row in rows]


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cc"]),
            min_size=1,
        ).filter(str.strip),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_comes_back_in_every_encoding(
    tmp_path: Path, encoding: str, cells: list[str]
) -> None:
    table = io.StringIO()
    csv.writer(table).writerows(
        [HEADER, *([i, cell, "a@example.org"] for i, cell in enumerate(cells))]
    )
    path = tmp_path / "tickets.csv"
    path.write_bytes(table.getvalue().encode(encoding))
    assert [row["Subject"] for row in read(path)] == cells


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("äöüßéèçñ€„“ŠŽ abc", min_size=3).filter(lambda text: not text.isascii()))
def test_windows_1252_is_told_from_utf_8(tmp_path: Path, subject: str) -> None:
    path = tmp_path / "tickets.csv"
    path.write_bytes(f"Ticket ID,Subject,Email\n1,x{subject}x,a@b.de\n".encode("cp1252"))
    if nature(path).encoding == "cp1252":
        assert read(path)[0]["Subject"] == f"x{subject}x"
    else:  # the bytes happen to be valid UTF-8 as well
        path.read_bytes().decode("utf-8")


def test_one_broken_byte_in_much_utf_8_rejects_its_row_only(hall: Hall) -> None:
    rows = "".join(f"{i},Müller grüßt,a{i}@example.org\n" for i in range(20)).encode()
    bad = b"99,caf\xe9,b@example.org\n"
    result = hall.take(hall.write("tickets.csv", b"Ticket ID,Subject,Email\n" + rows + bad))
    assert counts(result) == (20, 0, 0, 1)
    assert "not UTF-8" in result.problems[0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["tickets.csv", "tickets.tsv", "tickets.txt", "tickets"])
def test_delimiters_are_told_by_content(hall: Hall, delimiter: str, name: str) -> None:
    rows = [HEADER, [1, 'a, "b"; c|d\te', "a@example.org"], [2, "two\nlines\n\nof it", "b@b.org"]]
    values = read(hall.table(name, rows, delimiter=delimiter))
    assert [row["Subject"] for row in values] == ['a, "b"; c|d\te', "two\nlines\n\nof it"]


def test_a_separator_line_of_spreadsheets_is_understood(hall: Hall) -> None:
    path = hall.write("tickets.csv", "sep=|\r\nTicket ID|Subject|Email\r\n1|Hi|a@b.org\r\n")
    assert read(path) == [{"Ticket ID": "1", "Subject": "Hi", "Email": "a@b.org"}]


def test_json_array_object_and_lines_hold_the_same(hall: Hall) -> None:
    records = [
        {"id": i, "subject": f"Größe {i}", "requester": {"name": "Ann", "email": "ann@example.org"}}
        for i in range(3)
    ]
    lines = "\n".join(json.dumps(record) for record in records)
    files = [
        hall.records("a.json", records),
        hall.records("b.txt", {"tickets": records, "count": 3, "next_page": None}),
        hall.write("c.data", lines),
        hall.write("d.json", json.dumps(records, indent=2), "utf-16"),
        hall.records("e.json", [{"helpdesk_ticket": record} for record in records]),
    ]
    for file in files:
        assert [row["subject"] for row in read(file)] == ["Größe 0", "Größe 1", "Größe 2"]
    result = hall.take(files[0])
    assert (result.kind, result.columns["requester.email"]) == ("tickets", "requester_email")


def test_large_json_arrays_are_read_in_pieces(hall: Hall) -> None:
    records = [{"id": i, "subject": "s" * (i % 900), "requester_id": i} for i in range(2_000)]
    values = read(hall.write("tickets.json", json.dumps(records, indent=1)))
    assert values == records


def test_a_spreadsheet_gives_the_sheet_that_fits(hall: Hall) -> None:
    book = openpyxl.Workbook()
    book.active.append(["About this export"])
    sheet = book.create_sheet("Tickets")
    sheet.append(["Ticket ID", "Subject", "Requester email", "Created at"])
    sheet.append([7, "Lámpara rota", "a@example.org", "2026-11-19 10:00:00"])
    book.save(hall.folder / "export.xlsx")
    result = hall.take(hall.folder / "export.xlsx")
    assert (result.kind, counts(result)) == ("tickets", (1, 0, 0, 0))
    row = hall.store.one("SELECT reference, subject, created_at FROM ticket")
    assert row == ("7", "Lámpara rota", 1_795_082_400_000)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b" \n\n", "holds only blanks"),
        ("p.csv", b"%PDF-1.7\n", "PDF"),
        ("d.csv", b"SQLite format 3\0" + b"\0" * 90, "a database"),
        ("b.csv", bytes(range(256)) * 9, "binary"),
        ("x.xlsx", b"PK\x03\x04 broken", "no readable spreadsheet"),
        ("w.csv", b"colour,shape\nred,round\n", "belong to no kind"),
        ("o.json", b'{"a": [1, 2], "b": {}}', "not a list of records"),
        ("e.json", b"[]", "holds no records"),
        ("c.json", b'{"tickets": [{"id": 1', "broken JSON"),
        ("n.json", b"[" * 100_000, "nested too deeply"),
        ("comments.csv", b"id,body,ticket_id\n1,x,2\n", "comments without their tickets"),
    ],
)
def test_what_cannot_be_imported_gets_one_sentence(
    hall: Hall, name: str, content: bytes, sentence: str
) -> None:
    before = hall.dump()
    result = hall.take(hall.write(name, content))
    assert isinstance(result.problem, Refused)
    assert sentence in result.problem.message
    assert "\n" not in str(result.problem)
    assert hall.dump() == before


def test_a_missing_file_and_a_folder_leave_the_others_alone(hall: Hall) -> None:
    good = hall.table("tickets.csv", [HEADER, [1, "Hi", "a@b.org"]])
    results = hall.take_all(hall.folder, good, hall.folder / "none.csv")
    assert [result.imported for result in results] == [0, 1, 0]
    assert results[0].problem is not None
    assert "is a folder" in results[0].problem.message
    assert results[2].problem is not None
    assert "does not exist" in results[2].problem.message


def test_a_broken_json_line_is_rejected_alone(hall: Hall) -> None:
    lines = ['{"id":1,"subject":"a","requester_id":5}', '{"id":2,', '{"id":3,"subject":"c"}']
    result = hall.take(hall.write("tickets.jsonl", "\n".join(lines)))
    assert counts(result) == (2, 0, 0, 1)
    assert "broken JSON" in result.problems[0]


def test_a_json_array_that_breaks_keeps_what_came_before(hall: Hall) -> None:
    records = ", ".join(f'{{"id": {i}, "subject": "s", "requester_id": 1}}' for i in range(3))
    result = hall.take(hall.write("tickets.json", f"[{records}, {{"))
    assert counts(result) == (3, 0, 0, 1)
    assert "the JSON breaks at entry 4" in result.problems[0]


def test_a_disk_that_fails_halfway_is_told(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    path = hall.table("tickets.csv", [HEADER, [1, "Hi", "a@b.org"]])

    def failing(self: sources.Source) -> object:
        if hall.count("ticket") == 0:
            raise OSError(5, "Input/output error")
        return iter(())

    plain = sources.Source.rows
    calls = iter([plain])
    monkeypatch.setattr(sources.Source, "rows", lambda self: (next(calls, None) or failing)(self))
    result = hall.take(path)
    assert result.problem is not None
    assert "could not be read to its end" in result.problem.message
