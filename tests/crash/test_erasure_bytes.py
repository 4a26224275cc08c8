"""After an erasure no byte of the person stands in any file of the data folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import erasure_words, privacy
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import IdentityKind
from csr_desk.store import backup, people
from csr_desk.store.connection import Store
from tests.actions.marked_person import (
    DIGITS,
    MARK,
    Marked,
    chain_holds,
    found_in_files,
    marked_person,
    other_person,
)
from tests.desk import TestDesk

WORDS = (MARK.encode(), DIGITS)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    desk = TestDesk(folder)
    desk.session.begin()
    yield desk
    desk.heartbeat.close()
    desk.store.close()


@pytest.fixture
def marked(hand: TestDesk) -> Marked:
    return marked_person(hand)


def test_database_log_and_backups_hold_no_byte_of_the_person(
    hand: TestDesk, marked: Marked
) -> None:
    now = hand.desk.now()
    backup.write(hand.store, hand.places.backups / backup.name(now - DAY, "daily"))
    backup.write(hand.store, hand.places.backups / backup.name(now, "daily"))
    backup.write(hand.store, hand.places.backups / "before-schema-2.db")
    aside = backup.write(hand.store, hand.folder / "desk.db.before-restore-1")
    before = found_in_files(hand.folder, *WORDS)
    assert {"desk.db-wal", "desk.db.before-restore-1"} <= set(before)
    assert len([name for name in before if name.startswith("backups")]) == 3
    done = privacy.erase(hand.desk, marked.id)
    assert found_in_files(hand.folder, *WORDS) == []
    assert done.left == ()
    assert len(done.removed) == 4
    assert not aside.exists()
    assert done.backup is not None
    assert [path.name for path in hand.places.backups.iterdir()] == [done.backup.name]
    assert backup.inspect(done.backup) is None
    assert b"berta@other.example" in done.backup.read_bytes()
    assert chain_holds(hand)


def test_a_backup_from_before_the_person_stays(hand: TestDesk) -> None:
    other_person(hand)
    old = backup.write(hand.store, hand.places.backups / "desk-20261101-090000-daily.db")
    marked = marked_person(hand)
    done = privacy.erase(hand.desk, marked.id)
    assert (done.removed, done.backup) == ((), None)
    assert old.exists()


def test_a_second_erasure_leaves_the_new_backup_of_the_first(
    hand: TestDesk, marked: Marked
) -> None:
    backup.write(hand.store, hand.places.backups / backup.name(hand.desk.now(), "daily"))
    first = privacy.erase(hand.desk, marked.id)
    again = privacy.erase(hand.desk, marked.id)
    assert (again.removed, again.backup) == ((), None)
    assert first.backup is not None
    assert first.backup.exists()
    other = privacy.erase(hand.desk, marked.other)
    assert other.removed == (first.backup,)
    assert found_in_files(hand.folder, b"berta") == []


def test_a_file_the_desk_does_not_rewrite_is_named(hand: TestDesk, marked: Marked) -> None:
    rejects = hand.places.rejects / "people.csv.rejected.csv"
    rejects.parent.mkdir(mode=0o700)
    rejects.write_text(f"row,why\n1,{MARK.upper()}@mail.example\n", encoding="utf-8")
    broken = hand.places.backups / "desk-20261101-090000-daily.db"
    broken.parent.mkdir(mode=0o700)
    broken.write_bytes(b"no database" * 100)
    done = privacy.erase(hand.desk, marked.id)
    assert [(one.place, one.sort) for one in done.left] == [
        ("rejects/people.csv.rejected.csv", "email")
    ]
    assert done.unreadable == (broken,)
    assert found_in_files(hand.folder, *WORDS) == ["rejects/people.csv.rejected.csv"]


def test_another_persons_message_that_names_them_is_named(hand: TestDesk, marked: Marked) -> None:
    hand.store.execute(
        "INSERT INTO message (uid, ticket_id, at, kind, author_kind, author, channel, body, state)"
        " VALUES ('u', ?, 1, 'public', 'customer', 'Berta', 'email', ?, 'received')",
        marked.other_ticket, f"ask {MARK}@mail.example or 49305550199",
    )  # fmt: skip
    done = privacy.erase(hand.desk, marked.id)
    reference = hand.store.value("SELECT reference FROM ticket WHERE id = ?", marked.other_ticket)
    place = f"message.body of ticket #{reference}"
    assert {(one.place, one.sort) for one in done.left} == {
        (place, "email"), (place, "phone"), ("desk.db", "email"), ("desk.db", "phone")
    }  # fmt: skip


def test_what_a_namesake_has_too_is_not_searched_for_and_said(hand: TestDesk) -> None:
    one, two = (hand.customer("Jürgen Größe") for _ in range(2))
    with hand.store.transaction():
        for each in (one, two):
            people.add_identity(
                hand.store, each, people.NewIdentity(IdentityKind.PHONE, "+49 30 7654321")
            )
    done = privacy.erase(hand.desk, one)
    assert (done.left, done.shared) == ((), ("name", "phone"))
    assert erasure_words.report(done)[2] == (
        "Not searched for, because another customer has it too: name and phone."
    )
    rejects = hand.folder / "list.json"
    rejects.write_text('{"name": "J\\u00fcrgen Gr\\u00f6\\u00dfe"}', encoding="utf-8")
    done = privacy.erase(hand.desk, two)
    assert [(found.place, found.sort) for found in done.left] == [("list.json", "name")]
    rejects.unlink()
    assert found_in_files(hand.folder, "größe".encode(), b"7654321") == []


def test_a_reader_in_the_way_is_told_and_a_second_run_finishes(
    hand: TestDesk, marked: Marked
) -> None:
    hand.store.db.set_busy_timeout(20)
    reader = Store(hand.places.database, read_only=True, busy_ms=20)
    try:
        reader.execute("BEGIN")
        assert reader.value("SELECT count(*) FROM customer") == 3
        first = privacy.erase(hand.desk, marked.id)
        assert first.problem is not None
        assert "in use by another program" in first.problem
    finally:
        reader.close()
    assert privacy.erase(hand.desk, marked.id).problem is None
    assert found_in_files(hand.folder, *WORDS) == []


def test_a_kill_after_the_transaction_is_mended_by_a_second_run(
    hand: TestDesk, marked: Marked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(store: Store) -> None:
        raise KeyboardInterrupt

    backup.write(hand.store, hand.places.backups / backup.name(hand.desk.now(), "daily"))
    monkeypatch.setattr("csr_desk.store.tidying.rewrite", killed)
    with pytest.raises(KeyboardInterrupt):
        privacy.erase(hand.desk, marked.id)
    monkeypatch.undo()
    again = privacy.erase(hand.desk, marked.id)
    assert again.counts == {}
    assert len(again.removed) == 1
    assert found_in_files(hand.folder, *WORDS) == []
