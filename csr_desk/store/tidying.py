"""After an erasure: what was deleted leaves the index, the write-ahead log and the backups."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import apsw

from csr_desk import errors
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.store import backup, cipher
from csr_desk.store.connection import Store, translated

_INDEXES = ("message_fts", "ticket_fts", "customer_fts")
_PAGES_AT_ONCE = 500
"""Pages of an index that are merged in one transaction: a tenth of a second that others wait."""
LARGEST_REWRITE = 1 << 30
"""Bytes of a store above which it is not rewritten: that needs as much memory again. Deleted text
is overwritten with zeros in any case."""


def rewrite(store: Store) -> str | None:
    """Drop deleted words from index, free pages and write-ahead log; return what stood in the way.

    Source: reliability.md 3.5. It may be run again at any time.
    """
    try:
        for name in _INDEXES:
            _merge(store, name)
        with translated(store.path):
            _checkpoint(store)
            if store.path.stat().st_size <= LARGEST_REWRITE:
                store.db.execute("VACUUM")
            _checkpoint(store)
    except (errors.Busy, errors.DiskFull) as error:
        return error.message
    return None


def _merge(store: Store, index: str) -> None:
    """Optimise an index step by step, so that nobody waits for the whole of it.

    Source: sqlite.org/fts5.html, "The 'merge' command": it is done when a step changes less than
    two rows.
    """
    pages, changed = -_PAGES_AT_ONCE, 2
    while changed >= 2:
        before = store.db.total_changes()
        with store.transaction():
            store.execute(f"INSERT INTO {index}({index}, rank) VALUES ('merge', ?)", pages)
        pages, changed = _PAGES_AT_ONCE, store.db.total_changes() - before


def _checkpoint(store: Store) -> None:
    if store.value("PRAGMA wal_checkpoint(TRUNCATE)"):
        raise errors.Busy(f"{store.path} is in use by another program")


def copies_of(
    folder: Path, backups: Path, salts: Mapping[str, str | None]
) -> tuple[list[Path], list[Path]]:
    """Return the copies of the store that hold one of these records, and those nobody can read.

    `salts` has the uid of each record with the salt it must not have; None is any. Looked at are
    the backups folder and what a restore has put aside beside the store.
    """
    holding: list[Path] = []
    unreadable: list[Path] = []
    candidates = [*backups.glob("*.db"), *folder.glob("desk.db.before-restore-*")]
    for path in sorted(candidates):
        if path.name.endswith(("-wal", "-shm", "-journal")):
            continue
        try:
            held = _holds(path, salts)
        except (apsw.Error, errors.SignInNeeded):
            unreadable.append(path)
        else:
            holding += [path] if held else []
    return holding, unreadable


def _holds(path: Path, salts: Mapping[str, str | None]) -> bool:
    db = cipher.connect(path, apsw.SQLITE_OPEN_READONLY)
    try:
        if not list(db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'customer'")):
            return False
        sql = "SELECT 1 FROM customer WHERE uid = ? AND salt IS NOT ?"
        return any(list(db.execute(sql, pair)) for pair in salts.items())
    finally:
        db.close()


def renew(store: Store, backups: Path, old: Iterable[Path], now: Instant) -> Path:
    """Write a new daily backup, then remove the old copies; return the new one.

    Raises what `backup.write` raises; then the old ones are all still there.
    """
    at = now
    while (target := backups / backup.name(at, "daily")).exists():
        at += SECOND
    written = backup.write(store, target)
    for path in old:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    return written
