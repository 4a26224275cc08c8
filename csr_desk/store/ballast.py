"""A reserve on the disk, set free when the disk is full so that the words at hand can be saved.

Source: reliability.md 1.4; the reserve is laid down only where the disk has ample room beside it.
"""

import os
from pathlib import Path

from csr_desk.paths import private_open

NAME = "ballast"

SIZE = 1 << 20
"""Bytes held in reserve: hundreds of notes."""

ROOM = 8 * SIZE
"""Bytes that must be free before a reserve is laid down."""


def lay(folder: Path) -> bool:
    """Lay the reserve down in a data folder where it is missing and tell whether it is there.

    A disk without room for it, or one that cannot be written, has none; that is no failure.
    """
    path = folder / NAME
    try:
        if path.exists() and path.stat().st_size >= SIZE:
            return True
        if _free_bytes(folder) < ROOM:
            return False
        with open(path, "wb", opener=private_open) as file:
            # Zeros written out, not a hole: a sparse file would hold nothing in reserve.
            file.write(bytes(SIZE))
            os.fsync(file.fileno())
    except OSError:
        free(folder)
        return False
    return True


def free(folder: Path) -> bool:
    """Set the reserve free and tell whether there was one."""
    try:
        (folder / NAME).unlink()
    except OSError:
        return False
    return True


def _free_bytes(folder: Path) -> int:
    if not hasattr(os, "statvfs"):
        return ROOM
    state = os.statvfs(folder)
    return state.f_bavail * state.f_frsize
