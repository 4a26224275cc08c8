"""An encrypted store: no word of it on the disk, one sentence without its key, all else as ever."""

import random
import stat
import traceback
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from csr_desk import errors
from csr_desk.actions import encryption, upkeep
from csr_desk.actions.opening import open_desk
from csr_desk.config import Config, StoreConfig
from csr_desk.domain.instants import DAY
from csr_desk.reports import verify
from csr_desk.secrets import Secret
from csr_desk.store import anchor, backup, cipher, lock, searcher
from csr_desk.store.connection import Store
from tests.desk import Hands, TestDesk

MARK = "Zanzibarmarker"
KEY = Secret(random.Random(3).randbytes(32).hex())
OTHER = Secret(random.Random(4).randbytes(32).hex())


@pytest.fixture(autouse=True)
def forget_the_key() -> Iterator[None]:
    cipher.use(None)
    yield
    cipher.use(None)


@pytest.fixture
def plain(tmp_path: Path) -> TestDesk:
    """A closed plain store with a marked ticket, an anchor and a backup."""
    desk = TestDesk(tmp_path)
    desk.ticket(f"{MARK} one")
    anchor.write(desk.store, desk.places.anchor)
    backup.daily(desk.store, desk.places.backups, desk.desk.now())
    desk.heartbeat.close()
    desk.store.close()
    return desk


@pytest.fixture
def keyed(plain: TestDesk) -> TestDesk:
    """The same, encrypted, and its key forgotten."""
    encryption.encrypt(plain.places, KEY)
    cipher.use(None)
    return plain


def marked(folder: Path) -> list[str]:
    """Return the files of a folder that hold the marker, whole or as the index folds it."""
    words = (MARK.encode(), MARK.lower().encode(), MARK.encode("utf-16-le"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.name for path in files if any(word in path.read_bytes() for word in words))


def subjects(store: Store) -> list[str]:
    return [row[0] for row in store.all("SELECT subject FROM ticket ORDER BY id")]


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "desk.lock"
    }


def test_the_marker_is_where_it_should_go_from(plain: TestDesk) -> None:
    assert len(marked(plain.folder)) == 2  # the store and its backup: the test sees something


def test_no_word_is_left_on_the_disk(plain: TestDesk) -> None:
    done = encryption.encrypt(plain.places, KEY)
    assert (done.store, done.backups, done.left) == (True, 1, ())
    assert marked(plain.folder) == []
    assert sorted(path.name for path in plain.folder.glob("desk.db*")) == ["desk.db"]
    assert stat.S_IMODE(plain.places.database.stat().st_mode) == 0o600


def test_nor_while_it_is_written_to(keyed: TestDesk) -> None:
    cipher.use(KEY)
    again = TestDesk(keyed.folder, keyed.hands)
    again.ticket(f"{MARK} two")
    names = {path.name for path in keyed.folder.iterdir()}
    assert {"desk.db", "desk.db-wal"} <= names
    assert keyed.folder.joinpath("desk.db-wal").stat().st_size > 0
    assert marked(keyed.folder) == []
    hits = searcher.Searcher(keyed.places.database).find(MARK.lower())
    assert hits is not None
    assert len(hits) == 2
    assert again.store.value("PRAGMA temp_store") == 2
    again.store.close()
    assert marked(keyed.folder) == []


def test_a_reader_sorts_in_memory(keyed: TestDesk) -> None:
    cipher.use(KEY)
    reader = Store(keyed.places.database, read_only=True)
    assert reader.value("PRAGMA temp_store") == 2
    reader.close()


def test_what_was_there_is_there(keyed: TestDesk) -> None:
    cipher.use(KEY)
    store = Store(keyed.places.database)
    assert subjects(store) == [f"{MARK} one"]
    assert anchor.check(store, keyed.places.anchor) is None
    checks = verify.run(store, keyed.places.anchor, keyed.desk.now())
    assert [check.name for check in checks if not check.ok] == []
    store.close()


@pytest.mark.parametrize("key", [None, OTHER])
@pytest.mark.parametrize("read_only", [True, False])
def test_without_its_key_it_is_one_sentence_and_stays_as_it_is(
    keyed: TestDesk, key: Secret | None, read_only: bool
) -> None:
    before = everything(keyed.folder)
    cipher.use(key)
    with pytest.raises(errors.SignInNeeded, match=r"is encrypted; the key") as caught:
        Store(keyed.places.database, read_only=read_only)
    assert "\n" not in str(caught.value)
    with pytest.raises(errors.SignInNeeded):
        opened(keyed)
    assert everything(keyed.folder) == before


