"""No space, no right to write, no turn: what is typed stays, a sentence, and later it is saved."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csr_desk import errors
from csr_desk.actions import draft, upkeep
from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.config import Config
from csr_desk.domain.models import DraftKind
from csr_desk.paths import Places
from csr_desk.store import ballast
from csr_desk.store.connection import RELIEVED, Store
from csr_desk.store.heartbeat import Heartbeat
from csr_desk.store.lock import InstanceLock, opening
from tests.desk import START, Hands, TestDesk
from tests.store.forks import Child

ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
TEXT = "what the agent typed " * 2_000


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    desk = TestDesk(tmp_path)
    desk.ticket()
    yield desk
    desk.heartbeat.close()
    desk.store.close()


def opened(folder: Path) -> Desk:
    hands = Hands()
    places = Places(folder, folder / "config.toml")
    return open_desk(places, Config(), lambda: START, lambda: hands.seconds, hands.boot, hands.uid)


def stored(hand: TestDesk) -> str | None:
    found = draft.load(hand.desk, 1, DraftKind.NOTE)
    return None if found is None else found.body


# no space --------------------------------------------------------------------------------


def limit(hand: TestDesk, more: int) -> None:
    pages = hand.store.value("PRAGMA page_count")
    hand.store.all(f"PRAGMA max_page_count={pages + more}")


def test_the_same_save_succeeds_when_there_is_space_again(hand: TestDesk) -> None:
    draft.save(hand.desk, 1, DraftKind.NOTE, "short")
    limit(hand, 2)
    for _ in range(3):
        with pytest.raises(errors.DiskFull, match="what you typed is kept"):
            draft.save(hand.desk, 1, DraftKind.NOTE, TEXT)
        assert stored(hand) == "short"
    limit(hand, 1000)
    draft.save(hand.desk, 1, DraftKind.NOTE, TEXT)
    assert stored(hand) == TEXT


def test_the_reserve_is_asked_once_after_everything_was_taken_back(hand: TestDesk) -> None:
    asked: list[bool] = []

    def relieve() -> bool:
        asked.append(hand.store.db.in_transaction)
        return len(asked) == 1

    hand.store.relieve = relieve
    limit(hand, 2)
    with pytest.raises(errors.DiskFull) as first:
        draft.save(hand.desk, 1, DraftKind.NOTE, TEXT)
    with pytest.raises(errors.DiskFull) as second:
        draft.save(hand.desk, 1, DraftKind.NOTE, TEXT)
    assert (first.value.hint, second.value.hint) == (RELIEVED, errors.DiskFull.default_hint)
    assert asked == [False, False]


def test_the_reserve_is_laid_down_once_and_set_free_once(tmp_path: Path) -> None:
    reserve = tmp_path / ballast.NAME
    assert ballast.lay(tmp_path)
    made = reserve.stat()
    assert made.st_size == ballast.SIZE
    assert made.st_blocks * 512 >= ballast.SIZE
    assert ballast.lay(tmp_path)
    assert reserve.stat().st_mtime_ns == made.st_mtime_ns
    assert ballast.free(tmp_path)
    assert not ballast.free(tmp_path)


def test_a_disk_without_room_has_no_reserve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ballast, "ROOM", 1 << 62)
    assert not ballast.lay(tmp_path)
    assert not ballast.lay(tmp_path / "missing")
    assert list(tmp_path.iterdir()) == []


def play(scene: str, size: str, folder: Path) -> str:
    """Play a scene on a disk of its own; skips where no namespace may be made."""
    script = f"mount -t tmpfs -o size={size} tmpfs '{folder}' && exec \"$@\""
    command = ["unshare", "-rm", "sh", "-c", script, "sh"]
    try:
        able = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no unshare on this system")
    if able.returncode:
        pytest.skip(f"no mount namespace may be made here: {able.stderr.strip()}")
    ended = subprocess.run(
        [*command, sys.executable, "-m", "tests.crash.cramped", scene, str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize(
    ("scene", "size", "said"),
    [
        ("full_disk", "16m", "the same text is saved when there is space"),
        ("first_start", "2m", "is full"),
        ("small_disk", "2m", "Free some space and try again"),
        ("read_only", "4m", "Make the data folder writable"),
    ],
)
def test_on_a_small_disk(tmp_path: Path, scene: str, size: str, said: str) -> None:
    assert said in play(scene, size, tmp_path)


# no right --------------------------------------------------------------------------------


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder every user can reach, with a closed store in it."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        folder = Path(name) / "data"
        upkeep.close(opened(folder))
        yield folder
        folder.chmod(0o700)


def as_ordinary_user(work: Callable[[], str]) -> str:
    """Run a function in a child that modes bind, and return what it returns."""

    def bound() -> str:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return work()

    code, said = Child(bound).result()
    assert code == 0, said
    return said


def give(folder: Path, mode: int, file_mode: int) -> None:
    for path in folder.rglob("*"):
        path.chmod(mode if path.is_dir() else file_mode)
    folder.chmod(mode)


@pytest.mark.parametrize(
    ("mode", "file_mode"),
    [(0o555, 0o444), (0o755, 0o444), (0o755, 0o000), (0o000, 0o000), (0o555, 0o644)],
    ids=["all read-only", "files read-only", "files closed", "all closed", "folder read-only"],
)
def test_without_the_right_to_write(public: Path, mode: int, file_mode: int) -> None:
    before = (public / "desk.db").read_bytes()
    give(public, mode, file_mode)

    def attempt() -> str:
        try:
            opened(public).store.close()
        except errors.DeskError as error:
            return str(error)
        return "opened"

    said = as_ordinary_user(attempt)
    assert said.endswith(".")
    assert str(public) in said
    give(public, 0o700, 0o600)
    assert (public / "desk.db").read_bytes() == before
    upkeep.close(opened(public))


def test_a_folder_that_cannot_be_written_gets_no_store(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)

        def attempt() -> str:
            try:
                opened(Path(name) / "data").store.close()
            except errors.CannotMakeStore as error:
                return str(error)
            return "opened"

        assert "--data" in as_ordinary_user(attempt)


# no turn ---------------------------------------------------------------------------------

HOLD = (
    "import apsw, sys; db = apsw.Connection(sys.argv[1]); db.execute('BEGIN IMMEDIATE');"
    " print('held', flush=True); sys.stdin.read()"
)


def test_a_save_beside_another_process_says_busy_and_succeeds_later(hand: TestDesk) -> None:
    hand.store.db.set_busy_timeout(1)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(hand.store.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        for _ in range(5):
            with pytest.raises(errors.Busy, match="in use by another program"):
                draft.save(hand.desk, 1, DraftKind.NOTE, TEXT)
        assert stored(hand) is None
        assert other.stdin is not None
        other.stdin.close()
        other.wait()
    draft.save(hand.desk, 1, DraftKind.NOTE, TEXT)
    assert stored(hand) == TEXT


def test_two_desks_over_one_store_lose_nothing(hand: TestDesk) -> None:
    other = TestDesk(hand.folder)
    for number in range(20):
        draft.save(hand.desk, 1, DraftKind.NOTE, f"mine {number}")
        draft.save(other.desk, 1, DraftKind.REPLY, f"theirs {number}")
        assert stored(hand) == f"mine {number}"
    found = draft.load(hand.desk, 1, DraftKind.REPLY)
    assert found is not None
    assert found.body == "theirs 19"
    other.heartbeat.close()
    other.store.close()


def test_a_store_that_is_being_opened_elsewhere_is_waited_for(tmp_path: Path) -> None:
    refused = pytest.raises(errors.Busy, match="another process is opening")
    with opening(tmp_path), refused, opening(tmp_path, 0):
        pass
    with opening(tmp_path, 0):
        pass


def test_the_lock_holds_even_where_no_name_fits(tmp_path: Path) -> None:
    lock, other = InstanceLock(tmp_path / "lock"), InstanceLock(tmp_path / "lock")
    lock.acquire()
    (tmp_path / "lock").write_bytes(b"")
    with pytest.raises(errors.Busy, match="unknown"):
        other.acquire()
    lock.release()
    with pytest.raises(errors.CannotMakeStore):
        InstanceLock(tmp_path / "missing" / "lock").acquire()
    with pytest.raises(errors.CannotMakeStore):
        Heartbeat(tmp_path / "missing" / "heartbeat")


def test_a_reader_beside_a_writer_reads_what_was_committed(hand: TestDesk) -> None:
    draft.save(hand.desk, 1, DraftKind.NOTE, "committed")
    reader = Store(hand.store.path, read_only=True, busy_ms=1)
    with hand.store.transaction():
        hand.store.execute("UPDATE draft SET body = 'not yet'")
        assert reader.value("SELECT body FROM draft") == "committed"
    assert reader.value("SELECT body FROM draft") == "not yet"
    reader.close()
