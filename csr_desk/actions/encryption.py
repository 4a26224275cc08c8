"""Encrypting a store that is there, and taking the encryption away again.

The store is written anew beside itself, compared, and put in place by one rename; a run that is
cut off leaves the store as it was, and the next run finishes the backups. Both happen under the
lock of the desk and that of opening, so that nobody writes to the file that is about to go.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import apsw

from csr_desk import errors, paths
from csr_desk.paths import Places
from csr_desk.secrets import Secret
from csr_desk.store import anchor, backup, cipher, lock
from csr_desk.store.connection import translated

WAIT_MS = 2_000
"""How long another program may take to let go of the store."""


@dataclass(frozen=True, slots=True)
class Remade:
    """What was written anew: the store or not, how many backups, and what could not be."""

    store: bool
    backups: int
    left: tuple[Path, ...]
    """Files with the words of the store that are still in the former form."""


def encrypt(places: Places, key: Secret) -> Remade:
    """Encrypt the store and its backups with a key, which is then in use.

    A store that is encrypted already stays, and its plain backups follow. Raises Busy while
    anybody has the store open, SignInNeeded for another key than that of the store, DiskFull or
    DamagedStore; the store is then as it was.
    """
    cipher.use(key)
    return _remake(places, key)


def decrypt(places: Places) -> Remade:
    """Make the store and its backups plain again, by the key in use; raises as `encrypt` does."""
    return _remake(places, None)


def _remake(places: Places, key: Secret | None) -> Remade:
    paths.prepare(places)
    desk = lock.InstanceLock(places.lock)
    desk.acquire()
    try:
        with lock.opening(places.data):
            changed = cipher.is_encrypted(places.database) != (key is not None)
            if changed:
                _swap(places.database, key)
            else:
                cipher.connect(places.database, apsw.SQLITE_OPEN_READONLY, WAIT_MS).close()
            backups, left = _backups(places, key)
    finally:
        desk.release()
    return Remade(changed, backups, (*left, *_former(places, key)))


def _swap(database: Path, key: Secret | None) -> None:
    """Put a converted copy in place of the store, which nobody else has open meanwhile."""
    with _alone(database) as origin, _converted(origin, database, key) as fresh:
        _compare(origin, fresh)
        fresh.replace(database)
        anchor.sync_folder(database.parent)


@contextmanager
def _alone(database: Path) -> Iterator[apsw.Connection]:
    """Hold the store open with its log folded in, closed to everybody else; Busy otherwise."""
    with translated(database):
        origin = cipher.connect(database, busy_ms=WAIT_MS)
        try:
            origin.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
            # Leaving the write-ahead log needs, and proves, that no other connection is there.
            if origin.execute("PRAGMA journal_mode=DELETE").fetchall() != [("delete",)]:
                raise errors.Busy(f"{database} is in use by another program")
            origin.execute("BEGIN EXCLUSIVE; COMMIT")
            yield origin
        finally:
            origin.close()


@contextmanager
def _converted(origin: apsw.Connection, path: Path, key: Secret | None) -> Iterator[Path]:
    """Yield a converted, sound, private copy beside a path; it is gone again unless moved."""
    fresh = path.with_name(f"{path.name}.converting")
    fresh.unlink(missing_ok=True)
    try:
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise errors.CannotMakeStore(f"{fresh} cannot be written: {error.strerror}") from error
    try:
        os.close(file)
        cipher.convert(origin, fresh, key)
        problem = backup.inspect(fresh)
        if problem or cipher.is_encrypted(fresh) != (key is not None):
            raise errors.DamagedStore(f"the copy of {path} does not read back: {problem}")
        _to_disk(fresh)
        yield fresh
    finally:
        fresh.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    file = os.open(path, os.O_RDWR)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _compare(origin: apsw.Connection, fresh: Path) -> None:
    """Raise DamagedStore unless a copy has the version and the rows of its origin."""
    copy = cipher.connect(fresh, apsw.SQLITE_OPEN_READONLY)
    try:
        if _sums(origin) != _sums(copy):
            raise errors.DamagedStore(f"the copy {fresh} does not hold what the store holds")
    finally:
        copy.close()


def _sums(db: apsw.Connection) -> list[object]:
    names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1").fetchall()
    found: list[object] = [*db.execute("PRAGMA user_version").fetchall()]
    found += db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchall()
    for (name,) in names:
        found += [name, *db.execute(f'SELECT count(*) FROM "{name}"').fetchall()]
    return found


def _backups(places: Places, key: Secret | None) -> tuple[int, list[Path]]:
    """Convert the backups; return how many, and those that cannot be read."""
    done, left = 0, []
    for path in sorted(places.backups.glob("*.db")):
        if cipher.is_encrypted(path) == (key is not None):
            continue
        try:
            _convert_backup(path, key)
        except (errors.DeskError, apsw.Error, OSError):
            # It stays as it was and is told by name: the store itself is changed already.
            left.append(path)
        else:
            done += 1
    return done, left


def _convert_backup(path: Path, key: Secret | None) -> None:
    state = path.stat()
    origin = cipher.connect(path, apsw.SQLITE_OPEN_READONLY)
    try:
        with _converted(origin, path, key) as fresh:
            os.utime(fresh, ns=(state.st_atime_ns, state.st_mtime_ns))  # a backup keeps its age
            fresh.replace(path)
    finally:
        origin.close()
    anchor.sync_folder(path.parent)


def _former(places: Places, key: Secret | None) -> Iterator[Path]:
    """Yield the stores that a restore has put aside in the form that is to go."""
    for path in sorted(places.data.glob(f"{places.database.name}.before-restore-*")):
        is_part = path.name.endswith(("-wal", "-shm", "-journal"))
        if not is_part and cipher.is_encrypted(path) != (key is not None):
            yield path
