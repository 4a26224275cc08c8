"""Backups, the anchor, the lock and `verify`: what was written is there, or the desk says so."""

import os
import stat
from pathlib import Path

import apsw
import pytest

from csr_desk import errors
from csr_desk.domain.instants import DAY, HOUR
from csr_desk.reports import verify
from csr_desk.store import anchor, backup
from csr_desk.store.lock import InstanceLock
from tests.desk import TestDesk


def failing(hand: TestDesk) -> list[str]:
    checks = verify.run(hand.store, hand.places.anchor, hand.desk.second())
    return [check.name for check in checks if not check.ok]


def test_a_backup_reads_back_and_is_private(hand: TestDesk) -> None:
    hand.ticket("Where is my parcel")
    target = backup.write(hand.store, hand.folder / "backups" / "one.db")
    assert backup.inspect(target) is None
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    copy = apsw.Connection(str(target), flags=apsw.SQLITE_OPEN_READONLY)
    assert next(iter(copy.execute("SELECT subject FROM ticket")))[0] == "Where is my parcel"
    copy.close()


def test_a_backup_never_replaces_a_file(hand: TestDesk) -> None:
    target = hand.folder / "one.db"
    target.write_text("mine")
    with pytest.raises(errors.Refused):
        backup.write(hand.store, target)
    assert target.read_text() == "mine"


def test_one_backup_a_day_and_seven_of_them(hand: TestDesk) -> None:
    start = hand.desk.now()
    folder = hand.places.backups
    assert backup.daily(hand.store, folder, start) is not None
    assert backup.daily(hand.store, folder, start + HOUR) is None
    for day in range(1, 10):
        assert backup.daily(hand.store, folder, start + day * DAY) is not None
    assert len(list(folder.glob("*-daily.db"))) == backup.KEEP


def test_restore_moves_the_damaged_file_aside(hand: TestDesk) -> None:
    hand.ticket("Kept")
    target = backup.write(hand.store, hand.folder / "one.db")
    hand.store.close()
    database = hand.places.database
    database.write_bytes(b"broken")
    aside = backup.restore(target, database, 17)
    assert aside is not None
    assert aside.read_bytes() == b"broken"
    again = TestDesk(hand.folder, hand.hands)
    assert again.store.value("SELECT subject FROM ticket") == "Kept"
    assert failing(again) == []
    again.store.close()


def test_a_bad_backup_is_not_restored(hand: TestDesk) -> None:
    bad = hand.folder / "bad.db"
    bad.write_bytes(b"SQLite format 3\x00" + os.urandom(4096))
    before = hand.places.database.read_bytes()
    with pytest.raises(errors.DamagedStore):
        backup.restore(bad, hand.places.database, 1)
    assert hand.places.database.read_bytes() == before


def test_the_anchor_notices_an_emptied_store(hand: TestDesk) -> None:
    hand.ticket()
    anchor.write(hand.store, hand.places.anchor)
    hand.places.database.rename(hand.folder / "gone")
    with pytest.raises(errors.DamagedStore, match="gone"):
        anchor.expect_store(hand.places.database, hand.places.anchor)
    hand.places.database.touch()
    with pytest.raises(errors.DamagedStore, match="empty"):
        anchor.expect_store(hand.places.database, hand.places.anchor)


def test_the_anchor_notices_a_log_that_was_cut(hand: TestDesk) -> None:
    backup.write(hand.store, hand.folder / "early.db")
    hand.ticket()
    anchor.write(hand.store, hand.places.anchor)
    assert failing(hand) == []
    hand.store.close()
    backup.restore(hand.folder / "early.db", hand.places.database, 1)
    again = TestDesk(hand.folder, hand.hands)
    assert failing(again) == ["anchor"]
    again.store.close()


def test_verify_is_content_with_a_days_work(hand: TestDesk) -> None:
    hand.ticket()
    assert failing(hand) == []


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("DROP TRIGGER event_no_update; UPDATE event SET data = '{}' WHERE seq = 2", "event chain"),
        ("DROP TRIGGER event_no_delete; DELETE FROM event WHERE seq = 2", "event chain"),
        ("UPDATE ticket_count SET n = n + 1", "counts"),
        ("UPDATE segment SET from_at = from_at + 1000", "timeline"),
        ("PRAGMA foreign_keys=OFF; DELETE FROM customer", "references"),
        (
            "INSERT INTO message_fts(message_fts, rowid, body) VALUES ('delete', 1, 'hello there')",
            "search index",
        ),
        ("UPDATE interaction SET wrapped_at = 1, ended_at = 1", "wrap-ups"),
    ],
)
def test_verify_finds_damage(hand: TestDesk, damage: str, check: str) -> None:
    from csr_desk.actions import interaction
    from csr_desk.domain.models import Channel

    one = hand.ticket(body="hello there")
    interaction.open_contact(hand.desk, one, Channel.EMAIL)
    hand.wait(30)
    hand.store.db.execute(damage)
    assert check in failing(hand)


def test_the_event_log_refuses_to_be_changed(hand: TestDesk) -> None:
    hand.ticket()
    for damage in ("UPDATE event SET kind = 'x'", "DELETE FROM event"):
        with pytest.raises(apsw.ConstraintError, match="append-only"):
            hand.store.execute(damage)


def test_a_second_desk_is_told_who_holds_the_store(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path / "lock"), InstanceLock(tmp_path / "lock")
    first.acquire()
    with pytest.raises(errors.Busy, match=str(os.getpid())):
        second.acquire()
    first.release()
    second.acquire()
    second.release()
