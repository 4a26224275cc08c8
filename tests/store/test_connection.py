"""The store's door: pragmas, transactions whole or not at all, errors in the desk's own words."""

from pathlib import Path

import apsw
import pytest

from csr_desk import errors
from csr_desk.store.connection import Store, engine_is_safe
from tests.desk import TestDesk


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.6.23", False),
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.45.0", False),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.52", True),
        ("4.0.0", True),
    ],
)
def test_engines_with_the_wal_reset_bug_are_refused(version: str, safe: bool) -> None:
    assert engine_is_safe(version) is safe


def test_an_old_engine_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.40.1")
    with pytest.raises(errors.EngineTooOld, match=r"3\.40\.1"):
        Store(tmp_path / "desk.db")


def test_the_pragmas_the_promises_rest_on(hand: TestDesk) -> None:
    found = {
        name: hand.store.value(f"PRAGMA {name}")
        for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_every_table_is_strict(hand: TestDesk) -> None:
    loose = hand.store.all(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%_fts%'"
    )
    assert loose == []


def test_a_failed_transaction_leaves_nothing(hand: TestDesk) -> None:
    def fail() -> None:
        with hand.store.transaction():
            hand.store.insert("team", name="Returns")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert hand.store.value("SELECT count(*) FROM team") == 0
    assert not hand.store.db.in_transaction


def test_a_failure_inside_an_inner_transaction_undoes_the_outer_one(hand: TestDesk) -> None:
    def fail() -> None:
        with hand.store.transaction():
            hand.store.insert("team", name="Returns")
            with hand.store.transaction():
                hand.store.insert("team", name="Billing")
                raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        fail()
    assert hand.store.value("SELECT count(*) FROM team") == 0


def test_a_write_beside_another_programs_write_says_busy(hand: TestDesk) -> None:
    other = apsw.Connection(str(hand.store.path))
    other.execute("BEGIN IMMEDIATE")
    hand.store.db.set_busy_timeout(1)
    with pytest.raises(errors.Busy), hand.store.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()


def test_a_full_disk_keeps_what_was_there(hand: TestDesk) -> None:
    pages = hand.store.value("PRAGMA page_count")
    hand.store.db.execute(f"PRAGMA max_page_count={pages + 2}")

    def fill() -> None:
        with hand.store.transaction():
            for number in range(2000):
                hand.store.insert("team", name=f"team {number} {'x' * 500}")

    with pytest.raises(errors.DiskFull, match="nothing was changed"):
        fill()
    assert hand.store.value("SELECT count(*) FROM team") == 0
    assert hand.store.value("PRAGMA integrity_check") == "ok"


def test_a_read_only_connection_refuses_to_write(hand: TestDesk) -> None:
    reader = Store(hand.store.path, read_only=True)
    with pytest.raises(errors.StoreReadOnly), reader.transaction():
        reader.insert("team", name="Returns")
    reader.close()


@pytest.mark.parametrize(
    "content", [b"not a database at all, just a letter\n" * 40, b"\x00" * 8192]
)
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "desk.db"
    path.write_bytes(content)
    with pytest.raises(errors.StoreError):
        Store(path)
    assert path.read_bytes() == content