def test_the_log_of_a_killed_desk_waits_for_the_right_key(keyed: TestDesk) -> None:
    cipher.use(KEY)
    again = TestDesk(keyed.folder, keyed.hands)
    again.ticket(f"{MARK} two")
    again.store.abandon()
    before = everything(keyed.folder)
    assert before["desk.db-wal"]
    cipher.use(OTHER)
    with pytest.raises(errors.SignInNeeded):
        Store(keyed.places.database)
    after = everything(keyed.folder)
    assert {name: after[name] for name in ("desk.db", "desk.db-wal")} == {
        name: before[name] for name in ("desk.db", "desk.db-wal")
    }
    cipher.use(KEY)
    store = Store(keyed.places.database)
    assert subjects(store) == [f"{MARK} one", f"{MARK} two"]
    store.close()


def opened(desk: TestDesk, config: Config | None = None) -> list[str]:
    """Open the desk as the program does, and return the subjects that are in it."""
    hands = Hands()
    found = open_desk(
        desk.places,
        config or Config(),
        lambda: hands.wall,
        lambda: hands.seconds,
        hands.boot,
        hands.uid,
    )
    try:
        return subjects(found.store)
    finally:
        found.store.close()


def test_the_desk_opens_with_the_key(keyed: TestDesk) -> None:
    cipher.use(KEY)
    assert opened(keyed) == [f"{MARK} one"]
    assert opened(keyed, Config(store=StoreConfig(encrypted=True))) == [f"{MARK} one"]
    assert marked(keyed.folder) == []


def test_a_plain_store_is_refused_where_the_settings_ask_for_more(plain: TestDesk) -> None:
    with pytest.raises(errors.ConfigError, match="csr-desk encrypt"):
        opened(plain, Config(store=StoreConfig(encrypted=True)))


def test_upkeep_writes_an_encrypted_backup(keyed: TestDesk) -> None:
    cipher.use(KEY)
    kept = upkeep.daily(keyed.places, keyed.desk.now() + 2 * DAY)
    assert kept.problem is None
    assert kept.backup is not None
    assert cipher.is_encrypted(kept.backup)
    assert marked(keyed.folder) == []


def test_a_backup_keeps_its_age(plain: TestDesk) -> None:
    (before,) = plain.places.backups.iterdir()
    age = before.stat().st_mtime_ns
    encryption.encrypt(plain.places, KEY)
    assert before.stat().st_mtime_ns == age


def test_restore_puts_an_encrypted_backup_in_place(keyed: TestDesk) -> None:
    cipher.use(KEY)
    (copy,) = keyed.places.backups.iterdir()
    aside = backup.restore(copy, keyed.places.database, 17)
    assert aside is not None
    assert cipher.is_encrypted(aside)
    assert marked(keyed.folder) == []
    store = Store(keyed.places.database)
    assert subjects(store) == [f"{MARK} one"]
    store.close()


