"""From every schema there ever was to the present one, whole or not at all, whoever else starts."""

import os
import signal
import stat
from pathlib import Path

import apsw
import pytest

from csr_desk import errors
from csr_desk.actions import message, outbox
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.config import Config
from csr_desk.paths import Places
from csr_desk.reports import verify
from csr_desk.store import backup, migrations, steps, tickets
from csr_desk.store.connection import Store
from csr_desk.store.steps import Tell, untold
from tests.desk import START, Hands
from tests.store.fixtures import old_store, versions
from tests.store.forks import Child, race
from tests.store.steps import SECOND_SCHEMA, with_second_schema

PRESENT = migrations.latest()
NEXT = PRESENT + 1
BROKEN = SECOND_SCHEMA + "INSERT INTO nowhere VALUES (1);"


def opened(folder: Path, seed: int = 5, tell: Tell = untold) -> Desk:
    hands = Hands()
    hands.rng.seed(seed)
    places = Places(folder, folder / "config.toml")
    seconds = lambda: hands.seconds + 200  # noqa: E731
    return open_desk(places, Config(), lambda: START, seconds, hands.boot, hands.uid, tell=tell)


def schema(store: Store) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in store.all("SELECT name, sql FROM sqlite_schema ORDER BY 1")]


def texts(path: Path) -> list[object]:
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    found = list(
        db.execute("SELECT id, body FROM message UNION ALL SELECT id, subject FROM ticket")
    )
    db.close()
    return found


def test_every_schema_before_has_a_fixture() -> None:
    assert versions() == [number for number, _, _ in migrations.scripts()]


@pytest.mark.parametrize("version", versions())
def test_every_schema_migrates_to_the_present_one(tmp_path: Path, version: int) -> None:
    path = old_store(tmp_path, version)
    before = texts(path)
    desk = opened(tmp_path)
    fresh = opened(tmp_path / "fresh")
    assert schema(desk.store) == schema(fresh.store)
    fresh.store.close()
    assert texts(path) == before
    assert outbox.counts(desk) == {"waiting": 1, "queued": 1}
    assert [one.body for one in tickets.messages(desk.store, 1)][-1] == "It arrives on Friday."
    checks = verify.run(
        desk.store, desk.places.anchor, desk.store.value("SELECT max(at) FROM event")
    )
    assert [check for check in checks if not check.ok] == []
    message.note(desk, 1, "and work goes on")
    desk.store.close()


def test_an_older_store_is_backed_up_and_then_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_store(tmp_path)
    before = texts(path)
    with_second_schema(monkeypatch)
    desk = opened(tmp_path)
    assert migrations.version(desk.store) == NEXT
    assert desk.store.value("SELECT count(*) FROM second") == 3
    assert desk.store.value(
        "SELECT value FROM meta WHERE key = ?", f"migration:{NEXT:04}_later.sql"
    )
    desk.store.close()
    kept = tmp_path / "backups" / f"before-schema-{NEXT}.db"
    assert backup.inspect(kept) is None
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert texts(kept) == before == texts(path)
    reader = Store(kept, read_only=True)
    assert migrations.version(reader) == PRESENT
    reader.close()


def test_an_older_store_tells_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_store(tmp_path, 2)
    monkeypatch.setattr(backup, "PAGES", 20)
    monkeypatch.setattr(steps, "OFTEN", 50)
    heard: list[tuple[str, float | None]] = []
    opened(tmp_path, tell=lambda *told: heard.append(told)).store.close()
    copied = [share for what, share in heard if what == "Keeping a copy of the store"]
    assert len(copied) > 3
    assert copied == sorted(copied, key=lambda share: share or 0.0)
    assert all(share is not None and 0 < share < 1 for share in copied)
    rest = [what for what, share in heard if share is None]
    assert list(dict.fromkeys(rest)) == ["Checking the copy", "Bringing the store up to date"]
    assert rest.count("Checking the copy") > 1 < rest.count("Bringing the store up to date")
    heard.clear()
    opened(tmp_path, tell=lambda *told: heard.append(told)).store.close()
    assert heard == []


