"""Finished chats out of rows: each a solved ticket with its customer and its order."""

from dataclasses import replace
from typing import Any

from csr_desk.domain.models import Channel, Priority, Status
from csr_desk.importing import build_orders, build_people, values
from csr_desk.importing.build_tickets import tags
from csr_desk.importing.columns import assign
from csr_desk.importing.json_objects import flatten
from csr_desk.importing.messages import conversation
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import (
    OrderRecord,
    PersonRecord,
    TicketRecord,
)
from csr_desk.importing.values import BadValue


def chat(reader: Reader, cells: Cells) -> TicketRecord:
    """Return a chat as a solved ticket with its conversation, its customer and its order."""
    number = values.text(cells.get(reader.fields.get("id", "id")))
    given = cells.get("customer")
    inner = given if isinstance(given, dict) else {}
    customer = _visitor(reader, inner)
    flow, subflow = reader.line(cells, "flow"), reader.line(cells, "subflow")
    subject = reader.line(cells, "subject") or _spoken(flow, subflow) or f"Chat {number}"
    turns = cells.get(reader.fields["turns"])
    if not isinstance(turns, list) or not turns:
        raise BadValue("the chat has no turns")
    number = number or reader.digest(customer.name, customer.email, turns)
    key = reader.key("chat", number)
    created = reader.date(cells, "created_at")
    return TicketRecord(
        key,
        number.lstrip("#"),
        subject,
        customer,
        Status.SOLVED,
        Priority.NONE,
        Channel.CHAT,
        None,
        "",
        tuple(sorted({tag for tag in (flow, subflow, *tags(reader, cells)) if tag})),
        created,
        created,
        created,
        None,
        conversation(reader, turns, key, "", customer),
        _chat_order(reader, cells.get("order"), customer),
    )


def _spoken(flow: str, subflow: str) -> str:
    parts = [part.replace("_", " ").strip() for part in (flow, subflow) if part]
    return ": ".join(parts).capitalize()


def _visitor(reader: Reader, given: Cells) -> PersonRecord:
    if not given:
        return PersonRecord(reader.key("customer", "unknown"), "Unknown visitor", is_named=False)
    found = build_people.customer(_inner(reader, "customers", given), given)
    name = found.name.title() if found.name.islower() and "@" not in found.name else found.name
    return replace(found, name=name, first_name=build_people.first_name(name))


def _chat_order(reader: Reader, given: Any, customer: PersonRecord) -> OrderRecord | None:
    if not isinstance(given, dict) or not any(given.values()):
        return None
    cells = flatten(given)
    inner = _inner(reader, "orders", cells)
    number = inner.plain(cells, "id")
    if not number:
        return None
    found = build_orders.order(inner, cells, customer)
    total = found.total
    if total is None and found.lines:
        total = sum(round(line.quantity * line.unit_price) for line in found.lines)
    return replace(found, total=total)


def _inner(reader: Reader, kind: str, cells: Cells) -> Reader:
    fields = {field: column for column, field in assign(kind, list(cells)).items()}
    return replace(reader, fields=fields, orders={}, signs={})
