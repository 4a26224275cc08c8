"""Backup, restore, verify, import and demo: the store as a file, and its bad days."""

import json
import os
import stat
from pathlib import Path

import apsw
import pytest

from csr_desk.paths import Places
from csr_desk.store.lock import InstanceLock
from tests.cli.line import Line
from tests.shared import shared


def modes(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): f"{stat.S_IMODE(path.stat().st_mode):o}"
        for path in (folder, *folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) not in (0o700, 0o600)
    }


class TestBackup:
    def test_there_and_back(self, line: Line) -> None:
        line.ticket("First")
        written = line.json("backup", str(line.data / "b.db"))
        assert Path(written["file"]).stat().st_size == written["bytes"]
        line.ticket("Second")
        said = line.json("restore", written["file"])
        assert Path(said["kept"]).exists()
        assert [row["subject"] for row in line.json("queue")] == ["First"]
        assert line.json("verify")["ok"] is True
        assert modes(line.data) == {}

    def test_the_default_is_the_backups_folder(self, line: Line) -> None:
        line.ticket()
        file = Path(line.json("backup")["file"])
        assert file.parent == line.data / "backups"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert line.ok("backup", str(line.data)).out.startswith(f"Backup {line.data}/desk-2026")

    def test_a_file_is_never_overwritten(self, line: Line) -> None:
        line.ticket()
        taken = line.data / "taken"
        taken.write_text("mine", encoding="utf-8")
        assert line("backup", str(taken)).code == 1
        assert taken.read_text(encoding="utf-8") == "mine"

    def test_no_store_is_made_by_looking(self, line: Line) -> None:
        for verb in ("backup", "verify"):
            said = line(verb)
            assert said.code == 1
            assert "there is no store" in said.err
        assert not line.data.exists()

    def test_a_restore_is_refused_while_a_desk_is_open(self, line: Line) -> None:
        line.ticket()
        file = line.json("backup")["file"]
        lock = InstanceLock(Places(line.data, line.config).lock)
        lock.acquire()
        said = line("restore", file)
        lock.release()
        assert said.code == 75
        assert f"process {os.getpid()}" in said.err

    def test_what_is_no_backup_changes_nothing(self, line: Line) -> None:
        number = line.ticket()
        newer = Path(line.json("backup", str(line.data / "newer.db"))["file"])
        connection = apsw.Connection(str(newer))
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        text = line.data / "notes.txt"
        text.write_text("no store\n" * 200, encoding="utf-8")
        for file in (text, newer, line.data / "desk.db", line.data, line.data / "nix"):
            assert line("restore", str(file)).code == 1, file
        assert line.json("queue")[0]["ticket"] == number


