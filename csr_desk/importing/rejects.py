"""The file of rejected rows beside the source: each with its reasons, safe to open and to import.

Cells that a spreadsheet would run as a formula get an apostrophe, card numbers are masked, and
nobody else may read the file. Importing it again is the way to bring mended rows in.
"""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from csr_desk.errors import Refused
from csr_desk.importing.rawrow import RawRow
from csr_desk.importing.tables import MORE, REJECT_MARK

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class Rejects:
    """Collects rejected rows; the file is made with the first one, in `folder` if need be."""

    def __init__(
        self, source: Path, columns: list[str], shield: Callable[[str], str], folder: Path | None
    ) -> None:
        self.path: Path | None = None
        self.count = 0
        self.first: list[str] = []
        self._source = source
        self._columns = columns
        self._shield = shield
        self._folder = folder
        self._file: TextIO | None = None

    def add(self, row: RawRow, reason: str, *, as_record: bool, keep: bool) -> None:
        """Count a row as rejected and, unless `keep` is false, write it down."""
        self.count += 1
        if len(self.first) < 5:
            self.first.append(f"row {row.number}: {reason}")
        if not keep:
            return
        if self._file is None:
            self._open(["record"] if as_record else self._columns)
        assert self._file is not None  # just opened
        writer = csv.writer(self._file, lineterminator="\n")
        writer.writerow([str(row.number), self._safe(reason), *self._cells(row, as_record)])

    def close(self) -> None:
        """Bring what was written to disk."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._file = None

    def _cells(self, row: RawRow, as_record: bool) -> list[str]:
        if as_record:
            broken = row.values.get("record") if row.problem else None
            if isinstance(broken, str):
                return [self._safe(broken)]
            return [self._safe(json.dumps(row.values, ensure_ascii=False))]
        # A row with too few or too many cells keeps them, so that it is noticed again.
        cells = [row.values[name] for name in self._columns if name in row.values]
        return [self._safe(_written(cell)) for cell in [*cells, *row.values.get(MORE, [])]]

    def _safe(self, cell: str) -> str:
        cell = self._shield(cell.replace("\0", ""))
        cell = cell.encode("utf-8", "replace").decode("utf-8")
        return "'" + cell if cell.startswith(_FORMULA) else cell

    def _open(self, columns: list[str]) -> None:
        names = [f"{self._source.name}.rejected.csv", f"{self._source.name}.rejected-2.csv"]
        for folder in filter(None, (self._source.parent, self._folder)):
            for name in names:
                path = folder / name
                if not _is_ours(path):
                    continue
                try:
                    path.unlink(missing_ok=True)
                    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
                    handle = os.open(path, flags, 0o600)
                except OSError:
                    continue
                self._file = os.fdopen(handle, "w", encoding="utf-8", newline="")
                self.path = path
                head = ["row", REJECT_MARK, *(self._safe(column) for column in columns)]
                csv.writer(self._file, lineterminator="\n").writerow(head)
                return
        raise Refused(
            f"the rejected rows of {self._source} cannot be kept: its folder may not be written",
            "Copy the file to a folder of yours and import it there.",
        )


def _written(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _is_ours(path: Path) -> bool:
    """Tell whether a file may be replaced: it is absent, or an earlier list of rejected rows."""
    if path.is_symlink():
        return False
    try:
        with path.open(encoding="utf-8") as file:
            return file.readline(64).startswith(f"row,{REJECT_MARK}")
    except FileNotFoundError:
        return True
    except (OSError, UnicodeDecodeError):
        return False
