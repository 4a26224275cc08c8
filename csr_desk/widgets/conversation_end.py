"""The last messages of a ticket as plain paragraphs, for places that show them in passing."""

from textual.content import Content

from csr_desk import text
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import to_datetime
from csr_desk.domain.models import Message, MessageKind
from csr_desk.store import tickets
from csr_desk.store.conversation_page import last_messages

MESSAGES = 4
CHARACTERS = 1_200
LINES = 20


def conversation_end(desk: Desk, ticket_id: int) -> Content:
    """Return the subject and the last messages of a ticket, cleaned and bounded."""
    ticket = tickets.ticket(desk.store, ticket_id)
    head = Content.styled(text.line(f"#{ticket.reference} {ticket.subject}", 200), "bold")
    found = last_messages(desk.store, ticket_id, MESSAGES)
    return Content("\n").join([head, *(_paragraph(desk, one) for one in found)])


def _paragraph(desk: Desk, one: Message) -> Content:
    at = to_datetime(one.at, desk.zone)
    kind = "note by " if one.kind is MessageKind.INTERNAL else ""
    head = Content.styled(f"{at:%d %b %H:%M} {kind}{text.line(one.author, 30)}  ", "bold")
    body = text.clean(one.body, limit=CHARACTERS, newline_limit=LINES)
    return head + Content(body.strip())
