"""The power fails at any step of four kinds of work: nothing promised is lost, no file is broken.

`CSR_DESK_CUTS` asks for more images of each work than the quick run makes.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw
import pytest

from csr_desk import errors
from csr_desk.actions import draft, interaction, message, wrap_up
from csr_desk.domain.models import Channel, DraftKind
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import verify
from csr_desk.store import anchor, connection, migrations
from csr_desk.store.connection import Store
from tests.crash.power_cut import Platter, Record, Step, cuts, recording
from tests.desk import Hands, TestDesk
from tests.store.fixtures import old_store
from tests.store.steps import with_second_schema

IMAGES = int(os.environ.get("CSR_DESK_CUTS", "250"))
VERIFY_EACH = 10


@dataclass(frozen=True)
class Promise:
    """A query that returns 1 on every disk after the promise was made."""

    sql: str
    values: tuple[object, ...] = ()


Work = Callable[[TestDesk, Record], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a small store, closed."""
    data = tmp_path / "data"
    data.mkdir()
    hand = TestDesk(data)
    hand.session.begin()
    for number in range(12):
        hand.ticket(f"Parcel {number}", body="Where is it? " * 20)
    anchor.write(hand.store, hand.places.anchor)
    close(hand)
    return data


def close(hand: TestDesk) -> None:
    hand.heartbeat.close()
    hand.store.close()


def record(folder: Path, work: Work, *, checkpoint: int = 20) -> Record:
    """Let a desk work on a recorded disk; small logs, so that checkpoints fall in between."""
    with recording(folder) as found:
        hand = TestDesk(folder, Hands(rng=random.Random(8)))
        hand.store.db.execute(f"PRAGMA wal_autocheckpoint={checkpoint}").fetchall()
        work(hand, found)
        close(hand)
    return found


def log_contacts(hand: TestDesk, found: Record) -> None:
    """From the opened contact to the wrap-up, again and again."""
    for ticket_id in range(1, 6):
        one = interaction.open_contact(hand.desk, ticket_id, Channel.EMAIL)
        found.ack(Promise("SELECT 1 FROM interaction WHERE id = ?", (one.id,)))
        hand.wait(20)
        text = f"answer to {ticket_id}"
        draft.save(hand.desk, ticket_id, DraftKind.REPLY, text, 3)
        found.ack(
            Promise(
                "SELECT EXISTS (SELECT 1 FROM draft WHERE ticket_id = ?1 AND body = ?2) OR EXISTS"
                " (SELECT 1 FROM message WHERE ticket_id = ?1 AND body = ?2)",
                (ticket_id, text),
            )
        )
        posted = message.reply(hand.desk, ticket_id, text, interaction_id=one.id)
        found.ack(Promise("SELECT 1 FROM operation WHERE uid = ?", (posted.operation,)))
        wrap_up.commit(hand.desk, one.id, WrapUp("order/late", "pending_customer"))
        found.ack(Promise("SELECT 1 FROM wrap_up WHERE interaction_id = ?", (one.id,)))
        hand.wait(5, tick=True)
    anchor.write(hand.store, hand.places.anchor)
    found.whole_file("state.json", hand.places.anchor.read_bytes())


def take_pages(hand: TestDesk, found: Record) -> None:
    """Pages of messages, each stored together with its cursor."""
    for page in range(1, 9):
        with hand.store.transaction():
            for number in range(25):
                message.receive(hand.desk, number % 12 + 1, f"page {page} {number}", author="Ann")
            hand.store.execute("INSERT OR REPLACE INTO meta VALUES ('cursor', ?)", page)
        found.ack(Promise("SELECT value >= ? FROM meta WHERE key = 'cursor'", (page,)))


def erase(hand: TestDesk, found: Record) -> None:
    """Texts go from tables, index and free pages; then the file shrinks."""
    for ticket_id in range(1, 4):
        with hand.store.transaction():
            hand.store.execute("DELETE FROM message WHERE ticket_id = ?", ticket_id)
            hand.store.execute("UPDATE ticket SET subject = '(erased)' WHERE id = ?", ticket_id)
        hand.store.execute("INSERT INTO message_fts(message_fts) VALUES ('optimize')")
        hand.store.all("PRAGMA wal_checkpoint(TRUNCATE)")
        hand.store.execute("VACUUM")
        hand.store.all("PRAGMA wal_checkpoint(TRUNCATE)")
        found.ack(Promise("SELECT count(*) = 0 FROM message WHERE ticket_id = ?", (ticket_id,)))


def whole_pages(store: Store) -> bool:
    """Tell whether the messages are those of whole pages, as the cursor says."""
    pages = store.value("SELECT value FROM meta WHERE key = 'cursor'") or 0
    return bool(store.value("SELECT count(*) FROM message WHERE body LIKE 'page %'") == pages * 25)


@contextmanager
def disk(folder: Path, files: dict[str, bytearray]) -> Iterator[Path]:
    """Lay an image down in a folder and take it away again."""
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        yield folder / "desk.db"
    finally:
        for path in folder.iterdir():
            path.unlink()


@dataclass
class Losses:
    """What was found on the disks."""

    images: int = 0
    corrupt: int = 0
    lost: int = 0
    wrong: int = 0


