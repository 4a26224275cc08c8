"""Files that are not what the desk left: never a new store in silence, the bytes stay, a sentence.

`CSR_DESK_FLIPS` asks for more flipped bits than the quick run tries.
"""

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from csr_desk import errors
from csr_desk.actions import message, upkeep
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.config import Config
from csr_desk.paths import Places
from csr_desk.reports import verify
from csr_desk.store import backup, migrations
from tests.desk import START, Hands, TestDesk

FLIPS = int(os.environ.get("CSR_DESK_FLIPS", "60"))
ROOT = Path(__file__).resolve().parents[2]
MESSAGES = 30


def opened(folder: Path, *, trusting: bool = False) -> Desk:
    hands = Hands()
    places = Places(folder, folder / "config.toml")
    return open_desk(
        places,
        Config(),
        lambda: START,
        lambda: hands.seconds,
        hands.boot,
        hands.uid,
        trusting=trusting,
    )


def worked(folder: Path) -> TestDesk:
    folder.mkdir(exist_ok=True)
    opened(folder).store.close()
    hand = TestDesk(folder)
    one = hand.ticket("Parcel")
    for number in range(MESSAGES):
        message.receive(hand.desk, one, f"message {number} " * 30, author="Ann")
    return hand


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after a proper end: anchor, backup, the log folded into the file."""
    folder = tmp_path_factory.mktemp("closed") / "data"
    hand = worked(folder)
    backup.write(hand.store, folder / "backups" / "desk-20261123-090000-daily.db")
    hand.heartbeat.close()
    upkeep.close(hand.desk)
    return folder


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after a kill: everything since the first start stands in the log only."""
    folder = tmp_path_factory.mktemp("killed")
    hand = worked(folder / "working")
    upkeep.drop_anchor(hand.store, hand.places)
    shutil.copytree(folder / "working", folder / "data")
    (folder / "data" / "desk.db-shm").unlink()
    hand.heartbeat.close()
    hand.store.close()
    assert (folder / "data" / "desk.db-wal").stat().st_size > 50_000
    return folder / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def contents(folder: Path) -> dict[str, bytes | str]:
    """Return what stands in a folder: bytes of files, targets of links, folders by their name."""
    found: dict[str, bytes | str] = {}
    for path in folder.iterdir():
        if path.name.endswith("-shm") or (path.name == "desk.db-wal" and not path.stat().st_size):
            continue  # an index over the log, and a log without a word in it
        found[path.name] = (
            f"-> {path.readlink()}"
            if path.is_symlink()
            else ("folder" if path.is_dir() else path.read_bytes())
        )
    return found


def refused(folder: Path) -> errors.DeskError:
    """Open a folder that must be refused; return what the agent is told."""
    before = contents(folder)
    with pytest.raises(errors.DeskError) as caught:
        opened(folder).store.close()
    assert contents(folder) == before
    assert caught.value.hint
    return caught.value


def replaced(source: Path, folder: Path, content: bytes) -> None:
    shutil.copytree(source, folder)
    (folder / "desk.db").write_bytes(content)


