"""Tokens in a file, for machines without a keyring and agents who said `--insecure-file`.

The file is 0600 in a folder of 0700; both are checked at every read, as ssh does with its keys: a
file that others could read is not used, whoever opened it.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

from csr_desk import paths
from csr_desk.errors import SignInNeeded

FOLDER = "tokens"
WARNING = "The sign-in is kept in a file without encryption."
_LARGEST = 65_536


class TokenFile:
    """The file of one account below a data folder; `kind` is the end of its name."""

    def __init__(self, data: Path, account: str, kind: str = "token") -> None:
        self.path = data / FOLDER / f"{account}.{kind}"

    def read(self) -> str | None:
        """Return the text, None where there is no file; SignInNeeded when others could read it."""
        try:
            _expect_private(self.path.parent.lstat(), self.path.parent, "700")
            _expect_private(self.path.lstat(), self.path, "600")
            with open(self.path, "rb", opener=_open_as_it_is) as file:
                _expect_private(os.fstat(file.fileno()), self.path, "600")
                return file.read(_LARGEST).decode("utf-8", "replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SignInNeeded(f"{self.path} cannot be read: {error.strerror}") from error

    def write(self, text: str) -> None:
        """Keep a text so that it survives a power cut; SignInNeeded when that fails."""
        fresh = self.path.with_suffix(f"{self.path.suffix}.new")
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _expect_private(self.path.parent.lstat(), self.path.parent, "700")
            fresh.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
            with open(paths.private_open(fresh, flags), "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
            _sync_folder(self.path.parent)
        except OSError as error:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise SignInNeeded(f"{self.path} cannot be written: {error.strerror}") from error

    def remove(self) -> None:
        """Delete the file where there is one."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def _expect_private(state: os.stat_result, path: Path, mode: str) -> None:
    kind = state.st_mode
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        raise SignInNeeded(f"{path} is a link or a device: it is not used")
    if os.name != "posix":
        return
    if state.st_uid != os.geteuid():
        raise SignInNeeded(f"{path} belongs to another user: it is not used")
    if stat.S_IMODE(kind) & 0o077:
        problem = f"{path} can be read by others (mode {stat.S_IMODE(kind):04o}): it is not used"
        raise SignInNeeded(problem, f"Run `chmod {mode} {path}`, or sign in again.")


def _open_as_it_is(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0))


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
