"""One process at a time syncs an account."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from csr_desk.errors import Busy, CannotMakeStore
from csr_desk.sync.account_lock import AccountLock

HOLD = """
import sys
from pathlib import Path
from csr_desk.sync.account_lock import AccountLock
AccountLock(Path(sys.argv[1]), "work").acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_one_is_told_who_syncs_and_another_account_is_free(tmp_path: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    lock = AccountLock(tmp_path, "work")
    with pytest.raises(Busy, match=rf"work is being synced already \(process {holder.pid}\)"):
        lock.acquire()
    AccountLock(tmp_path, "other").acquire()
    holder.kill()
    holder.communicate()
    lock.acquire()
    assert stat.S_IMODE(lock.path.stat().st_mode) == 0o600
    lock.release()
    lock.release()


def test_also_between_two_of_one_process(tmp_path: Path) -> None:
    first, second = AccountLock(tmp_path, "work"), AccountLock(tmp_path, "work")
    first.acquire()
    with pytest.raises(Busy):
        second.acquire()
    first.release()
    second.acquire()
    second.release()


def test_a_link_or_a_missing_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sync-work.lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CannotMakeStore, match="symbolic link"):
        AccountLock(tmp_path, "work").acquire()
    with pytest.raises(CannotMakeStore):
        AccountLock(tmp_path / "none", "work").acquire()
