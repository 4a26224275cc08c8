"""The one SQLite file of the desk, opened through apsw with the pragmas the promises rest on."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from csr_desk import errors
from csr_desk.store import cipher

APPLICATION_ID = 0x43535244  # "CSRD" in the header: this file is ours

Row = tuple[Any, ...]

RELIEVED = "A reserve was set free: save once more now, then free some space."

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
    "cache_size=-8192",
)

_WHOSE = "SELECT application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id"


def engine_is_safe(version: str) -> bool:
    """Tell whether an SQLite version is free of the WAL-reset bug (in 3.7.0 to 3.51.2).

    Source: sqlite.org/wal.html, "the WAL-reset bug".
    """
    major, minor, patch = (*(int(part) for part in re.findall(r"\d+", version)), 0, 0)[:3]
    parts = (major, minor, patch)
    if parts >= (3, 51, 3):
        return True
    return (3, 44, 6) <= parts < (3, 45) or (3, 50, 7) <= parts < (3, 51)


class Store:
    """A connection to the desk's file; reads are plain, writes go through `transaction`.

    `relieve` is called when the disk is full, after everything was taken back; it tells whether it
    could make room, so that the same change can be tried once more. `before_commit` is called
    at the end of every transaction, inside it.
    """

    def __init__(self, path: Path, *, read_only: bool = False, busy_ms: int = 5_000) -> None:
        version = apsw.sqlite_lib_version()
        if not engine_is_safe(version):
            raise errors.EngineTooOld(f"SQLite {version} can lose committed changes")
        self.path = path
        self.read_only = read_only
        self.relieve: Callable[[], bool] = lambda: False
        self.before_commit: Callable[[], None] | None = None
        flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
        with translated(path):
            self.db = cipher.connect(path, flags, busy_ms)
            try:
                self._prepare()
            except BaseException:
                self.abandon()
                raise
        self._depth = 0

    def _prepare(self) -> None:
        # First of all, because the pragmas below would turn another program's file into a WAL one;
        # in one statement, because another process may be making the store at this moment.
        application, tables = next(iter(self.db.execute(_WHOSE)))
        if application != APPLICATION_ID and (application or tables):
            raise errors.ForeignFile(f"{self.path} belongs to another program")
        for pragma in ("query_only=ON",) if self.read_only else _PRAGMAS:
            self.db.execute(f"PRAGMA {pragma}").fetchall()

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Return every row of a query; raises what `transaction` raises."""
        try:
            return list(self.db.execute(sql, values))
        except _ENGINE as error:
            _retell(error, self.path)
            raise

    def one(self, sql: str, *values: Any) -> Row | None:
        """Return the first row of a query, or None; raises what `transaction` raises."""
        try:
            row: Row | None = next(iter(self.db.execute(sql, values)), None)
        except _ENGINE as error:
            _retell(error, self.path)
            raise
        return row

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row of a query, or None."""
        row = self.one(sql, *values)
        return None if row is None else row[0]

    def version(self) -> tuple[int, int]:
        """Return what differs as soon as this or any other connection wrote; it costs no read."""
        return self.db.total_changes(), int(self.value("PRAGMA data_version"))

    def execute(self, sql: str, *values: Any) -> None:
        """Run one statement inside the current transaction."""
        self.db.execute(sql, values)

    def insert(self, table: str, **columns: Any) -> int:
        """Insert one row and return its row id."""
        names = ", ".join(columns)
        marks = ", ".join("?" * len(columns))
        self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(columns.values()))
        return self.db.last_insert_rowid()

    def insert_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self.db.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what happens inside durable as a whole or not at all; joins an outer transaction.

        Raises Busy, DiskFull, StoreReadOnly or DamagedStore from csr_desk.errors; nothing is then
        changed.
        """
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        try:
            with translated(self.path):
                yield from self._whole_or_not()
        except errors.DiskFull as error:
            if self.relieve():
                raise errors.DiskFull(error.message, RELIEVED) from error
            raise

    def _whole_or_not(self) -> Iterator[None]:
        self.db.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            if self.before_commit is not None:
                self.before_commit()
            self._depth = 0
            self.db.execute("COMMIT")
        except BaseException:
            self._depth = 0
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        """Take back what is open; after a failed read or write the engine has done so already."""
        if self.db.in_transaction:
            with suppress(apsw.Error):  # what went wrong first is what the agent must hear
                self.db.execute("ROLLBACK")

    def close(self) -> None:
        """Close the connection; the WAL is folded into the file by the last one to close."""
        self.db.close()

    def abandon(self) -> None:
        """Close the connection and leave file and WAL byte for byte as they are."""
        self.db.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        self.db.close()


_ENGINE = (apsw.Error, UnicodeDecodeError)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the engine's errors into the desk's own family, each with what to do."""
    try:
        yield
    except apsw.Error as error:
        _retell(error, path)
        raise


@contextmanager
def doubted(path: Path) -> Iterator[None]:
    """While a file is being opened, take every error of the engine for damage of the file."""
    try:
        with translated(path):
            yield
    except (apsw.Error, ValueError) as error:
        raise errors.DamagedStore(f"{path} does not read as a store: {error}") from error


def _retell(error: Exception, path: Path) -> None:
    """Raise the desk's error for one of the engine's, unless that speaks of a wrong statement."""
    for kind, told, words, hint in _FAMILY:
        if isinstance(error, kind):
            raise told(words.format(path=path, error=error), hint) from error


_BAD_DISK = "Check the disk and try again; `csr-desk verify` tells whether the store is whole."
_FAMILY: tuple[tuple[type[Exception], type[errors.DeskError], str, str], ...] = (
    (apsw.BusyError, errors.Busy, "{path} is in use by another program", ""),
    (apsw.LockedError, errors.Busy, "{path} is in use by another program", ""),
    (apsw.ProtocolError, errors.Busy, "{path} is in use by another program", ""),
    (apsw.FullError, errors.DiskFull, "the disk with {path} is full; nothing was changed", ""),
    (apsw.ReadOnlyError, errors.StoreReadOnly, "{path} may not be written", ""),
    (apsw.PermissionsError, errors.StoreReadOnly, "{path} may not be written", ""),
    (apsw.NotADBError, errors.ForeignFile, "{path} is not a desk store", ""),
    (apsw.CorruptError, errors.DamagedStore, "{path} is damaged", ""),
    (UnicodeDecodeError, errors.DamagedStore, "{path} holds text that is no text", ""),
    (apsw.CantOpenError, errors.CannotMakeStore, "{path} cannot be opened", ""),
    (apsw.IOError, errors.DamagedStore, "{path} cannot be read or written: {error}", _BAD_DISK),
)
