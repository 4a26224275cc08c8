"""A report as CSV: one file with the figures, and one beside it with every contact.

Every cell is quoted, lines end in CRLF, and the files begin with the mark by which Excel knows
UTF-8; text that a spreadsheet would run as a formula begins with an apostrophe.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import tzinfo
from pathlib import Path
from typing import IO, Any, Final

from csr_desk import text
from csr_desk.reports import export_contacts, report_text
from csr_desk.reports.export_columns import Cell, Column, Sort
from csr_desk.reports.export_file import Exported, fresh
from csr_desk.reports.progress import Progress
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store

HEADS: Final = ("section", "name", "value", "unit", "num", "den", "text")
_STEP: Final = 500


def write(
    path: Path,
    store: Store,
    written: Written,
    zone: tzinfo,
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> Exported:
    """Write the figures to a private file and all contacts to one beside it, both or neither.

    `day.csv` has its contacts in `day-contacts.csv`. Raises Refused as `export_file.fresh` does;
    `progress` is told the share done.
    """
    beside = path.with_name(f"{path.stem}-contacts{path.suffix or '.csv'}")
    table = export_contacts.table(store, written, zone)
    shown = [place for place, column in enumerate(table.columns) if _is_shown(column)]
    with fresh(path, replace=replace) as figures, fresh(beside, replace=replace) as contacts:
        with _Sheet(figures) as sheet:
            sheet.row(HEADS)
            for row in rows(report_text.as_json(written, zone)):
                sheet.row(row)
        with _Sheet(contacts) as sheet:
            sheet.row([table.columns[place].key for place in shown])
            for number, cells in enumerate(table.rows):
                sheet.row([cells[place] for place in shown])
                if progress is not None and number % _STEP == 0:
                    progress(number / table.count)
    return Exported((path, beside), table.count)


class _Sheet:
    """A CSV file in writing, over a binary file that stays open."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
        self._rows = csv.writer(self._text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")

    def __enter__(self) -> "_Sheet":
        return self

    def __exit__(self, *_: object) -> None:
        self._text.detach()
        # A full disk shows here, before the file beside takes its name.
        self._file.flush()

    def row(self, cells: Iterable[Any]) -> None:
        """Write a row; foreign text never runs as a formula."""
        self._rows.writerow([text.csv_cell(cell) for cell in cells])


def _is_shown(column: Column) -> bool:
    """Tell whether a column has a place in a text file: instants stand there once, as ISO 8601."""
    return column.sort not in (Sort.MOMENT, Sort.FORMULA_CLOCK)


def rows(document: dict[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of the figures of a `report --json` document, in the order of HEADS."""
    for name in ("title", "from", "to", "as_of", "coverage", "definitions"):
        yield ("report", name, document[name], "", "", "", "")
    groups = [name for name, group in document.items() if _is_group(group)]
    for section in sorted(groups, key=lambda name: name != "figures"):
        for name, one in document[section].items():
            yield (section, name, one["value"], one["unit"], one["num"], one["den"], one["text"])
    for section, found in document.items():
        if isinstance(found, dict) and section not in (*groups, "states_s", "evidence"):
            for name, value in found.items():
                yield (section, name, value, "s" if section == "states" else "", "", "", "")
    for reason, count in document["reasons"]:
        yield ("reasons", reason, count, "", "", "", "")


def _is_group(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and bool(found)
        and all(isinstance(one, dict) and "den" in one for one in found.values())
    )