def survey(
    found: Record,
    folder: Path,
    number: int = IMAGES,
    whole: Callable[[Store], bool] = lambda store: True,
) -> Losses:
    """Cut the power again and again and count what the disks do not hold."""
    losses = Losses()
    folder.mkdir()

    def look(cut: int, files: dict[str, bytearray]) -> None:
        losses.images += 1
        with disk(folder, files) as database:
            try:
                store = Store(database)
            except errors.StoreError:
                losses.corrupt += 1
                return
            try:
                inspect(store, cut)
            except (apsw.Error, errors.StoreError):
                losses.corrupt += 1
            finally:
                store.close()

    def inspect(store: Store, cut: int) -> None:
        store.all("PRAGMA synchronous=OFF")  # the image itself need not be safe
        if store.value("PRAGMA integrity_check(1)") != "ok":
            losses.corrupt += 1
            return
        kept = [store.value(one.sql, *one.values) == 1 for one in found.promises(cut)]
        losses.lost += not all(kept) or anchor.check(store, folder / "state.json") is not None
        losses.wrong += not whole(store)
        if losses.images % VERIFY_EACH == 0:
            now = store.value("SELECT max(at) FROM event") // 1000 * 1000 + 1000
            checks = verify.run(store, folder / "state.json", now)
            losses.wrong += any(not check.ok for check in checks if check.name != "schema")

    cuts(found, number, 1, look)
    return losses


@pytest.mark.parametrize(
    ("work", "whole"),
    [(log_contacts, lambda store: True), (take_pages, whole_pages), (erase, lambda store: True)],
    ids=["log", "pages", "erase"],
)
def test_nothing_promised_is_lost(
    tmp_path: Path, folder: Path, work: Work, whole: Callable[[Store], bool]
) -> None:
    found = record(folder, work)
    assert survey(found, tmp_path / "image", whole=whole) == Losses(images=IMAGES)


def test_a_migration_is_there_as_a_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    old_store(data)
    last = migrations.latest()
    with_second_schema(monkeypatch)
    with recording(data) as found:
        store = Store(data / "desk.db")
        found.ack(Promise(f"SELECT user_version IN ({last}, {last + 1}) FROM pragma_user_version"))
        migrations.migrate(store, 1, lambda: "uid", lambda version: None)
        found.ack(Promise(f"SELECT user_version = {last + 1} FROM pragma_user_version"))
        store.close()

    def whole(store: Store) -> bool:
        tables = "SELECT count(*) FROM sqlite_schema WHERE name = 'second'"
        columns = "SELECT count(*) FROM pragma_table_info('ticket') WHERE name = 'colour'"
        there = migrations.version(store) == last + 1
        if (store.value(tables), store.value(columns)) != (there, there):
            return False
        migrations.migrate(store, 2, lambda: "uid", lambda version: None)
        return bool(store.value("SELECT count(*) FROM second") == 3)

    assert survey(found, tmp_path / "image", whole=whole) == Losses(images=IMAGES)


@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_a_weaker_promise_of_the_engine_is_caught(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    weaker = [p.replace("synchronous=FULL", f"synchronous={level}") for p in connection._PRAGMAS]
    monkeypatch.setattr(connection, "_PRAGMAS", tuple(weaker))
    found = record(folder, log_contacts, checkpoint=1000)
    losses = survey(found, tmp_path / "image", 60)
    assert losses.lost + losses.corrupt >= 20, losses


def test_a_promise_made_before_the_commit_is_caught(tmp_path: Path, folder: Path) -> None:
    def hasty(hand: TestDesk, found: Record) -> None:
        for number in range(20):
            with hand.store.transaction():
                hand.store.insert("team", name=f"team {number}")
                found.ack(Promise("SELECT 1 FROM team WHERE name = ?", (f"team {number}",)))

    assert survey(record(folder, hasty), tmp_path / "image", 60).lost > 0


def test_the_first_start_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    data, image = tmp_path / "data", tmp_path / "image"
    data.mkdir()
    image.mkdir()
    with recording(data) as found:
        (data / "desk.db").touch()
        made = Store(data / "desk.db")
        migrations.migrate(made, 1, lambda: "uid", lambda version: None)
        made.close()
    opened = 0

    def look(cut: int, files: dict[str, bytearray]) -> None:
        nonlocal opened
        with disk(image, files) as database:
            database.touch()
            store = Store(database)
            migrations.migrate(store, 2, lambda: "uid", lambda version: None)
            assert store.value("PRAGMA integrity_check") == "ok"
            opened += 1
            store.close()

    cuts(found, 40, 3, look)
    assert opened == 40


def test_the_harness_keeps_what_was_synced_and_gambles_with_the_rest() -> None:
    found = Record({"a": b"old"})
    found.steps = [Step("write", "a", 0, b"new"), Step("sync", "a"), Step("write", "a", 0, b"NEW")]
    platter = Platter(found)
    platter.forward(1)
    rng = random.Random(1)
    assert {bytes(platter.image(rng)["a"]) for _ in range(50)} == {b"old", b"new"}
    platter.forward(3)
    assert {bytes(platter.image(rng)["a"]) for _ in range(50)} == {b"new", b"NEW"}
