"""A small file outside the database that knows how far the log had come.

SQLite cannot tell an emptied file, or one whose write-ahead log was cut off, from a new one:
`integrity_check` says "ok" to both. The anchor can.
"""

import json
import os
from pathlib import Path
from typing import Any

from csr_desk import errors
from csr_desk.paths import private_open
from csr_desk.store import events
from csr_desk.store.connection import Store

_HEADER = 512
"""Bytes of the shortest database there can be."""


def write(store: Store, path: Path) -> None:
    """Write the anchor of a store's present state, atomically and durably; raises OSError.

    After a failure the former anchor stands, and is still true.
    """
    seq, head = events.head(store)
    state = {
        "uid": store.value("SELECT value FROM meta WHERE key = 'uid'"),
        "schema": store.value("PRAGMA user_version"),
        "events": seq,
        "head": head,
    }
    temporary = path.with_suffix(f".{os.getpid()}")  # verbs may end at the same instant
    try:
        with open(temporary, "wb", opener=private_open) as file:
            file.write(json.dumps(state).encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder have reached the disk."""
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def read(path: Path) -> dict[str, Any] | None:
    """Return what the anchor says, or None when there is none that can be read."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(state, dict) and isinstance(state.get("events"), int)
    return state if known else None


def expect_store(database: Path, path: Path) -> None:
    """Raise DamagedStore when the file is missing or empty although a store was here.

    An anchor, readable or not, a filled write-ahead log and a backup each tell of one; a folder
    without any of them is new. Raises ForeignFile for a file too short to be anybody's database:
    the engine would take it for an empty one and write over it.
    """
    try:
        if database.is_dir() or _size(database) >= _HEADER:
            return
        traces = [path, *(database.parent / "backups").glob("desk-*.db")]
        log = database.with_name(f"{database.name}-wal")
        was_here = any(trace.exists() for trace in traces) or _size(log) > 0
        size = _size(database)
    except OSError as error:
        raise errors.CannotMakeStore(f"{database} cannot be read: {error.strerror}") from error
    if was_here:
        state = "cut off" if size else "empty" if database.exists() else "gone"
        raise errors.DamagedStore(
            f"{database} is {state}, but a store was here",
            "Run `csr-desk restore` with the newest file of the backups folder.",
        )
    if size:
        raise errors.ForeignFile(f"{database} is not a desk store")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def check(store: Store, path: Path) -> str | None:
    """Return what is wrong when the store knows less than its anchor, or None."""
    state = read(path)
    if state is None:
        return None
    uid = store.value("SELECT value FROM meta WHERE key = 'uid'")
    if state.get("uid") != uid:
        return "the store is not the one that was here before"
    seq = int(state["events"])
    found = store.value("SELECT hash FROM event WHERE seq = ?", seq)
    if seq and found is None:
        return f"the log ends before entry {seq}, which was already written"
    if seq and found != state.get("head"):
        return f"entry {seq} of the log is not the one that was written"
    return None
