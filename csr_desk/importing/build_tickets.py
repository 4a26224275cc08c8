"""Tickets with their conversations out of rows."""

from csr_desk.domain.models import AuthorKind, MessageKind, Status
from csr_desk.importing import code_words, ticket_people, values
from csr_desk.importing.messages import conversation
from csr_desk.importing.reader import Cells, Reader
from csr_desk.importing.records import (
    MessageRecord,
    PersonRecord,
    TicketRecord,
)

_SUBJECT_LENGTH = 80
_REQUESTER = (
    "requester_id", "requester_name", "requester_email", "requester_phone", "company",
)  # fmt: skip
_ASSIGNEE = ("assignee_id", "assignee", "assignee_email")


def ticket(reader: Reader, cells: Cells) -> TicketRecord:
    """Return the ticket of a row; BadValue for a word or a date that cannot be understood."""
    subject = reader.line(cells, "subject")
    body = reader.body(cells, "body")
    customer = reader.once(ticket_people.requester, cells, _REQUESTER)
    if not subject and not body and "subject" in reader.fields:
        subject = "(no subject)"
    number = reader.plain(cells, "id")
    created = reader.date(cells, "created_at")
    if not number:
        number = reader.digest(subject, created, customer.name, customer.email, body)
    key = reader.key("ticket", number)
    status = code_words.status(reader.raw(cells, "status"), reader.mapping.status)
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
        code_words.priority(reader.raw(cells, "priority"), reader.mapping.priority),
        code_words.channel(reader.raw(cells, "channel"), reader.mapping.channel),
        reader.once(ticket_people.assignee, cells, _ASSIGNEE),
        reader.line(cells, "group"),
        reader.once(tags, cells, ("tags",)),
        created,
        updated,
        solved if status >= Status.SOLVED else None,
        reader.date(cells, "due_at"),
        _messages(reader, cells, key, customer, body),
    )


def tags(reader: Reader, cells: Cells) -> tuple[str, ...]:
    """Return the tags of a row, each inert of card numbers."""
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
