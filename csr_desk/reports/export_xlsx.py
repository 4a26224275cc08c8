"""A report as a workbook: a summary of live formulas over sheets of raw rows.

XlsxWriter is imported when a workbook is written and not before. Rows go to the disk as they come
(`constant_memory`), into a private folder beside the file, so a year needs no more memory than a
day.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import IO, Any, Final

from csr_desk import errors
from csr_desk.reports import export_contacts, export_groups, export_line, export_tickets
from csr_desk.reports.export_columns import Table
from csr_desk.reports.export_file import Exported, expect_free, fresh, unwritable
from csr_desk.reports.export_sheets import Formats, write_table
from csr_desk.reports.export_summary import Summary
from csr_desk.reports.progress import Progress
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store

SHEET_ROWS: Final = 1_048_576
"""The rows of a sheet in Excel and LibreOffice, heads included."""


def write(
    path: Path,
    store: Store,
    written: Written,
    zone: tzinfo,
    *,
    before: Written | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write a report to a private workbook with every contact of its period, whole or not at all.

    With `before` the summary shows the change to that period. Raises Refused as
    `export_file.fresh` does, and where a sheet has too few rows; `progress` is told the share done.
    """
    expect_free(path, replace=replace)
    tables = (
        export_contacts.table(store, written, zone),
        export_groups.table(store, written, zone),
        export_line.table(written, zone),
        *export_tickets.tables(store, written, zone),
    )
    _expect_room(tables)
    with _beside(path) as folder, fresh(path, replace=replace) as file:
        _fill(file, folder, Summary(written, before, zone), tables, progress)
    return Exported((path,), tables[0].count)


def _expect_room(tables: Sequence[Table]) -> None:
    for table in tables:
        if table.count >= SHEET_ROWS:
            raise errors.Refused(
                f"the sheet {table.title} would need {table.count:,} rows, and a sheet holds"
                f" {SHEET_ROWS - 1:,} below its heads",
                "Choose a shorter period, or write CSV, which takes any number.",
            )


def _fill(
    file: IO[bytes],
    folder: Path,
    summary: Summary,
    tables: Sequence[Table],
    progress: Progress | None,
) -> None:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    whole = sum(table.count for table in tables) or 1
    done = 0

    def step(number: int) -> None:
        if progress is not None:
            progress((done + number) / whole)

    target = _Target(file)
    workbook = Workbook(target, {"constant_memory": True, "tmpdir": str(folder)})
    try:
        formats = Formats(workbook)
        summary.write(workbook, formats)
        for table in tables:
            write_table(workbook, formats, table, step)
            done += table.count
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error
    finally:
        target.close()
        _abandon(workbook)


def _abandon(workbook: Any) -> None:
    """Close what a workbook that failed has open; a closed one has nothing."""
    for sheet in workbook.worksheets():
        rows = getattr(sheet, "row_data_fh", None)
        if rows is not None:
            rows.close()


class _Target:
    """The file a workbook is packed into; once closed it takes everything and keeps nothing.

    A pack that failed is closed again when its memory is freed, and must not complain then.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._is_open = True

    def close(self) -> None:
        """Take nothing more; the file itself stays open for its owner."""
        self._is_open = False

    def write(self, data: bytes) -> int:
        """Write bytes."""
        return self._file.write(data) if self._is_open else len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a place."""
        return self._file.seek(offset, whence) if self._is_open else 0

    def tell(self) -> int:
        """Return the place."""
        return self._file.tell() if self._is_open else 0

    def flush(self) -> None:
        """Hand what was written to the system."""
        if self._is_open:
            self._file.flush()


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a private folder beside a file, and remove it with what is in it."""
    folder = path.with_name(f".{path.name}.{os.getpid()}.parts")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
