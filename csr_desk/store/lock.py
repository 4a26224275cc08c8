"""The instance lock: one desk at a time over one store; the kernel frees it when a desk dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from csr_desk import errors

_PAUSE_S = 0.02
_PATIENCE_S = 20.0


@contextmanager
def opening(folder: Path, patience_s: float = _PATIENCE_S) -> Iterator[None]:
    """Let one process at a time make, migrate or open the store of a folder; Busy after a wait.

    Two processes that turn a new file into a WAL store at once make the engine give up without
    waiting (reliability.md 1.4).
    """
    try:
        file = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise errors.CannotMakeStore(f"{folder} cannot be read: {error.strerror}") from error
    try:
        for _ in range(max(round(patience_s / _PAUSE_S), 1)):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_PAUSE_S)
            except OSError:
                break  # a file system without locks: the engine's own must do
        else:
            raise errors.Busy(f"another process is opening the store in {folder}")
        yield
    finally:
        os.close(file)


class InstanceLock:
    """Holds the lock file from `acquire` to `release`; verbs of the line mode do not need it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def acquire(self) -> None:
        """Take the lock; Busy, with the process that holds it, when another desk is open."""
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        try:
            file = os.open(self.path, flags, 0o600)
        except OSError as error:
            raise errors.CannotMakeStore(f"{self.path}: {error.strerror}") from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(file, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(file)
            raise self._busy(holder) from error
        self._file = file
        with suppress(OSError):  # on a full disk the lock holds without a name in it
            os.ftruncate(file, 0)
            os.write(file, f"{os.getpid()}\n".encode())

    def _busy(self, holder: str) -> errors.Busy:
        """Return what is told when a process holds the lock already."""
        return errors.Busy(
            f"another desk is open on this store (process {holder})",
            "Go on there, or close it first; the verbs of the line mode work beside it.",
        )

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None
