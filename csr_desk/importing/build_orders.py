"""Orders out of rows."""

from csr_desk.importing.build_lines import lines
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import OrderRecord, PersonRecord
from csr_desk.importing.values import BadValue
from csr_desk.store.people import normal_email, normal_phone

_SHIP = (
    "ship_name",
    "ship_address",
    "ship_city",
    "ship_region",
    "ship_postal_code",
    "ship_country",
)


def order(reader: Reader, cells: Cells, buyer: PersonRecord | None = None) -> OrderRecord:
    """Return the order of a row; BadValue when it has no number or names no customer.

    `buyer` is who ordered, where the row does not say it.
    """
    number = reader.plain(cells, "id")
    if not number:
        raise BadValue("the order has no number")
    currency = reader.mapping.currency or reader.plain(cells, "currency").upper()[:3]
    total = reader.money(cells, "total", currency)
    key = reader.key("order", number)
    shipped = reader.date(cells, "shipped_at")
    status = reader.line(cells, "status")
    if not status and "shipped_at" in reader.fields:
        status = "open" if shipped is None else "shipped"
    return OrderRecord(
        key,
        reader.safe_line(number),
        buyer or _buyer(reader, cells),
        reader.date(cells, "placed_at"),
        status,
        currency or (total[1] if total else ""),
        None if total is None else total[0],
        reader.line(cells, "tracking"),
        reader.date(cells, "eta"),
        _note(reader, cells),
        tuple(lines(reader, key, reader.raw(cells, "lines"))),
    )


def _buyer(reader: Reader, cells: Cells) -> PersonRecord:
    number = reader.plain(cells, "customer_id")
    email = normal_email(reader.plain(cells, "customer_email"))
    phone = reader.line(cells, "customer_phone")
    name = reader.line(cells, "customer_name")
    if not number and not email and not normal_phone(phone):
        raise BadValue("the order names no customer")
    key = reader.key("customer", number) if number else None
    return PersonRecord(key, name or email or phone, email=email, phones=(phone,) if phone else ())


def _note(reader: Reader, cells: Cells) -> str:
    parts = [reader.body(cells, "note")]
    place = [reader.line(cells, name) for name in _SHIP if name in reader.fields]
    if any(place):
        parts.append("Address: " + ", ".join(filter(None, place)))
    if freight := reader.line(cells, "freight"):
        parts.append(f"Freight: {freight}")
    if method := reader.line(cells, "payment_method"):
        parts.append(f"Paid by: {method}")
    return "\n".join(filter(None, parts))
