"""Backups by the engine's own backup API, never by copying a file that is in use."""

import os
from datetime import UTC, datetime
from pathlib import Path

import apsw

from csr_desk import errors
from csr_desk.domain.instants import DAY, Instant, to_datetime, to_instant
from csr_desk.store import anchor, cipher
from csr_desk.store.connection import APPLICATION_ID, Store, translated
from csr_desk.store.steps import Tell, telling, untold

KEEP = 7
"""How many daily backups stay."""

PAGES = 4_096
"""Pages of 4 KiB that are copied between two words about it."""


def write(store: Store, target: Path, tell: Tell = untold) -> Path:
    """Write a verified copy of the store to a new private file and return its path.

    `tell` hears how far it is.
    """
    if target.exists():
        raise errors.Refused(f"{target} exists already", "Name another file.")
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    _private(partial)
    try:
        _copy(store.db, partial, tell)
        problem = inspect(partial, tell)
        if problem:
            raise errors.DamagedStore(f"the backup {target} does not read back: {problem}")
        partial.replace(target)
        anchor.sync_folder(target.parent)
    finally:
        partial.unlink(missing_ok=True)
    return target


def _private(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise errors.CannotMakeStore(f"{path} cannot be written: {error.strerror}") from error


def inspect(path: Path, tell: Tell = untold) -> str | None:
    """Return why a file is no sound store, or None when it is one."""
    try:
        db = cipher.connect(path, apsw.SQLITE_OPEN_READONLY)
    except apsw.Error as error:
        return f"it cannot be opened ({error})"
    try:
        if next(iter(db.execute("PRAGMA application_id")))[0] != APPLICATION_ID:
            return "it is not a store of csr-desk"
        with telling(db, tell, "Checking the copy"):
            result = next(iter(db.execute("PRAGMA integrity_check(1)")))[0]
    except apsw.Error as error:
        return f"it cannot be read ({error})"
    finally:
        db.close()
    return None if result == "ok" else str(result)


def name(now: Instant, kind: str) -> str:
    """Return the file name of a backup, such as `desk-20261123-090000-daily.db`."""
    return f"desk-{to_datetime(now, UTC):%Y%m%d-%H%M%S}-{kind}.db"


def daily(store: Store, folder: Path, now: Instant) -> Path | None:
    """Write today's backup unless the newest is younger than a day; keep the last seven."""
    present = sorted(folder.glob("desk-*-daily.db")) if folder.is_dir() else []
    if present and now - made_at(present[-1]) < DAY:
        return None
    written = write(store, folder / name(now, "daily"))
    for old in present[: max(len(present) + 1 - KEEP, 0)]:
        old.unlink(missing_ok=True)
    return written


def made_at(path: Path) -> Instant:
    """Return when a backup was made, by its name; 0 for another name."""
    try:
        made = datetime.strptime(path.name[5:20], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return to_instant(made)


def restore(source: Path, database: Path, now: Instant) -> Path | None:
    """Put a backup in place of the store; return where the former file was moved, if there was one.

    Raises DamagedStore when the backup itself is not sound, DiskFull when there is no room for it;
    nothing is then changed. In place of an encrypted store even a plain backup becomes encrypted.
    """
    problem = inspect(source)
    if problem:
        raise errors.DamagedStore(f"{source} cannot be restored: {problem}", "Choose another file.")
    fresh = database.with_name(f"{database.name}.restoring")
    fresh.unlink(missing_ok=True)
    _private(fresh)
    try:
        origin = cipher.connect(source, apsw.SQLITE_OPEN_READONLY)
        try:
            if cipher.is_encrypted(database) and not cipher.is_encrypted(source):
                cipher.convert(origin, fresh, cipher.key_for(database))
            else:
                _copy(origin, fresh)
        finally:
            origin.close()
        aside = _move_aside(database, now)
        fresh.replace(database)
        anchor.sync_folder(database.parent)
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def _move_aside(database: Path, now: Instant) -> Path | None:
    """Move the store away with its log: a log left behind would be read into the new store."""
    aside = database.with_name(f"{database.name}.before-restore-{now}")
    had_store = database.exists()
    for suffix in ("", "-wal", "-shm", "-journal"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside if had_store else None


def _copy(origin: apsw.Connection, target: Path, tell: Tell = untold) -> None:
    with translated(target):
        copy = cipher.connect_copy(target, cipher.key_for(Path(origin.filename)))
        try:
            with copy.backup("main", origin, "main") as job:
                while not job.step(PAGES):
                    tell("Keeping a copy of the store", 1 - job.remaining / job.page_count)
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()
