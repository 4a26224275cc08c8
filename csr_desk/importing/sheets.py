"""Rows of a spreadsheet, read by the compiled reader that is loaded only when one is imported."""

import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from csr_desk.errors import Refused
from csr_desk.importing.rawrow import RawRow, unique

Fits = Callable[[list[str]], bool]
_UNPACKED_LIMIT = 1 << 30


def choose(path: Path, fits: Fits) -> tuple[str, list[str]]:
    """Return the sheet whose header line fits a known kind, else the first with one, and it."""
    fallback: tuple[str, list[str]] | None = None
    book = _open(path)
    for name in book.sheet_names:
        header = next((row for row in _cells(book, name) if any(row)), [])
        columns = _names(header)
        if columns and fits(columns):
            return name, columns
        if columns and fallback is None:
            fallback = name, columns
    if fallback is None:
        raise Refused(f"{path} has no sheet with a header line", "Fill the first line with names.")
    return fallback


def rows(path: Path, sheet: str) -> Iterator[RawRow]:
    """Yield the rows of a sheet below its header line."""
    size = path.stat().st_size
    book = _open(path)
    columns: list[str] = []
    total = max(1, book.get_sheet_by_name(sheet).total_height)
    for number, cells in enumerate(_cells(book, sheet), 1):
        if not any(cell != "" for cell in cells):
            continue
        if not columns:
            columns = _names(cells)
            continue
        values = dict(zip(columns, cells, strict=False))
        yield RawRow(number, values, "", size * min(number, total) // total)


def _open(path: Path) -> Any:
    import python_calamine  # compiled, and needed for spreadsheets alone

    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                if sum(entry.file_size for entry in archive.infolist()) > _UNPACKED_LIMIT:
                    raise Refused(f"{path} unpacks to more than 1 GB", "Export it as CSV.")
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError) as error:
        raise Refused(f"{path} is no readable spreadsheet", "Export it as CSV or XLSX.") from error


def _cells(book: Any, name: str) -> Iterator[list[Any]]:
    for row in book.get_sheet_by_name(name).iter_rows():
        yield [_plain(cell) for cell in row]


def _plain(cell: Any) -> Any:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell


def _names(header: list[Any]) -> list[str]:
    names = [str(cell) for cell in header]
    while names and not names[-1].strip():
        names.pop()
    return unique(names)
