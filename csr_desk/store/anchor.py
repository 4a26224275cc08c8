"""A small file outside the database that knows how far the log had come.

SQLite cannot tell an emptied file, or one whose write-ahead log was cut off, from a new one:
`integrity_check` says "ok" to both. The anchor can.
"""

import json
import os
from pathlib import Path
from typing import Any

from csr_desk import errors
from csr_desk.store import events
from csr_desk.store.connection import Store


def write(store: Store, path: Path) -> None:
    """Write the anchor of a store's present state, atomically and durably."""
    seq, head = events.head(store)
    state = {
        "uid": store.value("SELECT value FROM meta WHERE key = 'uid'"),
        "schema": store.value("PRAGMA user_version"),
        "events": seq,
        "head": head,
    }
    temporary = path.with_suffix(".new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    file = os.open(temporary, flags, 0o600)
    try:
        os.write(file, json.dumps(state).encode())
        os.fsync(file)
    finally:
        os.close(file)
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read(path: Path) -> dict[str, Any] | None:
    """Return what the anchor says, or None when there is none that can be read."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state if isinstance(state, dict) else None


def expect_store(database: Path, path: Path) -> None:
    """Raise DamagedStore when the anchor knows a store whose file is missing or empty."""
    if read(path) is None:
        return
    if not database.exists() or database.stat().st_size == 0:
        raise errors.DamagedStore(
            f"{database} is {'empty' if database.exists() else 'gone'}, but a store was here",
            "Run `csr-desk restore` with the newest file of the backups folder.",
        )


def check(store: Store, path: Path) -> str | None:
    """Return what is wrong when the store knows less than its anchor, or None."""
    state = read(path)
    if state is None:
        return None
    uid = store.value("SELECT value FROM meta WHERE key = 'uid'")
    if state.get("uid") != uid:
        return "the store is not the one that was here before"
    seq = int(state.get("events") or 0)
    found = store.value("SELECT hash FROM event WHERE seq = ?", seq)
    if seq and found is None:
        return f"the log ends before entry {seq}, which was already written"
    if seq and found != state.get("head"):
        return f"entry {seq} of the log is not the one that was written"
    return None