def other_program(path: Path, application: int = 0) -> None:
    db = apsw.Connection(str(path))
    db.execute(f"PRAGMA application_id={application}; CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    db.close()


# what is there instead of the store ------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"x", b"Dear diary,\n" * 400, bytes(8192)])
def test_a_file_that_is_no_store_any_more_asks_for_a_restore(
    closed: Path, folder: Path, content: bytes
) -> None:
    replaced(closed, folder, content)
    error = refused(folder)
    assert isinstance(error, errors.DamagedStore)
    assert "restore" in str(error)


def test_a_store_that_is_gone_is_not_made_anew(closed: Path, folder: Path) -> None:
    shutil.copytree(closed, folder)
    (folder / "desk.db").unlink()
    assert "is gone" in str(refused(folder))
    (folder / "state.json").unlink()
    assert "is gone" in str(refused(folder)), "the backups tell of it"
    shutil.rmtree(folder / "backups")
    opened(folder).store.close()


def test_an_emptied_store_is_not_made_anew_whatever_the_anchor_says(
    closed: Path, killed: Path, folder: Path
) -> None:
    replaced(closed, folder, b"")
    for anchor in (b"", b"{", b"[]", b'{"events": "many"}', b"\xff\xfe"):
        (folder / "state.json").write_bytes(anchor)
        assert "is empty" in str(refused(folder))
    shutil.rmtree(folder)
    replaced(killed, folder, b"")
    (folder / "state.json").unlink()
    assert "is empty" in str(refused(folder)), "the log tells of it"


def test_a_first_start_leaves_an_anchor_even_if_it_is_killed(folder: Path) -> None:
    opened(folder).store.close()
    (folder / "desk.db").write_bytes(b"")
    for part in folder.glob("desk.db-*"):
        part.unlink()
    assert "is empty" in str(refused(folder))


def test_an_unreadable_anchor_does_not_lock_the_agent_out(closed: Path, folder: Path) -> None:
    shutil.copytree(closed, folder)
    (folder / "state.json").write_bytes(b"{")
    desk = opened(folder)
    assert desk.store.value("SELECT count(*) FROM message") == MESSAGES
    desk.store.close()


def test_a_new_folder_with_an_empty_file_is_a_new_desk(folder: Path) -> None:
    folder.mkdir()
    (folder / "desk.db").touch()
    desk = opened(folder)
    assert migrations.version(desk.store) == migrations.latest()
    desk.store.close()


@pytest.mark.parametrize("content", [b"x", b"a short note\n" * 30])
def test_a_short_file_is_not_written_over(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "desk.db").write_bytes(content)
    assert isinstance(refused(folder), errors.ForeignFile)


@pytest.mark.parametrize("application", [0, 0x12345678])
def test_another_programs_database_stays_byte_for_byte(
    closed: Path, folder: Path, application: int
) -> None:
    folder.mkdir()
    other_program(folder / "desk.db", application)
    assert isinstance(refused(folder), errors.ForeignFile)
    content = (folder / "desk.db").read_bytes()
    shutil.rmtree(folder)
    replaced(closed, folder, content)
    assert "restore" in str(refused(folder))


def test_another_programs_log_is_not_folded_in(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    db = apsw.Connection(str(tmp_path / "other.db"))
    db.execute("PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1)").fetchall()
    for suffix in ("", "-wal"):
        shutil.copy(tmp_path / f"other.db{suffix}", folder / f"desk.db{suffix}")
    db.close()
    assert isinstance(refused(folder), errors.ForeignFile)


def test_a_folder_and_a_dangling_link_are_left_alone(folder: Path, tmp_path: Path) -> None:
    (folder / "desk.db").mkdir(parents=True)
    assert "desk.db" in str(refused(folder))
    (folder / "desk.db").rmdir()
    (folder / "desk.db").symlink_to(tmp_path / "nowhere")
    assert "symbolic link" in str(refused(folder))
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("schema", [99, 2**31 - 1, -1, 0])
def test_a_schema_of_another_time_is_refused(closed: Path, folder: Path, schema: int) -> None:
    shutil.copytree(closed, folder)
    db = apsw.Connection(str(folder / "desk.db"))
    db.execute(f"PRAGMA user_version={schema}")
    db.close()
    error = refused(folder)
    assert isinstance(error, errors.NewerStore if schema > 0 else errors.DamagedStore)


# damage inside -----------------------------------------------------------------------------------


def looked_at(folder: Path) -> str:
    """Open a damaged store and say what came of it; anything but the desk's own words fails."""
    before, told = contents(folder), None
    try:
        desk = opened(folder)
    except errors.DeskError as error:
        told = str(error)
    if told is not None:
        assert contents(folder) == before
        assert told.endswith(".")
        return "refused"
    try:
        checks = verify.run(desk.store, desk.places.anchor, desk.second())
        count = desk.store.value("SELECT count(*) FROM message")
        for (body,) in desk.store.all("SELECT body FROM message"):
            assert body
    except errors.StoreError:
        return "noticed"
    finally:
        desk.store.close()
    if any(not check.ok for check in checks):
        return "noticed"
    assert count == MESSAGES, "messages are gone and nobody noticed"
    return "unseen"


def lengths(size: int) -> list[int]:
    edges = {1, 15, 16, 99, 100, 512, 1024, 4095, 4096, 4097, size - 4096, size - 1, size // 2}
    return sorted(edges | set(range(8192, size, size // 25)))


def test_a_cut_store_is_always_noticed(closed: Path, folder: Path) -> None:
    whole = (closed / "desk.db").read_bytes()
    found = {}
    for length in lengths(len(whole)):
        replaced(closed, folder, whole[:length])
        found[length] = looked_at(folder)
        shutil.rmtree(folder)
    assert [length for length, what in found.items() if what == "unseen"] == []
    assert sum(what == "refused" for what in found.values()) >= 8


def test_a_cut_log_is_always_noticed(killed: Path, folder: Path) -> None:
    whole = (killed / "desk.db-wal").read_bytes()
    for length in [0, *lengths(len(whole))]:
        shutil.copytree(killed, folder)
        (folder / "desk.db-wal").write_bytes(whole[:length])
        assert looked_at(folder) == "refused", length
        shutil.rmtree(folder)
    shutil.copytree(killed, folder)
    (folder / "desk.db-wal").unlink()
    assert looked_at(folder) == "refused"


def flip(path: Path, rng: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    path.write_bytes(content)


def flips(source: Path, folder: Path, name: str, seed: int, number: int) -> list[str]:
    found = []
    for turn in range(number):
        shutil.copytree(source, folder)
        flip(folder / name, random.Random(seed * 100_000 + turn))
        found.append(looked_at(folder))
        shutil.rmtree(folder)
    return found


def test_a_flipped_bit_in_the_log_is_always_noticed(killed: Path, folder: Path) -> None:
    found = flips(killed, folder, "desk.db-wal", 1, FLIPS)
    assert found.count("refused") >= FLIPS * 0.9


def test_a_flipped_bit_in_the_file_never_ends_in_a_traceback(closed: Path, folder: Path) -> None:
    found = flips(closed, folder, "desk.db", 2, 2 * FLIPS)  # most of a small store is empty pages
    assert found.count("unseen") < 2 * FLIPS


def test_flipped_bits_in_the_header_and_the_schema(closed: Path, folder: Path) -> None:
    whole = (closed / "desk.db").read_bytes()
    rng, found = random.Random(3), []
    for place in [*range(0, 100, 3), *(rng.randrange(100, 3 * 4096) for _ in range(FLIPS // 2))]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << rng.randrange(8)
        replaced(closed, folder, bytes(damaged))
        found.append(looked_at(folder))
        shutil.rmtree(folder)
    assert set(found) <= {"refused", "noticed", "unseen"}
    assert "refused" in found


def test_a_damaged_store_is_restored_and_the_damaged_one_kept(closed: Path, folder: Path) -> None:
    replaced(closed, folder, b"broken")
    refused(folder)
    source = folder / "backups" / "desk-20261123-090000-daily.db"
    aside = backup.restore(source, folder / "desk.db", 1)
    assert aside is not None
    assert aside.read_bytes() == b"broken"
    desk = opened(folder)
    assert desk.store.value("SELECT count(*) FROM message") == MESSAGES
    desk.store.close()


def test_a_log_left_behind_is_not_read_into_the_restored_store(
    closed: Path, killed: Path, folder: Path
) -> None:
    shutil.copytree(killed, folder)
    (folder / "desk.db").unlink()
    source = closed / "backups" / "desk-20261123-090000-daily.db"
    backup.restore(source, folder / "desk.db", 1)
    (folder / "state.json").unlink()
    desk = opened(folder)
    assert desk.store.value("PRAGMA integrity_check") == "ok"
    desk.store.close()
    assert (folder / "desk.db.before-restore-1-wal").exists()


def test_a_restore_that_fails_half_way_changes_nothing(
    closed: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(closed, folder)
    before = contents(folder)

    def full(*_: object) -> None:
        raise errors.DiskFull("the disk is full")

    monkeypatch.setattr(backup, "_copy", full)
    with pytest.raises(errors.DiskFull):
        backup.restore(folder / "backups" / "desk-20261123-090000-daily.db", folder / "desk.db", 1)
    assert contents(folder) == before


# through the real program ------------------------------------------------------------------------


def cut_in_half(folder: Path) -> None:
    path = folder / "desk.db"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "emptied": lambda folder: (folder / "desk.db").write_bytes(b""),
    "a letter": lambda folder: (folder / "desk.db").write_bytes(b"Dear diary,\n" * 400),
    "cut": cut_in_half,
    "gone": lambda folder: (folder / "desk.db").unlink(),
}


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["verify", "log"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_the_program_says_what_happened(closed: Path, folder: Path, damage: str, verb: str) -> None:
    shutil.copytree(closed, folder)
    DAMAGES[damage](folder)
    before = contents(folder)
    ended = subprocess.run(
        [sys.executable, "-m", "csr_desk", "--data", str(folder), verb],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    said = ended.stdout + ended.stderr
    assert ended.returncode != 0
    assert "Traceback" not in said
    assert "desk.db" in said or "csr-desk restore" in said
    after = contents(folder)
    assert after.get("desk.db") == before.get("desk.db")
