from collections.abc import Iterator
from itertools import count
from pathlib import Path

import apsw
import pytest

from bench import desk, gen
from bench.peers import fdatasync_loop, naive_bm25
from csr_desk import errors
from csr_desk.store import migrations, search
from csr_desk.store.connection import Store

TICKETS = 12


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / desk.DATABASE).touch()
    made = Store(tmp_path / desk.DATABASE)
    numbers = count()
    migrations.migrate(made, 1_762_000_000_000, lambda: f"u{next(numbers)}", lambda _: None)
    with made.transaction():
        if made.value("SELECT 1 FROM agent WHERE id = 1") is None:
            made.insert("agent", id=1, name="Ada")
        made.insert("customer", id=1, uid="c", name="Maria", created_at=1, updated_at=1)
        for number in range(1, TICKETS + 1):
            made.insert(
                "ticket",
                id=number,
                uid=f"t{number}",
                reference=str(number),
                subject="parcel",
                customer_id=1,
                channel="phone",
                created_at=1,
                updated_at=1,
            )
            made.insert(
                "message",
                uid=f"m{number}",
                ticket_id=number,
                at=1,
                kind="public",
                author_kind="customer",
                author="Maria",
                channel="phone",
                body="parcel " + ("refund" if number % 3 == 0 else "late"),
                state="received",
            )
    yield made
    made.close()


def test_wrap_ups_are_committed_by_the_real_actions(store: Store) -> None:
    taken = desk.wrap_up_times(store, 5)
    assert len(taken) == 5
    assert min(taken) > 0
    assert store.value("SELECT count(*) FROM wrap_up") == 5
    assert store.value("SELECT count(*) FROM interaction WHERE wrapped_at IS NOT NULL") == 5
    more = desk.wrap_up_times(store, 2)
    assert len(more) == 2
    assert store.value("SELECT count(*) FROM segment WHERE to_at IS NULL") == 1


def test_tickets_are_read_with_their_conversation(store: Store) -> None:
    assert len(desk.open_ticket_times(store, 20)) == 20


def test_words_come_most_frequent_first_and_both_searches_take_them(
    store: Store, tmp_path: Path
) -> None:
    words = desk.words(tmp_path)
    assert words[:3] == ["parcel", "late", "refund"]
    assert len(desk.find_times(store, words)) == 3
    assert len(desk.find_times(store, words, best_first=True)) == 3
    assert len(naive_bm25.times(store.db, [f'"{word}"' for word in words])) == 3
    assert {hit.id for hit in search.find(store, "refund", desk.FIFTY)} == {12, 9, 6, 3}


def test_reading_leaves_a_read_only_store_as_it_is(store: Store, tmp_path: Path) -> None:
    reader = desk.open_store(tmp_path)
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("DELETE FROM ticket")
    reader.close()


def test_the_durable_floor_is_measured_for_each_write(tmp_path: Path) -> None:
    taken = fdatasync_loop.times(tmp_path, 3)
    assert len(taken) == 3
    assert (tmp_path / "floor").stat().st_size == 3 * len(fdatasync_loop.BLOCK)


def test_the_command_is_the_desk_on_that_folder(tmp_path: Path) -> None:
    assert desk.command(tmp_path)[1:] == ["-m", "csr_desk", "--data", str(tmp_path)]


def test_schema_hash_follows_names_and_texts(tmp_path: Path) -> None:
    (tmp_path / "0001.sql").write_text("one")
    first = gen.schema_hash(tmp_path)
    assert gen.schema_hash(tmp_path) == first
    (tmp_path / "0001.sql").write_text("two")
    second = gen.schema_hash(tmp_path)
    (tmp_path / "0002.sql").write_text("")
    assert len({first, second, gen.schema_hash(tmp_path)}) == 3


def test_a_store_is_made_once_and_copied_for_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def make(database: Path, tickets: int, **_: object) -> None:
        made.append(tickets)
        database.write_text("rows")

    monkeypatch.setattr(gen, "cache", lambda: tmp_path)
    monkeypatch.setattr(gen, "make", make)
    kept = gen.store(50)
    assert gen.store(50) == kept
    assert made == [50]
    copy = gen.working_copy(50, tmp_path)
    (copy / desk.DATABASE).write_text("changed")
    assert (gen.working_copy(50, tmp_path) / desk.DATABASE).read_text() == "rows"


def test_a_store_that_cannot_be_made_says_why_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(*_: object, **__: object) -> None:
        raise errors.DiskFull("The disk is full")

    monkeypatch.setattr(gen, "cache", lambda: tmp_path)
    monkeypatch.setattr(gen, "make", make)
    with pytest.raises(gen.Unavailable, match="The disk is full"):
        gen.store(50)
    assert list(tmp_path.iterdir()) == []
