"""Reads the cells of one file by field: text made inert of card numbers, dates, amounts, keys."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, TypeVar

from csr_desk.domain.instants import Instant
from csr_desk.importing import dates, money, values
from csr_desk.importing.map_file import Mapping
from csr_desk.importing.values import BadValue
from csr_desk.importing.words import word_set

Cells = dict[str, Any]
Built = TypeVar("Built")
_THREE_DIGITS = re.compile(r"\d[^\d]*\d[^\d]*\d")
_REMEMBERED = 20_000
_SHORT = 80


@dataclass(slots=True)
class Reader:
    """What is known of a file's columns, and how its cells become values.

    `shield` masks card numbers, `to_text` turns HTML into text; both are used on every free text
    before it can reach the store. `masked` counts the texts in which a number was masked.
    """

    source: str
    fields: dict[str, str]
    shield: Callable[[str], str]
    to_text: Callable[[str], str]
    mapping: Mapping = field(default_factory=Mapping)
    orders: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    users: dict[str, Cells] = field(default_factory=dict)
    masked: int = 0
    harmless: set[str] = field(default_factory=set)
    built: dict[Any, Any] = field(default_factory=dict)

    def raw(self, cells: Cells, name: str) -> Any:
        """Return a field as the file gives it, None where it has no column or is empty."""
        column = self.fields.get(name)
        return None if column is None else cells.get(column)

    def plain(self, cells: Cells, name: str) -> str:
        """Return a field as text, unmasked: only for words that are looked up, never stored."""
        column = self.fields.get(name)
        return "" if column is None else values.text(cells.get(column))

    def line(self, cells: Cells, name: str) -> str:
        """Return a field as one line of text without card numbers."""
        return self.safe_line(self.plain(cells, name))

    def body(self, cells: Cells, name: str) -> str:
        """Return a field as text of many lines, out of HTML where it is, without card numbers."""
        return self.safe(self.plain(cells, name))

    def safe_line(self, written: str) -> str:
        """Return a text as one line without card numbers."""
        return self._shielded(" ".join(written.split())) if written else ""

    def safe(self, written: str) -> str:
        """Return a text, out of HTML where it is, without card numbers."""
        if values.looks_like_html(written):
            written = self.to_text(written)
        return self._shielded(written).strip()

    def _shielded(self, written: str) -> str:
        if written.isascii() and not _THREE_DIGITS.search(written):
            return written  # no card has fewer digits, no security code either
        if written in self.harmless:
            return written
        shown = self.shield(written)
        if shown != written:
            self.masked += 1
        elif len(written) <= _SHORT:
            if len(self.harmless) >= _REMEMBERED:
                self.harmless.clear()
            self.harmless.add(written)
        return shown

    def once(
        self, build: Callable[["Reader", Cells], Built], cells: Cells, names: tuple[str, ...]
    ) -> Built:
        """Return what `build` makes of a row, made once for rows alike in the fields `names`."""
        mark = (build, *[cells.get(self.fields[name]) for name in names if name in self.fields])
        try:
            if mark in self.built:
                return self.built[mark]  # type: ignore[no-any-return]
        except TypeError:  # a list or an object among the cells
            return build(self, cells)
        if len(self.built) >= _REMEMBERED:
            self.built.clear()
        made = self.built[mark] = build(self, cells)
        return made

    def date(self, cells: Cells, name: str) -> Instant | None:
        """Return a field as an instant, None where it is empty; BadValue names the column."""
        column = self.fields.get(name)
        value = None if column is None else cells.get(column)
        if column is None or value is None or value == "":
            return None
        order = self.orders.get(column, dates.MONTH_FIRST)
        try:
            return dates.read(value, order, self.mapping.zone or UTC)
        except BadValue as error:
            raise BadValue(f"{column}: {error}") from None

    def money(self, cells: Cells, name: str, currency: str = "") -> tuple[int, str] | None:
        """Return a field as (minor units, currency), None where it is empty."""
        column = self.fields.get(name, "")
        try:
            return money.money(cells.get(column), self.signs.get(column, "."), currency)
        except BadValue as error:
            raise BadValue(f"{column}: {error}") from None

    def number(self, cells: Cells, name: str) -> float | None:
        """Return a field as a number, None where it is empty."""
        column = self.fields.get(name, "")
        try:
            found = money.number(cells.get(column), self.signs.get(column, "."))
        except BadValue as error:
            raise BadValue(f"{column}: {error}") from None
        return None if found is None else float(found)

    def key(self, kind: str, number: str) -> str:
        """Return the key of a source's own number; one that could be a card's enters as a hash."""
        if len(number) > 11 and self.shield(number) != number:
            number = self.digest(number)
        return f"{self.source}:{kind}:{number}"

    def digest(self, *parts: object) -> str:
        """Return a short hash that stands for a row without a number of its own."""
        return "#" + hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:20]


DATE_FIELDS = word_set(
    "created_at updated_at solved_at due_at placed_at eta shipped_at valid_until answered_at"
)
AMOUNT_FIELDS = word_set("total freight unit_price quantity discount")


def learn(reader: Reader, rows: Iterable[Cells], fallback: str) -> bool:
    """Settle each column's date order and decimal sign from rows; True when nothing is left open.

    Columns that no row decides take `fallback` (`dmy` or `mdy`) and `.` until more rows tell.
    """
    sample = list(rows)
    open_left = False
    decided = [order for order in reader.orders.values() if order]
    for name, column in reader.fields.items():
        cells = [cells.get(column) for cells in sample]
        if name in DATE_FIELDS and reader.mapping.dates:
            reader.orders[column] = reader.mapping.dates
        elif name in DATE_FIELDS and dates.has_numbers(cells):
            order = dates.order_in(cells)
            open_left = open_left or not order
            reader.orders[column] = order or (decided[0] if decided else fallback)
            decided += [order] if order else []
        elif name in AMOUNT_FIELDS:
            found = reader.mapping.decimal or money.decimal_sign(cells)
            reader.signs[column] = found or reader.signs.get(column, ".")
    for column in reader.orders:
        if open_left and decided:
            reader.orders[column] = decided[0]  # one file writes its dates one way
    return not open_left or bool(decided)
