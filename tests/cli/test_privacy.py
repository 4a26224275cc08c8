"""`customer export` and `customer erase` as typed."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.line import Line


@pytest.fixture
def ann(line: Line) -> Line:
    """A desk that knows Ann Baker and Carl Diaz, each with a ticket."""
    line.ticket("Late parcel")
    line.ticket("Wrong size", "Carl Diaz <carl@b.example>")
    line.ok("note", "1", "Ann is cross")
    return line


class TestExport:
    def test_one_document_on_stdout(self, ann: Line) -> None:
        found = ann.json("customer", "export", "ann@a.example")
        assert found["format"] == "csr-desk person"
        assert [row["value"] for row in found["addresses"]] == ["ann@a.example"]
        assert [row["body"] for row in found["tickets"][0]["messages"]] == ["Ann is cross"]
        assert "Carl" not in json.dumps(found)
        assert json.loads(ann.ok("customer", "export", "customer:1").out)["customer"] == 1

    def test_a_private_file(self, ann: Line, tmp_path: Path) -> None:
        path = tmp_path / "ann.json"
        said = ann.json("customer", "export", "1", "--out", str(path))
        assert said == {"customer": 1, "file": str(path), "rows": said["rows"]}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert json.loads(path.read_text(encoding="utf-8"))["customer"] == 1
        again = ann("customer", "export", "1", "--out", str(path))
        assert again.code == 1
        assert "exists already" in again.err

    def test_the_log_notes_it(self, ann: Line) -> None:
        ann.ok("customer", "export", "1")
        kinds = [row["kind"] for row in ann.json("customer", "export", "1")["log"]]
        assert kinds.count("customer.exported") == 1


class TestErase:
    def test_it_is_gone(self, ann: Line) -> None:
        ann.ok("backup")
        said = ann.json("customer", "erase", "1")
        assert said["rows"]["messages"] == 1
        assert (said["left"], said["problem"], said["dry_run"]) == ([], None, False)
        assert said["open_tickets"] == ["1"]
        assert len(said["backups_removed"]) == 1
        assert Path(said["backup"]).exists()
        assert ann.json("verify")["ok"] is True
        for path in ann.data.rglob("*"):
            assert not path.is_file() or b"ann@a.example" not in path.read_bytes()
        subjects = {row["subject"] for row in ann.json("queue", "--view", "open")}
        assert subjects == {"(erased)", "Wrong size"}
        assert ann("show", "ann@a.example").code == 1

    def test_a_dry_run_says_what_would_go(self, ann: Line) -> None:
        said = ann.ok("customer", "erase", "1", "--dry-run")
        assert said.out.startswith("Erasing customer 1 takes away: 1 record, 1 address, 1 message")
        assert ann.json("customer", "export", "1")["records"][0]["name"] == "Ann Baker"

    def test_in_words(self, ann: Line) -> None:
        out = ann.ok("customer", "erase", "1").out
        assert out.startswith("Customer 1 is erased: 1 record, 1 address, 1 message")
        assert "in every file of the data folder found 0." in out
        assert "Still open, close them: #1." in out
        assert "the helpdesk." in out
        assert "was erased before" in ann.ok("customer", "erase", "1").out

    def test_what_is_left_is_told_with_exit_code_1(self, ann: Line) -> None:
        ann.ok("note", "2", "Same house as ann@a.example")
        said = ann("customer", "erase", "1")
        assert said.code == 1
        assert "email in message.body of ticket #2" in said.out

    def test_part_of_a_name_erases_nobody(self, ann: Line) -> None:
        said = ann("customer", "erase", "Ann")
        assert said.code == 1
        assert "there is no customer Ann" in said.err
        assert ann.json("customer", "export", "1")["records"][0]["name"] == "Ann Baker"

    def test_a_contact_that_is_not_logged_stands_in_the_way(self, ann: Line) -> None:
        ann.ok("start", "1")
        said = ann("customer", "erase", "1", "--json")
        assert said.code == 1
        assert said.document["error"]["message"].endswith("is not logged yet")


@pytest.mark.parametrize(
    "typed",
    [
        ("merge", "1"),
        ("erase", "1", "2"),
        ("erase", "1", "--out", "x"),
        ("export", "1", "--dry-run"),
        ("merge", "1", "2", "--dry-run"),
        ("forget", "1"),
    ],
)
def test_wrong_usage_changes_nothing(ann: Line, typed: tuple[str, ...]) -> None:
    said = ann("customer", *typed)
    assert said.code == 2
    assert ann.json("customer", "export", "1")["records"][0]["name"] == "Ann Baker"
