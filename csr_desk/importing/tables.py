"""Rows of a table with a header, whatever the file they stand in; our own rejects files too."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from csr_desk.importing.rawrow import RawRow
from csr_desk.importing.sniff import Nature
from csr_desk.importing.text_file import open_text

_CELL_LIMIT = 8 << 20
REJECT_MARK = "rejected because"
MORE = "(more)"
"""Under this name a row keeps the cells for which the header line has no column."""


def open_table(path: Path, nature: Nature) -> tuple[io.TextIOWrapper, io.FileIO]:
    """Open a table as text; bytes that are no UTF-8 stay as they are, for their row to say so."""
    errors = "surrogateescape" if nature.encoding.startswith("utf-8") else "replace"
    return open_text(path, nature, errors=errors, newline="")


def rows(path: Path, nature: Nature, header: list[str], delimiter: str) -> Iterator[RawRow]:
    """Yield the rows below the header line; broken ones carry their problem."""
    csv.field_size_limit(_CELL_LIMIT)
    text, raw = open_table(path, nature)
    with text:
        reader = csv.reader(text, delimiter=delimiter)
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
            yield _row(header, cells, line, raw.tell())


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
