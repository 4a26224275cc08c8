"""One process at a time carries an account's changes; the kernel frees the lock when it dies."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from csr_desk import errors, paths


class AccountLock:
    """Holds `sync-NAME.lock` in a data folder from `acquire` to `release`."""

    def __init__(self, folder: Path, account: str) -> None:
        self.path = folder / f"sync-{account}.lock"
        self._account = account
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock; Busy, with the process that holds it, when another one syncs."""
        try:
            file = paths.private_open(self.path, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            raise errors.CannotMakeStore(f"{self.path}: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(file, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise errors.Busy(
                f"{self._account} is being synced already (process {holder})",
                "Let it go on; what you change is sent from there.",
            ) from error
        self._file = file
        with suppress(OSError):  # on a full disk the lock holds without a name in it
            os.ftruncate(file, 0)
            os.write(file, f"{os.getpid()}\n".encode())

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