class TestBadStores:
    def test_verify_names_each_check(self, line: Line) -> None:
        line.ticket()
        found = line.json("verify")
        assert found["ok"] is True
        assert {"engine", "integrity", "event chain"} <= {one["name"] for one in found["checks"]}
        assert all(set(one) == {"name", "ok", "detail"} for one in found["checks"])
        assert "integrity" in line.ok("verify").out

    def test_a_forged_log_is_found(self, line: Line) -> None:
        line.ticket()
        connection = apsw.Connection(str(line.data / "desk.db"))
        triggers = list(connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'event'"
        ))  # fmt: skip
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE event SET actor = 'nobody' WHERE seq = 1")
        connection.close()
        said = line("verify", "--json")
        assert said.code == 1
        wrong = [one["name"] for one in said.document["checks"] if not one["ok"]]
        assert "event chain" in wrong
        assert "csr-desk restore" in said.err

    def test_garbage_a_folder_and_an_emptied_file(self, line: Line) -> None:
        line.ticket()
        database = line.data / "desk.db"
        database.write_bytes(os.urandom(5_000))
        assert line("log").code == 1
        assert line("verify", "--json").document["ok"] is False
        database.write_bytes(b"")
        said = line("queue")
        assert said.code == 1
        assert "but a store was here" in said.err
        for leftover in line.data.glob("desk.db*"):
            leftover.unlink()
        database.mkdir()
        said = line("queue")
        assert said.code == 73
        assert "is a folder, not a store" in said.err

    def test_a_newer_store_is_left_alone(self, line: Line) -> None:
        line.ticket()
        connection = apsw.Connection(str(line.data / "desk.db"))
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        said = line("queue", "--json")
        assert said.code == 1
        assert said.document["error"]["code"] == "newer-store"
        assert line("doctor").code == 1

    def test_a_file_in_place_of_the_folder(self, line: Line) -> None:
        line.data.write_text("x", encoding="utf-8")
        assert line("queue").code == 73
        assert line("doctor").code == 1

    def test_a_busy_store_is_75(self, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
        number = line.ticket()
        monkeypatch.setattr("csr_desk.store.connection.Store.__init__.__kwdefaults__", {
            "read_only": False, "busy_ms": 1,
        })  # fmt: skip
        other = apsw.Connection(str(line.data / "desk.db"))
        other.execute("BEGIN IMMEDIATE")
        said = line("note", number, "x")
        other.execute("ROLLBACK")
        other.close()
        assert said.code == 75


class TestImport:
    def write(self, line: Line, name: str, text: str) -> str:
        line.data.mkdir(parents=True, exist_ok=True)
        file = line.data.parent / name
        file.write_text(text, encoding="utf-8")
        return str(file)

    def test_rows_come_in_once(self, line: Line) -> None:
        file = self.write(line, "people.csv", "Name,Email\nAnn,ann@a.example\nBo,bo@b.example\n")
        first = line.json("import", file)["files"]
        assert [set(one) for one in first] == [
            {"file", "kind", "rows", "imported", "updated", "unchanged", "rejected",
             "rejected_file"}
        ]  # fmt: skip
        assert (first[0]["kind"], first[0]["imported"]) == ("customers", 2)
        assert line.json("import", file)["files"][0]["unchanged"] == 2
        assert "2 unchanged" in line.ok("import", file).out

    def test_a_dry_run_shows_the_columns_and_keeps_nothing(self, line: Line) -> None:
        file = self.write(line, "people.csv", "Name,Email,Shoe\nAnn,ann@a.example,38\n")
        (found,) = line.json("import", file, "--dry-run")["files"]
        assert found["columns"]["Email"] == "email"
        said = line.ok("import", file, "--dry-run").out
        assert "Shoe    left out" in said
        assert "1 would be imported" in said
        assert line.json("find", "ann@a.example") == []

    def test_rejected_rows_are_kept_beside_the_file(self, line: Line) -> None:
        file = self.write(line, "people.csv", "Name,Email\nAnn,ann@a.example\nBo\n")
        said = line.ok("import", file)
        assert "1 imported" in said.out
        assert "row 3: the row has 1 fields" in said.err
        kept = Path(f"{file}.rejected.csv")
        assert f"The rejected rows are in {kept}." in said.err
        assert "Bo" in kept.read_text(encoding="utf-8")
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    def test_files_that_cannot_come_in_each_have_a_sentence(self, line: Line) -> None:
        odd = self.write(line, "odd.csv", "a,b\n1,2\n")
        good = self.write(line, "people.csv", "Name,Email\nAnn,ann@a.example\n")
        said = line("import", odd, "/nix/nix.csv", good, "--json")
        assert said.code == 1
        files = said.document["files"]
        assert ["error" in one for one in files] == [True, True, False]
        assert len(line("import", odd, "/nix/nix.csv").err.splitlines()) == 2

    def test_a_wrong_map_is_78_with_its_line(self, line: Line) -> None:
        file = self.write(line, "people.csv", "Name,Email\nAnn,ann@a.example\n")
        mapping = self.write(line, "map.toml", 'kind = "customers"\nsauce = "shop"\n')
        said = line("import", file, "--map", mapping)
        assert said.code == 78
        assert "map.toml:2" in said.err

    def test_the_shared_customers(self, line: Line) -> None:
        file = shared("data/northwind/customers.csv")
        (found,) = line.json("import", str(file))["files"]
        assert (found["kind"], found["imported"], found["rejected"]) == ("customers", 93, 0)


class TestDemo:
    def test_it_is_built_once_and_then_opened(self, line: Line) -> None:
        built = line.json("demo", "--tickets", "20", "--build-only")
        assert built["data"] == str(line.data / "demo")
        assert line.json("--data", str(line.data / "demo"), "queue")
        before = (line.data / "demo" / "desk.db").stat().st_mtime_ns
        assert line.ok("demo").code == 0
        assert [one.data for one in line.opened] == [line.data / "demo"]
        line.ok("demo", "--tickets", "20")
        assert (line.data / "demo" / "desk.db").stat().st_mtime_ns == before
        line.ok("demo", "--tickets", "10")
        assert (line.data / "demo" / "desk.db").stat().st_mtime_ns != before
        assert modes(line.data) == {}
        assert not (line.data / "desk.db").exists()

    def test_a_sample_that_is_open_is_not_replaced(self, line: Line) -> None:
        line.ok("demo", "--tickets", "10", "--build-only")
        lock = InstanceLock(Places(line.data / "demo", line.config).lock)
        lock.acquire()
        said = line("demo", "--tickets", "11", "--build-only")
        lock.release()
        assert said.code == 75

    @pytest.mark.parametrize("size", ["0", "-1", "x", "99999999999"])
    def test_sizes(self, line: Line, size: str) -> None:
        assert line("demo", f"--tickets={size}", "--build-only").code == 2


def test_a_state_file_of_another_store_is_noticed(line: Line) -> None:
    line.ticket()
    state = line.data / "state.json"
    told = json.loads(state.read_text(encoding="utf-8"))
    state.write_text(json.dumps(told | {"uid": "other"}), encoding="utf-8")
    assert line("queue").code == 1
    assert line("verify", "--json").document["ok"] is False
