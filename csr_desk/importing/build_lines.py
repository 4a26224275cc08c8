"""Lines of orders out of rows: nested in an order, or in a table of their own."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from csr_desk.importing import values
from csr_desk.importing.columns import assign
from csr_desk.importing.json_objects import flatten
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import LineRecord
from csr_desk.importing.values import BadValue


def lines(reader: Reader, order_key: str, given: Any) -> Iterable[LineRecord]:
    """Yield the lines nested in an order; those without a number are counted through."""
    if not isinstance(given, list):
        return
    for place, entry in enumerate(given, 1):
        if not isinstance(entry, dict):
            continue
        flat = flatten(entry)
        named = _named(flat)
        inner = replace(reader, fields=_turned(named), signs={})
        yield LineRecord(
            f"{order_key}:line:{place}",
            order_key,
            _product(inner, named),
            inner.number(named, "quantity") or 1.0,
            (inner.money(named, "unit_price") or (0, ""))[0],
            _share(inner, named),
        )


def _named(entry: Cells) -> Cells:
    """Give the fashion shops' `amount` and `product_type` the names lines have elsewhere."""
    named = dict(entry)
    if "product_type" in named and "product" not in named:
        parts = (
            values.text(named.get("brand")).replace("_", " "),
            values.text(named["product_type"]),
        )
        named["product"] = " ".join(filter(None, parts))
    if "amount" in named and "price" not in named:
        named["price"] = named["amount"]
    return named


def _turned(cells: Cells) -> dict[str, str]:
    return {field: column for column, field in assign("order_lines", list(cells)).items()}


def line(reader: Reader, cells: Cells) -> LineRecord:
    """Return the order line of a row; BadValue when it names no order or no product."""
    number = reader.plain(cells, "order_id")
    if not number:
        raise BadValue("the line names no order")
    product = _product(reader, cells)
    order_key = reader.key("order", number)
    own = reader.plain(cells, "id")
    part = reader.plain(cells, "product_id") or reader.digest(product)
    quantity = reader.number(cells, "quantity")
    currency = reader.mapping.currency or reader.plain(cells, "currency").upper()[:3]
    price = reader.money(cells, "unit_price", currency)
    return LineRecord(
        reader.key("line", own) if own else f"{order_key}:product:{part}",
        order_key,
        product,
        1.0 if quantity is None else quantity,
        price[0] if price else 0,
        _share(reader, cells),
    )


def _product(reader: Reader, cells: Cells) -> str:
    product = reader.line(cells, "product") or reader.line(cells, "product_id")
    if not product:
        raise BadValue("the line names no product")
    return product


def _share(reader: Reader, cells: Cells) -> float:
    given = reader.number(cells, "discount") or 0.0
    if isinstance(written := reader.raw(cells, "discount"), str) and "%" in written:
        given /= 100
    if not 0 <= given <= 1:
        raise BadValue(f"the discount {given:g} is no share from 0 to 1")
    return given
