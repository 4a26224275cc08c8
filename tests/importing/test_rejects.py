"""Bad rows are kept beside the file with their reasons; the rest goes in."""

import csv
import os
import stat
from pathlib import Path

import pytest

from csr_desk.errors import Refused
from csr_desk.importing.rawrow import RawRow
from csr_desk.importing.rejects import Rejects
from tests.importing.conftest import Hall, counts

PAN = "4111 1111 1111 1111"
HEAD = ["order_id", "customer_id", "order_date", "total", "note"]


def read(path: str) -> list[list[str]]:
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def bad_orders(hall: Hall) -> Path:
    hall.take(hall.table("customers.csv", [["customer_id", "name"], [1, "Ann"]]))
    rows = [
        HEAD,
        [1, 1, "2026-01-02", "5.00", ""],
        [2, 77, "2026-01-02", "5.00", "=1+1"],
        [3, 1, "soon", "5.00", "+49 711"],
        [4, 1, "2026-01-02", "free", f"card {PAN}"],
        [5, 1, "2026-01-02"],
        ["", 1, "2026-01-02", "1", ""],
    ]
    return hall.table("orders.csv", rows)


def test_the_rest_goes_in_and_reasons_are_kept(hall: Hall) -> None:
    result = hall.take(bad_orders(hall))
    assert counts(result) == (1, 0, 0, 5)
    assert result.rejected_file == str(hall.folder / "orders.csv.rejected.csv")
    header, *rows = read(str(result.rejected_file))
    assert header == ["row", "rejected because", *HEAD]
    assert [row[1] for row in rows] == [
        "customer 77 is unknown; import the customers first",
        "order_date: “soon” is no date",
        "total: “free” is no amount",
        "the row has 3 fields, the header line 5",
        "the order has no number",
    ]
    assert rows[0][-1] == "'=1+1"
    assert rows[1][-1] == "'+49 711"
    assert "1111 1111" not in rows[2][-1].replace("*", "")
    assert stat.S_IMODE(os.stat(str(result.rejected_file)).st_mode) == 0o600


def test_rejected_rows_go_in_once_their_customer_is_there(hall: Hall) -> None:
    result = hall.take(bad_orders(hall))
    hall.take(hall.table("customers.csv", [["customer_id", "name"], [1, "Ann"], [77, "Zoe"]]))
    again = hall.take(Path(str(result.rejected_file)))
    assert (again.kind, counts(again)) == ("orders", (1, 0, 0, 4))
    assert hall.store.value("SELECT note FROM customer_order WHERE number = '2'") == "=1+1"
    assert hall.store.value("SELECT external_key FROM customer_order WHERE number = '2'") == (
        "shop:order:2"
    )


def test_json_records_come_back_whole(hall: Hall) -> None:
    chat = {"id": 9, "customer": {"customer_name": "Ann", "email": "nobody"},
            "turns": [{"speaker": "customer", "text": "-Hi"}]}  # fmt: skip
    result = hall.take(hall.records("chats.json", [chat]))
    assert counts(result) == (0, 0, 0, 1)
    path = Path(str(result.rejected_file))
    assert read(str(path))[0] == ["row", "rejected because", "record"]
    path.write_text(path.read_text().replace("nobody", "ann@example.org"))
    again = hall.take(path)
    assert (again.kind, counts(again)) == ("chats", (1, 0, 0, 0))
    assert hall.store.value("SELECT body FROM message") == "-Hi"


def test_a_foreign_file_of_that_name_is_left_alone(hall: Hall) -> None:
    path = bad_orders(hall)
    theirs = hall.write("orders.csv.rejected.csv", "mine\n")
    result = hall.take(path)
    assert theirs.read_text() == "mine\n"
    assert result.rejected_file == str(hall.folder / "orders.csv.rejected-2.csv")


