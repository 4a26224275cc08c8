"""How the sheets of a workbook look, and how raw rows get into one."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from csr_desk.domain.kpi.ratio import places_of
from csr_desk.reports.export_columns import Cell, Column, Live, Sort, Table, sheet_text

# XlsxWriter carries no types; its objects are Any here.
Workbook = Any
Sheet = Any
Format = Any

CLOCK: Final = "[h]:mm:ss"
MOMENT: Final = "yyyy-mm-dd hh:mm:ss"
_STEP: Final = 500


class Formats:
    """The formats of a workbook, made once."""

    def __init__(self, workbook: Workbook) -> None:
        add: Callable[..., Format] = workbook.add_format
        self.title = add({"bold": True, "font_size": 14})
        self.section = add({"bold": True, "top": 1, "font_size": 12})
        self.head = add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.head_right = add({"bold": True, "bottom": 1, "valign": "top", "align": "right"})
        self.right = add({"align": "right"})
        self.unit = add({"indent": 1})
        self.setting = add({"bg_color": "#FFF2CC", "border": 1})
        self.moment = add({"num_format": MOMENT, "align": "left"})
        self.clock = add({"num_format": CLOCK})
        self.within = add({"font_color": "#006100", "bg_color": "#C6EFCE"})
        self.outside = add({"font_color": "#7F6000", "bg_color": "#FFEB9C"})
        value = {"bold": True, "align": "right"}
        self._places = {
            count: add({"num_format": "0." + "0" * count, **value}) for count in range(1, 4)
        }
        self.count = add({"num_format": "General", **value})
        self.of_sort: Mapping[Sort, Format] = {
            Sort.MOMENT: self.moment,
            Sort.FORMULA_CLOCK: self.clock,
        }

    def of_unit(self, unit: str, *, is_count: bool) -> Format:
        """Return the format of a value: as many places as kpi.md rounds its unit to."""
        return self.count if is_count else self._places[places_of(unit)]


def write_table(
    workbook: Workbook,
    formats: Formats,
    table: Table,
    progress: Callable[[int], None],
) -> None:
    """Write all rows of a table to a new sheet, name its columns' ranges, and freeze its heads."""
    sheet = workbook.add_worksheet(table.title)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(table.count, 1), len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        _name_range(workbook, table, place)
    sheet.set_row(0, 45)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.head, formats.head)
    writers = _writers(sheet, formats, table.columns)
    for number, cells in enumerate(table.rows, 1):
        for place, value in enumerate(cells):
            if value is not None:
                writers[place](number, place, value)
        if number % _STEP == 0:
            progress(number)


def _name_range(workbook: Workbook, table: Table, place: int) -> None:
    letters = letters_of(place)
    name = table.range_of(table.columns[place].key)
    last = max(table.count, 1) + 1
    workbook.define_name(name, f"='{table.title}'!${letters}$2:${letters}${last}")


def letters_of(place: int) -> str:
    """Return the letters of a column by its place, 0 for A."""
    letters = ""
    while place >= 0:
        letters = chr(ord("A") + place % 26) + letters
        place = place // 26 - 1
    return letters


Writer = Callable[[int, int, Cell], None]


def _writers(sheet: Sheet, formats: Formats, columns: tuple[Column, ...]) -> list[Writer]:
    letters = {column.key: letters_of(place) for place, column in enumerate(columns)}
    return [_writer(sheet, formats.of_sort.get(column.sort), column, letters) for column in columns]


def _writer(
    sheet: Sheet, chosen: Format | None, column: Column, letters: Mapping[str, str]
) -> Writer:
    if column.formula:
        pattern = "=" + column.formula.format(**letters, row="{row}")

        def compute(row: int, place: int, value: Cell) -> None:
            sheet.write_formula(row, place, pattern.format(row=row + 1), chosen, value)

        return compute

    if column.sort is Sort.OWN_TEXT:
        write_string = sheet.write_string

        def write_own(row: int, place: int, value: Cell) -> None:
            if value:
                write_string(row, place, value)

        return write_own

    def put(row: int, place: int, value: Cell) -> None:
        if isinstance(value, Live):
            formula = "=" + value.formula.replace("{row}", str(row + 1))
            sheet.write_formula(row, place, formula, chosen, value.value)
        elif isinstance(value, str):
            if value:
                sheet.write_string(row, place, sheet_text(value))
        elif isinstance(value, datetime):
            sheet.write_datetime(row, place, value, chosen)
        else:
            sheet.write_number(row, place, value, chosen)

    return put
