"""Rows of a file one after another, whatever its format; a 50 MB table is never held whole."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from csr_desk.errors import Refused
from csr_desk.importing import json_rows, sheets
from csr_desk.importing.rawrow import RawRow, unique
from csr_desk.importing.sniff import Nature, delimiter, nature

_SAMPLE = 1 << 16
_CELL_LIMIT = 8 << 20
_RETURNED = 20
REJECT_MARK = "rejected because"
MORE = "(more)"
"""Under this name a row keeps the cells for which the header line has no column."""


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
            return _table(self)
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
        shape = json_rows.shape(path, source.nature)
        source.collection, source.columns = shape.collection, shape.columns
        source.beside = shape.beside
    if not source.columns:
        raise Refused(f"{path} has no header line", "Give its columns names in the first line.")
    return source


def _open_table(source: Source) -> None:
    text, _ = _open_text(source)
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
            inner.update(dict.fromkeys(json_rows.flatten(row.values)))
        source.columns = list(inner)


def _open_text(source: Source) -> tuple[io.TextIOWrapper, io.FileIO]:
    raw = io.FileIO(source.path)
    encoding = source.nature.encoding
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    text = io.TextIOWrapper(
        io.BufferedReader(raw, 1 << 16), encoding=encoding, errors=errors, newline=""
    )
    return text, raw


def _table(source: Source) -> Iterator[RawRow]:
    csv.field_size_limit(_CELL_LIMIT)
    text, raw = _open_text(source)
    with text:
        reader = csv.reader(text, delimiter=source.delimiter)
        header_seen = False
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield RawRow(line, {}, f"the line cannot be read as a table: {error}", raw.tell())
                continue
            if not any(cells):
                continue
            if not header_seen:
                header_seen = not cells[0].lower().startswith("sep=")
                continue
            yield _row(source.header, cells, line, raw.tell())


def _row(columns: list[str], cells: list[str], line: int, done: int) -> RawRow:
    returned = columns[:2] == ["row", REJECT_MARK]
    if returned:
        columns, cells = columns[2:], [_unguarded(cell) for cell in cells[2:]]
    values: dict[str, Any] = dict(zip(columns, cells, strict=False))
    if len(cells) != len(columns):
        if len(cells) > len(columns):
            values[MORE] = cells[len(columns) :]
        problem = f"the row has {len(cells)} fields, the header line {len(columns)}"
        if any("\n" in cell for cell in cells):
            problem += "; a quotation mark may be missing"
        return RawRow(line, values, problem, done)
    if returned and columns == ["record"]:
        return _record(values, line, done)
    return RawRow(line, values, "", done)


def _record(values: dict[str, Any], line: int, done: int) -> RawRow:
    """Read a rejected JSON record again."""
    try:
        record = json.loads(values["record"])
    except (ValueError, RecursionError):
        return RawRow(line, values, "the record is not valid JSON", done)
    if not isinstance(record, dict):
        return RawRow(line, values, "the record is no JSON object", done)
    return RawRow(line, record, "", done)


def _unguarded(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in {"=", "+", "-", "@", "\t", "\r"} else cell
