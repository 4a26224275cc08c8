"""Files the agent takes out of the desk: private, new, whole or not there at all."""

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from csr_desk import errors, paths

_FULL: Final = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were written, and the rows of contacts in them."""

    files: tuple[Path, ...]
    contacts: int


@contextmanager
def fresh(path: Path, *, replace: bool = False) -> Iterator[IO[bytes]]:
    """Give a file to write that takes its name when all of it is on the disk, mode 0600.

    Refused where something stands already (without `replace`), for a symbolic link in any case,
    and when it cannot be written; nothing is then left behind, and what stood there still stands.
    """
    expect_free(path, replace=replace)
    _sweep(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(_private(partial), "w+b") as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                _take_name(partial, path, replace=replace)
            finally:
                partial.unlink(missing_ok=True)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        raise unwritable(path, error) from error


def _sweep(path: Path) -> None:
    """Remove what killed desks left of a file of this name: it has the customers' data in it."""
    left = re.compile(rf"\.{re.escape(path.name)}\.(\d+)\.parts?")
    with suppress(OSError):
        for one in path.parent.iterdir():
            found = left.fullmatch(one.name)
            if found is None or _is_running(int(found[1])):
                continue
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one, ignore_errors=True)
            else:
                one.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def expect_free(path: Path, *, replace: bool = False) -> None:
    """Raise Refused where a new file cannot take a name: it is a link, a folder, or taken."""
    if path.is_symlink():
        raise errors.Refused(
            f"{path} is a symbolic link", "Remove the link; the desk writes its own files only."
        )
    if path.is_dir():
        raise errors.Refused(f"{path} is a folder", "Name a file in it.")
    if not replace and path.exists():
        raise _taken(path)


def unwritable(path: Path, error: OSError) -> errors.Refused:
    """Return what the agent is told when a file cannot be written."""
    if error.errno in _FULL:
        return errors.Refused(
            f"{path} cannot be written: the disk is full",
            "Free some space, or name a file on another disk.",
        )
    return errors.Refused(
        f"{path} cannot be written: {error.strerror or error}", "Name another file."
    )


def _private(partial: Path) -> int:
    # One of the same name can only be what a killed desk with this process number left.
    partial.unlink(missing_ok=True)
    return paths.private_open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL)


def _take_name(partial: Path, path: Path, *, replace: bool) -> None:
    if replace:
        partial.replace(path)
        return
    try:
        os.link(partial, path)
    except FileExistsError:
        raise
    except OSError:
        # A disk without hard links cannot make a name and refuse a taken one in one step.
        expect_free(path)
        partial.replace(path)


def _taken(path: Path) -> errors.Refused:
    return errors.Refused(f"{path} exists already", "Name another file.")
