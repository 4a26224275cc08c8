"""Where the desk keeps its files, and how they stay private.

Folders are 0700 and files 0600: a umask of 022 would let every user of the machine read the
customers (spec/reliability.md 3.2). Windows keeps its own rights; modes are left alone there.
"""

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from csr_desk import errors

_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_STORE_FILES = ("desk.db", "desk.db-wal", "desk.db-shm", "desk.db-journal")
_OUR_FILES = (
    *_STORE_FILES,
    *("desk.lock", "heartbeat", "state.json", "ballast", "sync.log", "sync.log.1"),
)
_OUR_FOLDERS = ("backups", "crash", "rejects", "attachments", "demo")
_TOKENS = "tokens"  # its modes are checked, not mended: what others could read is used no more


class Places(NamedTuple):
    """The data folder and the configuration file, with everything that has a place in them."""

    data: Path
    config: Path

    @property
    def database(self) -> Path:
        """Return the file of the store."""
        return self.data / "desk.db"

    @property
    def backups(self) -> Path:
        """Return the folder of the store's backups."""
        return self.data / "backups"

    @property
    def crash(self) -> Path:
        """Return the folder of crash reports."""
        return self.data / "crash"

    @property
    def rejects(self) -> Path:
        """Return the folder of rejected rows whose own folder cannot be written."""
        return self.data / "rejects"

    @property
    def lock(self) -> Path:
        """Return the file whose lock says that a desk is open."""
        return self.data / "desk.lock"

    @property
    def heartbeat(self) -> Path:
        """Return the file that bounds what a crash can lose."""
        return self.data / "heartbeat"

    @property
    def anchor(self) -> Path:
        """Return the file that tells a lost or cut store from a new one."""
        return self.data / "state.json"


class Mended(NamedTuple):
    """A file or folder whose mode was too wide, with the mode it had and has."""

    path: Path
    was: int
    now: int

    def __str__(self) -> str:
        return f"{self.path} was {self.was:04o}, is now {self.now:04o}"


def find(environ: Mapping[str, str], data: str | None = None, config: str | None = None) -> Places:
    """Return the places from the options, else the environment, else the platform's own folders."""
    data = data or environ.get("CSR_DESK_DATA") or _platform("user_data_dir")
    config = config or environ.get("CSR_DESK_CONFIG")
    config = config or os.path.join(_platform("user_config_dir"), "config.toml")
    return Places(_absolute(data), _absolute(config))


def make_private() -> int:
    """Set the umask so that no file of this process can be read by others; return the old one."""
    return os.umask(0o077)


def make_folder(folder: Path) -> Path:
    """Make a folder of mode 0700, with the folders above it; raises CannotMakeStore."""
    try:
        folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise errors.CannotMakeStore(f"{folder} is a file, not a folder") from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise errors.CannotMakeStore(f"The folder {folder} cannot be made: {why}") from error
    return folder


def prepare(places: Places) -> list[Mended]:
    """Make the data folder where it is missing and mend its modes; raises CannotMakeStore."""
    return repair_modes(make_folder(places.data))


def private_open(path: str | Path, flags: int) -> int:
    """Open a file of mode 0600 that is no symbolic link; the `opener` for `open`.

    Raises Refused for a link and OSError as `os.open` does.
    """
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(path, flags, _FILE_MODE)
    except OSError as error:
        # Linux and macOS say ELOOP, FreeBSD EMLINK.
        if error.errno in (errno.ELOOP, errno.EMLINK):
            hint = "Remove the link; the desk writes its own files only."
            raise errors.Refused(f"{path} is a symbolic link", hint) from error
        raise
    if _has_modes():
        state = os.fstat(descriptor)
        if stat.S_ISREG(state.st_mode) and state.st_mode & 0o077 and state.st_uid == os.geteuid():
            os.fchmod(descriptor, state.st_mode & _FOLDER_MODE)
    return descriptor


def repair_modes(folder: Path) -> list[Mended]:
    """Take the rights of others from the desk's own files in a folder, and say which had any.

    The folder itself is mended only where it holds nothing but the desk's files: `--data ~` must
    not close a home folder. Links, and what another user owns, are left alone.
    """
    if not _has_modes():
        return []
    return [mended for path in _own_paths(folder) if (mended := _mend(path))]


def _own_paths(folder: Path) -> Iterator[Path]:
    """Yield what belongs to the desk in its data folder, folders before what they hold."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    if all(_is_ours(name) for name in names):
        yield folder
    for name in names:
        path = folder / name
        if name in _OUR_FOLDERS and not path.is_symlink():
            yield path
            for above, _, files in os.walk(path):
                if Path(above) != path:
                    yield Path(above)
                yield from (Path(above) / file for file in files)
        elif _is_ours(name) and name != _TOKENS:
            yield path


def _is_ours(name: str) -> bool:
    if name in _OUR_FILES or name in _OUR_FOLDERS or name == _TOKENS:
        return True
    is_lock = name.startswith(("sync-", "token-")) and name.endswith(".lock")
    return is_lock or name.startswith("desk.db")


def _mend(path: Path) -> Mended | None:
    try:
        state = path.lstat()
        kind = state.st_mode
        was = stat.S_IMODE(kind)
        ours = (stat.S_ISREG(kind) or stat.S_ISDIR(kind)) and state.st_uid == os.geteuid()
        if not ours or not was & 0o077:
            return None
        now = was & _FOLDER_MODE
        path.chmod(now)
    except OSError:
        # A read-only disk keeps its modes; opening the store says so in a better place.
        return None
    return Mended(path, was, now)


def _has_modes() -> bool:
    return os.name == "posix"


def _absolute(path: str) -> Path:
    return Path(os.path.abspath(os.path.expanduser(path)))


def _platform(folder: str) -> str:
    """Return a folder of the platform; imported here because most starts need neither."""
    import platformdirs

    return str(getattr(platformdirs, folder)("csr-desk", appauthor=False))
