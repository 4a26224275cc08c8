"""The last messages of a ticket as plain paragraphs, for places that show them in passing."""

from textual.content import Content

from csr_desk import text
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.domain.models import MessageKind
from csr_desk.store import tickets

MESSAGES = 4
CHARACTERS = 1_200
LINES = 20

_LAST = (
    "SELECT * FROM (SELECT id, at, kind, author, substr(body, 1, ?2) FROM message"
    " WHERE ticket_id = ?1 AND state <> 'dropped' ORDER BY at DESC, id DESC LIMIT ?3)"
    " ORDER BY at, id"
)


def conversation_end(desk: Desk, ticket_id: int) -> Content:
    """Return the subject and the last messages of a ticket, cleaned and bounded."""
    ticket = tickets.ticket(desk.store, ticket_id)
    head = Content.styled(text.line(f"#{ticket.reference} {ticket.subject}", 200), "bold")
    found = desk.store.all(_LAST, ticket_id, CHARACTERS, MESSAGES)
    return Content("\n").join([head, *(_paragraph(desk, *row[1:]) for row in found)])


def _paragraph(desk: Desk, at: Instant, kind: str, author: str, body: str) -> Content:
    words = "NOTE internal " if kind == MessageKind.INTERNAL else ""
    moment = f"{to_datetime(at, desk.zone):%d %b %H:%M}"
    head = Content.styled(f"{moment} {words}{text.line(author, 30)}  ", "bold")
    shown = text.clean(body, limit=CHARACTERS, newline_limit=LINES)
    return head + Content(shown.strip())
