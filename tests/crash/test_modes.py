"""Every file of a whole run is closed to others, whatever umask the desk was started under."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from csr_desk.actions import draft, upkeep
from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import Session
from csr_desk.config import Config
from csr_desk.domain.models import DraftKind
from csr_desk.paths import Places
from csr_desk.store import backup, migrations
from csr_desk.store.heartbeat import Heartbeat
from csr_desk.store.lock import InstanceLock
from tests.desk import START, Hands
from tests.store.fixtures import old_store
from tests.store.forks import Child
from tests.store.steps import with_second_schema

ROOT = Path(__file__).resolve().parents[2]
UMASKS = pytest.mark.parametrize("umask", [0o000, 0o022], ids=["umask 000", "umask 022"])


def open_to_others(folder: Path) -> list[str]:
    """Return each file that is not 0600 and each folder that is not 0700."""
    found = []
    for path in [folder, *folder.rglob("*")]:
        mode = stat.S_IMODE(path.lstat().st_mode)
        if mode != (0o700 if path.is_dir() else 0o600):
            found.append(f"{path.name} {mode:04o}")
    return found


def a_run(folder: Path) -> list[str]:
    """Open, work, back up, restore and close; look at the modes in the middle and at the end."""
    hands, places = Hands(), Places(folder, folder / "config.toml")
    lock = InstanceLock(places.data / "desk.lock")

    def opened() -> Session:
        desk = open_desk(
            places, Config(), lambda: START, lambda: hands.seconds, hands.boot, hands.uid
        )
        return Session(desk, Heartbeat(places.heartbeat))

    session = opened()
    lock.acquire()
    session.begin()
    desk = session.desk
    draft.save(desk, 1, DraftKind.NOTE, "typed")
    upkeep.daily(places, desk.now())
    found = open_to_others(folder)
    seen = {path.name for path in folder.rglob("*")}
    expected = {"desk.db", "desk.db-wal", "desk.db-shm", "desk.lock", "heartbeat", "state.json"}
    assert expected | {"ballast", "backups", f"before-schema-{migrations.latest()}.db"} <= seen
    session.end()
    upkeep.close(desk)
    backup.restore(next(places.backups.glob("*-daily.db")), places.database, 1)
    places.anchor.unlink()
    upkeep.close(opened().desk)
    lock.release()
    return found + open_to_others(folder)


@UMASKS
def test_a_whole_run_in_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: int
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    old_store(folder)
    with_second_schema(monkeypatch)

    def work() -> str:
        os.umask(umask)
        return "\n".join(a_run(folder))

    assert Child(work).result() == (0, "")


@UMASKS
def test_files_that_were_open_to_others_are_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, umask: int
) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    old_store(folder)
    (folder / "backups").mkdir()
    (folder / "backups" / "desk-20261123-090000-daily.db").touch()
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o777 if path.is_dir() else 0o666)

    def work() -> str:
        os.umask(umask)
        hands, places = Hands(), Places(folder, folder / "config.toml")
        desk = open_desk(places, Config(), lambda: START, lambda: 1.0, hands.boot, hands.uid)
        upkeep.close(desk)
        return "\n".join(open_to_others(folder))

    assert Child(work).result() == (0, "")


@pytest.mark.slow
@UMASKS
def test_a_whole_run_of_the_program(tmp_path: Path, umask: int) -> None:
    folder = tmp_path / "data"

    def csr_desk(*words: str) -> None:
        ended = subprocess.run(
            [sys.executable, "-m", "csr_desk", "--data", str(folder), *words],
            capture_output=True,
            text=True,
            cwd=ROOT,
            umask=umask,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr

    csr_desk("demo", "--build-only", "--tickets", "20")
    csr_desk("queue")
    csr_desk("backup")
    csr_desk("backup", str(folder / "backups" / "mine.db"))
    csr_desk("restore", str(folder / "backups" / "mine.db"))
    csr_desk("verify")
    assert open_to_others(folder) == []
