"""The one SQLite file of the desk, opened through apsw with the pragmas the promises rest on."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from csr_desk import errors

APPLICATION_ID = 0x43535244  # "CSRD" in the header: this file is ours

Row = tuple[Any, ...]

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
    """A connection to the desk's file; reads are plain, writes go through `transaction`."""

    def __init__(self, path: Path, *, read_only: bool = False, busy_ms: int = 5_000) -> None:
        version = apsw.sqlite_lib_version()
        if not engine_is_safe(version):
            raise errors.EngineTooOld(f"SQLite {version} can lose committed changes")
        self.path = path
        self.read_only = read_only
        flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE
        with translated(path):
            self.db = apsw.Connection(str(path), flags=flags)
            self.db.set_busy_timeout(busy_ms)
            for pragma in ("query_only=ON",) if read_only else _PRAGMAS:
                self.db.execute(f"PRAGMA {pragma}").fetchall()
        self._depth = 0

    def all(self, sql: str, *values: Any) -> list[Row]:
        """Return every row of a query."""
        return list(self.db.execute(sql, values))

    def one(self, sql: str, *values: Any) -> Row | None:
        """Return the first row of a query, or None."""
        row: Row | None = next(iter(self.db.execute(sql, values)), None)
        return row

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row of a query, or None."""
        row = self.one(sql, *values)
        return None if row is None else row[0]

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
        with translated(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
            except BaseException:
                self._depth = 0
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise
            self._depth = 0
            try:
                self.db.execute("COMMIT")
            except apsw.Error:
                if self.db.in_transaction:
                    self.db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the connection; the WAL is folded into the file by the last one to close."""
        self.db.close()


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn the engine's errors into the desk's own family, each with what to do."""
    try:
        yield
    except (apsw.BusyError, apsw.LockedError) as error:
        raise errors.Busy(f"{path} is in use by another program") from error
    except apsw.FullError as error:
        raise errors.DiskFull(f"the disk with {path} is full; nothing was changed") from error
    except apsw.ReadOnlyError as error:
        raise errors.StoreReadOnly(f"{path} may not be written") from error
    except apsw.NotADBError as error:
        raise errors.ForeignFile(f"{path} is not a desk store") from error
    except apsw.CorruptError as error:
        raise errors.DamagedStore(f"{path} is damaged") from error
    except apsw.CantOpenError as error:
        raise errors.CannotMakeStore(f"{path} cannot be opened") from error
    except apsw.IOError as error:
        raise errors.DamagedStore(f"{path} cannot be read or written: {error}") from error
