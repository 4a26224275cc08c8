import itertools
import os
from pathlib import Path

import pytest

from csr_desk.demo import load
from csr_desk.demo.make import make
from csr_desk.demo.tables import COLUMNS
from csr_desk.store import events, migrations
from csr_desk.store.connection import Store


def dump(path: Path) -> list[str]:
    store = Store(path, read_only=True)
    lines = []
    for (name,) in store.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%\\_fts%' ESCAPE '\\' ORDER BY name"
    ):
        lines += sorted(f"{name} {row!r}" for row in store.all(f"SELECT * FROM {name}"))
    store.close()
    return lines


def empty_store(path: Path, now: int) -> Store:
    path.touch()
    store = Store(path)
    uids = (f"uid-{number}" for number in itertools.count())
    migrations.migrate(store, now, lambda: next(uids), before=lambda _version: None)
    return store


def test_the_same_seed_size_and_instant_give_the_same_content(tmp_path: Path, now: int) -> None:
    for name in ("one.db", "two.db"):
        make(tmp_path / name, 120, 7, now=now)
    assert dump(tmp_path / "one.db") == dump(tmp_path / "two.db")


def test_another_seed_gives_other_content(tmp_path: Path, now: int) -> None:
    make(tmp_path / "one.db", 40, 1, now=now)
    make(tmp_path / "two.db", 40, 2, now=now)
    assert dump(tmp_path / "one.db") != dump(tmp_path / "two.db")


@pytest.mark.parametrize("tickets", [1, 2, 3, 17])
def test_a_tiny_sample_is_whole(tmp_path: Path, now: int, tickets: int) -> None:
    path = tmp_path / "tiny.db"
    written = make(path, tickets, now=now)
    store = Store(path, read_only=True)
    assert written["ticket"] == store.value("SELECT count(*) FROM ticket") == tickets
    assert store.all("PRAGMA foreign_key_check") == []
    store.close()


def test_the_written_counts_are_the_rows(sample: Store) -> None:
    data = next(events.read(sample, "kind = 'demo.built'")).data
    assert set(data["rows"]) == set(COLUMNS)
    for table, count in data["rows"].items():
        if table != "meta":
            assert sample.value(f"SELECT count(*) FROM {table}") == count
    assert events.broken_at(sample) is None


def test_the_schema_is_as_the_migration_left_it(tmp_path: Path, sample: Store, now: int) -> None:
    fresh = empty_store(tmp_path / "fresh.db", now)
    query = (
        "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 2"
    )
    assert sample.all(query) == fresh.all(query)
    fresh.close()


def test_a_store_in_use_is_refused(tmp_path: Path, now: int) -> None:
    store = empty_store(tmp_path / "used.db", now)
    load.build(store, 3, now=now)
    with pytest.raises(ValueError, match="already holds"):
        load.build(store, 3, now=now)
    store.close()


def test_fewer_than_one_ticket_is_refused(tmp_path: Path, now: int) -> None:
    store = empty_store(tmp_path / "none.db", now)
    with pytest.raises(ValueError, match="at least one"):
        load.build(store, 0, now=now)
    store.close()


def test_the_store_is_durable_again_after_the_build(tmp_path: Path, now: int) -> None:
    store = empty_store(tmp_path / "pragma.db", now)
    load.build(store, 3, now=now)
    assert store.value("PRAGMA synchronous") == 2
    assert store.value("PRAGMA cache_size") == -8192
    store.close()


def test_the_history_hook_sees_the_contacts_before_the_event(tmp_path: Path, now: int) -> None:
    store, seen = empty_store(tmp_path / "hook.db", now), []

    def hook(open_store: Store) -> None:
        seen.append(open_store.value("SELECT count(*) FROM interaction"))
        seen.append(open_store.value("SELECT count(*) FROM event"))

    written = load.build(store, 60, now=now, after_history=hook)
    assert seen == [written["interaction"], 0]
    assert written["interaction"] > 100
    store.close()


def test_progress_ends_at_the_number_asked_for(tmp_path: Path, now: int) -> None:
    told: list[tuple[int, int]] = []
    make(tmp_path / "told.db", 300, now=now, progress=lambda *done: told.append(done))
    assert told[-1] == (300, 300)


def test_make_leaves_one_private_file(tmp_path: Path, now: int) -> None:
    path = tmp_path / "sample.db"
    make(path, 5, now=now)
    assert [entry.name for entry in tmp_path.iterdir()] == ["sample.db"]
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_failed_build_leaves_the_old_file(tmp_path: Path, now: int) -> None:
    path = tmp_path / "sample.db"
    path.write_bytes(b"before")
    with pytest.raises(ValueError, match="at least one"):
        make(path, 0, now=now)
    assert path.read_bytes() == b"before"
    assert os.listdir(tmp_path) == ["sample.db"]


def test_five_thousand_tickets_keep_their_shape(tmp_path: Path, now: int) -> None:
    path = tmp_path / "large.db"
    written = make(path, 5_000, now=now)
    store = Store(path, read_only=True)
    open_share = store.value("SELECT count(*) FROM ticket WHERE status < 4") / 5_000
    mine = store.value("SELECT count(*) FROM ticket WHERE status < 4 AND assignee_id = 1")
    nobody = store.value("SELECT count(*) FROM ticket WHERE status < 4 AND assignee_id IS NULL")
    assert 0.03 < nobody / (5_000 * open_share) < 0.12
    assert 0.15 < open_share < 0.27
    assert 25 <= mine <= 150
    assert 3.0 <= written["message"] / 5_000 <= 6.0
    assert store.value("PRAGMA integrity_check") == "ok"
    store.close()