def test_a_present_store_is_neither_changed_nor_backed_up(tmp_path: Path) -> None:
    opened(tmp_path).store.close()
    before = (tmp_path / "desk.db").read_bytes()
    opened(tmp_path).store.close()
    assert (tmp_path / "desk.db").read_bytes() == before
    assert not (tmp_path / "backups").exists()


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = old_store(tmp_path)
    db = apsw.Connection(str(path))
    db.execute("PRAGMA user_version=70; CREATE TABLE of_the_future (x)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(errors.NewerStore, match=f"has schema 70; this program knows {PRESENT}"):
        opened(tmp_path)
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_old_store_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_store(tmp_path)
    before = texts(path)
    with monkeypatch.context() as patch:
        with_second_schema(patch, BROKEN)
        with pytest.raises(errors.DeskError):
            opened(tmp_path)
    desk = opened(tmp_path)
    assert migrations.version(desk.store) == PRESENT
    assert desk.store.value("SELECT count(*) FROM sqlite_schema WHERE name = 'second'") == 0
    assert desk.store.value("PRAGMA integrity_check") == "ok"
    assert texts(path) == before
    desk.store.close()
    with_second_schema(monkeypatch)
    desk = opened(tmp_path)
    assert migrations.version(desk.store) == NEXT
    desk.store.close()


@pytest.mark.parametrize("after", range(6))
def test_a_kill_in_the_middle_leaves_the_old_store_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    path = old_store(tmp_path)
    steps = SECOND_SCHEMA.strip().split(";")
    steps.insert(after, "\nSELECT die()")
    with_second_schema(monkeypatch, ";".join(steps))

    def work() -> str:
        store = Store(path)
        store.db.create_scalar_function("die", lambda: os.kill(os.getpid(), signal.SIGKILL), 0)
        migrations.migrate(store, 1, lambda: "uid", lambda version: None)
        return "migrated"

    assert Child(work).result() == (-signal.SIGKILL, "")
    store = Store(path)
    assert migrations.version(store) == PRESENT
    assert store.value("PRAGMA integrity_check") == "ok"
    assert store.value("SELECT count(*) FROM sqlite_schema WHERE name = 'second'") == 0
    store.close()


def test_processes_that_migrate_at_once_do_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_store(tmp_path)
    with_second_schema(monkeypatch)

    def work(number: int) -> str:
        desk = opened(tmp_path, number)
        said = f"{migrations.version(desk.store)} {desk.store.value('SELECT count(*) FROM second')}"
        desk.store.close()
        return said

    assert race(8, work) == [(0, f"{NEXT} 3")] * 8
    assert [path.name for path in (tmp_path / "backups").iterdir()] == [f"before-schema-{NEXT}.db"]


def test_forty_first_starts_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"

    def work(number: int) -> str:
        desk = opened(folder, number)
        with desk.store.transaction():
            desk.store.insert("team", name=f"team {number}")
        uid = desk.store.value("SELECT value FROM meta WHERE key = 'uid'")
        desk.store.close()
        return str(uid)

    results = race(40, work)
    assert [said for code, said in results if code] == []
    assert len({said for _, said in results}) == 1, "one store, one name"
    desk = opened(folder)
    assert desk.store.value("SELECT count(*) FROM team") == 40
    desk.store.close()


def test_the_last_fixture_has_a_row_in_every_table_of_the_sync(tmp_path: Path) -> None:
    """A migration to come is tried on rows, not on empty tables."""
    old_store(tmp_path)
    store = Store(tmp_path / "desk.db")
    sync = [row[0] for row in store.all(_SYNC_TABLES)]
    assert len(sync) >= 13
    assert [name for name in sync if not store.value(f"SELECT count(*) FROM {name}")] == []
    store.close()


_SYNC_TABLES = (
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name LIKE 'remote_%' OR name IN"
    " ('account', 'sync_cursor', 'bundle', 'conflict', 'ticket_field', 'attachment'))"
)
