"""Rows of a file one after another, whatever its format; a 50 MB table is never held whole."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from csr_desk.errors import Refused
from csr_desk.importing import json_objects, json_rows, json_shape, sheets, tables
from csr_desk.importing.rawrow import RawRow, unique
from csr_desk.importing.sniff import Nature, delimiter, nature
from csr_desk.importing.tables import REJECT_MARK

_SAMPLE = 1 << 16
_RETURNED = 20


@dataclass(slots=True)
class Source:
    """One opened file: its nature, its columns, and its rows as often as they are asked for.

    `header` is the first line of a table; `columns` differ from it in a file of rejected rows,
    which gives back the columns its source had.
    """

    path: Path
    nature: Nature
    columns: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    delimiter: str = ""
    sheet: str = ""
    collection: str = ""
    beside: dict[str, Any] = field(default_factory=dict)

    @property
    def has_records(self) -> bool:
        """Tell whether a row is a JSON object rather than the cells of a table."""
        records = ["row", REJECT_MARK, "record"]
        return self.nature.format in {"json", "jsonl"} or self.header == records

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows; broken ones carry their problem instead of values."""
        if self.nature.format == "csv":
            return tables.rows(self.path, self.nature, self.header, self.delimiter)
        if self.nature.format == "xlsx":
            return sheets.rows(self.path, self.sheet)
        return json_rows.rows(self.path, self.nature, self.collection)


def open_source(path: Path, fits: sheets.Fits) -> Source:
    """Open a file and read its columns; `fits` tells whether column names belong to a known kind.

    Raises Refused with one sentence when the file cannot be read or holds no table.
    """
    source = Source(path, nature(path))
    if source.nature.format == "csv":
        _open_table(source)
    elif source.nature.format == "xlsx":
        source.sheet, source.columns = sheets.choose(path, fits)
    else:
        shape = json_shape.shape(path, source.nature)
        source.collection, source.columns = shape.collection, shape.columns
        source.beside = shape.beside
    if not source.columns:
        raise Refused(f"{path} has no header line", "Give its columns names in the first line.")
    return source


def _open_table(source: Source) -> None:
    text, _ = tables.open_table(source.path, source.nature)
    with text:
        sample = text.read(_SAMPLE)
    first, _, rest = sample.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        source.delimiter, sample = first.strip()[4], rest
    else:
        source.delimiter = delimiter(sample)
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=source.delimiter)
    header = next((row for row in reader if any(cell.strip() for cell in row)), [])
    source.header = source.columns = unique(header)
    if source.header[:2] == ["row", REJECT_MARK]:
        inner: dict[str, None] = {}
        for row in islice(source.rows(), _RETURNED):
            inner.update(dict.fromkeys(json_objects.flatten(row.values)))
        source.columns = list(inner)
