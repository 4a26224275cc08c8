"""Tickets with their conversations, and finished chats, out of rows."""

from dataclasses import replace
from typing import Any

from csr_desk.domain.models import AuthorKind, Channel, MessageKind, Priority, Status
from csr_desk.importing import build_orders, build_people, values
from csr_desk.importing.columns import assign
from csr_desk.importing.json_rows import flatten
from csr_desk.importing.messages import conversation
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import (
    AgentRecord,
    MessageRecord,
    OrderRecord,
    PersonRecord,
    TicketRecord,
)
from csr_desk.importing.values import BadValue

_SUBJECT_LENGTH = 80
_REQUESTER = (
    "requester_id", "requester_name", "requester_email", "requester_phone", "company",
)  # fmt: skip
_ASSIGNEE = ("assignee_id", "assignee", "assignee_email")


def ticket(reader: Reader, cells: Cells) -> TicketRecord:
    """Return the ticket of a row; BadValue for a word or a date that cannot be understood."""
    subject = reader.line(cells, "subject")
    body = reader.body(cells, "body")
    customer = reader.once(build_people.requester, cells, _REQUESTER)
    if not subject and not body and "subject" in reader.fields:
        subject = "(no subject)"
    number = reader.plain(cells, "id")
    created = reader.date(cells, "created_at")
    if not number:
        number = reader.digest(subject, created, customer.name, customer.email, body)
    key = reader.key("ticket", number)
    status = values.status(reader.raw(cells, "status"), reader.mapping.status)
    solved = reader.date(cells, "solved_at")
    updated = reader.date(cells, "updated_at") or max(filter(None, (created, solved)), default=None)
    if status >= Status.SOLVED and solved is None:
        solved = updated
    return TicketRecord(
        key,
        (number if len(number) < 12 else reader.safe_line(number)).lstrip("#"),
        subject or body.partition("\n")[0][:_SUBJECT_LENGTH] or f"Ticket {number}",
        customer,
        status,
        values.priority(reader.raw(cells, "priority"), reader.mapping.priority),
        values.channel(reader.raw(cells, "channel"), reader.mapping.channel),
        reader.once(_assignee, cells, _ASSIGNEE),
        reader.line(cells, "group"),
        reader.once(_tags, cells, ("tags",)),
        created,
        updated,
        solved if status >= Status.SOLVED else None,
        reader.date(cells, "due_at"),
        _messages(reader, cells, key, customer, body),
    )


def _assignee(reader: Reader, cells: Cells) -> AgentRecord | None:
    number = reader.plain(cells, "assignee_id")
    name = reader.line(cells, "assignee")
    email = reader.plain(cells, "assignee_email")
    known = reader.users.get(number, {})
    name = name or reader.safe_line(values.text(known.get("name")))
    if name.lower() in {"no agent", "unassigned", "none", "-", "nobody"}:
        name = ""
    if not number and not name and not email:
        return None
    key = reader.key("agent", number) if number else None
    return AgentRecord(key, name or email or f"Agent {number}", email)


def _tags(reader: Reader, cells: Cells) -> tuple[str, ...]:
    found = values.names(reader.raw(cells, "tags")) if "tags" in reader.fields else ()
    return tuple(reader.safe_line(tag) for tag in found)


def _messages(
    reader: Reader, cells: Cells, key: str, customer: PersonRecord, body: str
) -> tuple[MessageRecord, ...]:
    rest: tuple[MessageRecord, ...] = ()
    if "messages" in reader.fields:
        requester = reader.plain(cells, "requester_id")
        rest = conversation(reader, reader.raw(cells, "messages"), key, requester, customer)
    if not body or (rest and rest[0].body == body):
        return rest
    first = MessageRecord(
        f"{key}:description",
        reader.date(cells, "created_at"),
        MessageKind.PUBLIC,
        AuthorKind.CUSTOMER,
        customer.name,
        body,
    )
    return (first, *rest)


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
        tuple(sorted({tag for tag in (flow, subflow, *_tags(reader, cells)) if tag})),
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