def test_the_data_folder_takes_what_the_own_folder_refuses(
    hall: Hall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bad_orders(hall)
    real = os.open

    def refusing(name: Path, *rest: int) -> int:
        if Path(name).parent == hall.folder:
            raise PermissionError(13, "Permission denied")
        return real(name, *rest)

    monkeypatch.setattr(os, "open", refusing)
    result = hall.take(path)
    assert result.rejected_file == str(tmp_path / "orders.csv.rejected.csv")
    monkeypatch.setattr(os, "open", lambda *rest: refusing(hall.folder / "x"))
    rejects = Rejects(path, ["a"], str, tmp_path)
    with pytest.raises(Refused, match="cannot be kept"):
        rejects.add(RawRow(1, {"a": "b"}), "why", as_record=False, keep=True)


def test_dry_run_writes_no_file_and_shows_the_first_problems(hall: Hall) -> None:
    result = hall.take(bad_orders(hall), dry_run=True)
    assert counts(result) == (1, 0, 0, 5)
    assert result.rejected_file is None
    assert len(result.problems) == 5
    assert list(hall.folder.glob("*rejected*")) == []


def test_a_quotation_mark_that_never_ends(hall: Hall) -> None:
    text = 'Ticket ID,Subject,Email\n1,Hi,a@b.org\n2,"Oops,b@b.org\n3,Ho,c@b.org\n'
    result = hall.take(hall.write("tickets.csv", text))
    assert counts(result) == (1, 0, 0, 1)
    assert "a quotation mark may be missing" in result.problems[0]


def test_card_numbers_are_masked_before_anything_is_written(hall: Hall) -> None:
    head = ["Ticket ID", "Subject", "Description", "Full name", "Email", "Tags", "Company Name"]
    rows = [
        [i, f"{PAN} s", f"b {PAN}", f"Ann {PAN}", "a@b.org", PAN.replace(" ", "-"), f"Co {PAN}"]
        for i in range(3)
    ]
    tickets = hall.table("tickets.csv", [head, *rows])
    people = hall.table(
        "customers.csv",
        [["customer_id", "name", "note", "address"], [PAN, f"Ben {PAN}", PAN, f"At {PAN}"]],
    )
    canned = hall.records(
        "canned.json", [{"title": PAN, "content": f"Pay with {PAN}", "folder": PAN}]
    )
    orders = hall.table(
        "orders.csv",
        [["order_id", "customer_id", "note", "tracking"], [PAN.replace(" ", ""), PAN, PAN, PAN]],
    )
    for result in hall.take_all(tickets, people, canned, orders):
        assert (result.rejected, result.problem) == (0, None)
    hall.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    stored = hall.store.path.read_bytes()
    for form in (PAN, PAN.replace(" ", ""), PAN.replace(" ", "-")):
        assert form.encode() not in stored
    assert b"1111" in stored
    assert all(result.imported == 0 for result in hall.take_all(tickets, people, canned, orders))


def test_the_injected_shield_sees_every_free_text(hall: Hall) -> None:
    head = ["Ticket ID", "Subject", "Description", "Full name", "Email"]
    path = hall.table("tickets.csv", [head, [1, "S 123", "B 123", "N 123", "x123@b.org"]])
    hall.take(path, shield=lambda text: text.replace("123", "###"))
    row = hall.store.one(
        "SELECT t.subject, m.body, c.name, t.snippet FROM ticket t"
        " JOIN message m ON m.ticket_id = t.id JOIN customer c ON c.id = t.customer_id"
    )
    assert row == ("S ###", "B ###", "N ###", "B ###")


def test_rows_with_too_many_or_too_few_cells_are_refused_again(hall: Hall) -> None:
    text = "Ticket ID,Subject,Email\n1,Hi,a@b.org,extra,more\n2,Ho\n"
    result = hall.take(hall.write("tickets.csv", text))
    assert counts(result) == (0, 0, 0, 2)
    assert [row[2:] for row in read(str(result.rejected_file))[1:]] == [
        ["1", "Hi", "a@b.org", "extra", "more"],
        ["2", "Ho"],
    ]
    assert counts(hall.take(Path(str(result.rejected_file)))) == (0, 0, 0, 2)
