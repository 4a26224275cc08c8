"""The instance lock: one desk at a time over one store; the kernel frees it when a desk dies."""

import fcntl
import os
from pathlib import Path

from csr_desk import errors


class InstanceLock:
    """Holds the lock file from `acquire` to `release`; verbs of the line mode do not need it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock; Busy, with the process that holds it, when another desk is open."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        file = os.open(self.path, flags, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(file, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise errors.Busy(
                f"another desk is open on this store (process {holder})",
                "Go on there, or close it first; the verbs of the line mode work beside it.",
            ) from error
        os.ftruncate(file, 0)
        os.write(file, f"{os.getpid()}\n".encode())
        self._file = file

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