def test_a_plain_backup_becomes_encrypted_in_place_of_an_encrypted_store(
    plain: TestDesk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = Store(plain.places.database)
    copy = backup.write(store, tmp_path_factory.mktemp("stick") / "one.db")
    store.close()
    encryption.encrypt(plain.places, KEY)
    backup.restore(copy, plain.places.database, 17)
    assert cipher.is_encrypted(plain.places.database)
    assert marked(plain.folder) == []


def test_decrypting_makes_all_plain_again(keyed: TestDesk) -> None:
    cipher.use(KEY)
    done = encryption.decrypt(keyed.places)
    assert (done.store, done.backups, done.left) == (True, 1, ())
    cipher.use(None)
    store = Store(keyed.places.database)
    assert subjects(store) == [f"{MARK} one"]
    assert anchor.check(store, keyed.places.anchor) is None
    store.close()
    assert all(backup.inspect(path) is None for path in keyed.places.backups.iterdir())


def test_encrypted_and_plain_again_any_number_of_times(plain: TestDesk) -> None:
    for _ in range(3):
        encryption.encrypt(plain.places, KEY)
        encryption.decrypt(plain.places)
    encryption.encrypt(plain.places, OTHER)
    assert marked(plain.folder) == []
    store = Store(plain.places.database)
    checks = verify.run(store, plain.places.anchor, plain.desk.now())
    assert [check.name for check in checks if not check.ok] == []
    store.close()


def test_a_second_run_finishes_the_backups_of_one_that_was_cut_off(
    plain: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def cut_off(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(encryption, "_backups", cut_off)
        with pytest.raises(KeyboardInterrupt):
            encryption.encrypt(plain.places, KEY)
    assert len(marked(plain.folder)) == 1
    done = encryption.encrypt(plain.places, KEY)
    assert (done.store, done.backups) == (False, 1)
    assert marked(plain.folder) == []


def test_what_fails_leaves_the_store_as_it_was(
    plain: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differ(*_: object) -> None:
        raise errors.DamagedStore("the copy differs")

    monkeypatch.setattr(encryption, "_compare", differ)
    before = plain.places.backups
    with pytest.raises(errors.DamagedStore):
        encryption.encrypt(plain.places, KEY)
    assert not list(plain.folder.glob("*.converting"))
    assert not any(map(cipher.is_encrypted, (plain.places.database, *before.iterdir())))
    opened(plain)


def test_an_open_store_is_busy(plain: TestDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "WAIT_MS", 20)
    other = Store(plain.places.database)
    with pytest.raises(errors.Busy):
        encryption.encrypt(plain.places, KEY)
    other.close()
    desk = lock.InstanceLock(plain.places.lock)
    desk.acquire()
    with pytest.raises(errors.Busy):
        encryption.encrypt(plain.places, KEY)
    desk.release()
    assert not cipher.is_encrypted(plain.places.database)
    assert encryption.encrypt(plain.places, KEY).store


def test_another_key_is_refused_and_changes_nothing(keyed: TestDesk) -> None:
    before = everything(keyed.folder)
    with pytest.raises(errors.SignInNeeded):
        encryption.encrypt(keyed.places, OTHER)
    assert everything(keyed.folder) == before


def test_what_cannot_be_converted_is_named(plain: TestDesk) -> None:
    broken = plain.places.backups / "broken.db"
    broken.write_bytes(b"no store at all" * 100)
    aside = plain.folder / "desk.db.before-restore-17"
    aside.write_bytes(plain.places.database.read_bytes())
    done = encryption.encrypt(plain.places, KEY)
    assert done.left == (broken, aside)
    assert broken.read_bytes() == b"no store at all" * 100


def test_a_changed_byte_is_seen(keyed: TestDesk) -> None:
    cipher.use(KEY)
    database = keyed.places.database
    data = bytearray(database.read_bytes())
    data[4096 * 3 + 2000] ^= 1
    database.write_bytes(data)
    assert backup.inspect(database) is not None


def test_the_key_is_in_no_error(plain: TestDesk) -> None:
    db = cipher.connect(plain.places.database, apsw.SQLITE_OPEN_READONLY)
    with pytest.raises(errors.CannotMakeStore) as caught:
        cipher.convert(db, plain.folder / "no" / "such" / "folder.db", KEY)
    db.close()
    assert KEY.reveal() not in "".join(traceback.format_exception(caught.value))


def test_a_name_that_looks_like_an_address_is_only_a_name(plain: TestDesk) -> None:
    db = cipher.connect(plain.places.database, apsw.SQLITE_OPEN_READONLY)
    target = plain.folder / "a?key=x&b#c%20d é.db"
    cipher.convert(db, target, KEY)
    db.close()
    assert cipher.is_encrypted(target)


def test_a_key_is_read_as_people_write_it() -> None:
    code = cipher.recovery_code(KEY)
    assert code.count("-") == 7
    assert cipher.parse(Secret(code.upper().replace("-", " "))) == KEY
    for wrong in ("", "abc", KEY.reveal()[:-1], KEY.reveal()[:-1] + "g"):
        with pytest.raises(errors.SignInNeeded, match="64 hexadecimal") as caught:
            cipher.parse(Secret(wrong, "X"))
        assert not wrong or wrong not in str(caught.value)


def test_other_files_are_not_taken_for_encrypted(tmp_path: Path) -> None:
    noise = tmp_path / "noise"
    noise.write_bytes(random.Random(5).randbytes(8192))
    (tmp_path / "empty").touch()
    for path in (noise, tmp_path / "empty", tmp_path / "none", tmp_path):
        assert not cipher.is_encrypted(path)
    with pytest.raises(errors.ForeignFile):
        Store(noise)


def test_looking_at_a_file_keeps_the_locks_on_it(plain: TestDesk) -> None:
    store = Store(plain.places.database)
    other = Store(plain.places.database, busy_ms=0)
    with store.transaction():
        store.execute("UPDATE ticket SET subject = subject")
        assert not cipher.is_encrypted(plain.places.database)
        with pytest.raises(errors.Busy), other.transaction():
            pass
    other.close()
    store.close()
