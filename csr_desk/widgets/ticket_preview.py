"""Beside the queue in wide windows: the ticket under the cursor with its last messages."""

from textual.content import Content
from textual.widgets import Static

from csr_desk import text
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import to_datetime
from csr_desk.store import escalations
from csr_desk.store.queue import Source

LAST = 4
BEGINNING = 600

_MESSAGES = (
    "SELECT at, kind, author, substr(body, 1, ?) FROM message"
    " WHERE ticket_id = ? AND state <> 'dropped' ORDER BY at DESC, id DESC LIMIT ?"
)


class TicketPreview(Static):
    """The last words of a conversation, newest first."""

    HELP = "The ticket under the cursor: its last messages, newest first."

    def look(self, desk: Desk, ticket_id: int | None, source: Source) -> None:
        """Show a ticket of the list; nothing when there is none."""
        index = None if ticket_id is None else source.index_of(ticket_id)
        row = None if index is None else source.row(index)
        if row is None:
            self.update(Content(), layout=False)
            return
        lines = [text.plain(row.subject, single_line=True).stylize("bold"), Content()]
        facts = [f"#{row.reference}", row.customer, row.status.word, row.assignee or "nobody"]
        lines.append(text.plain(" · ".join(facts), single_line=True).stylize("dim"))
        if row.tags:
            lines.append(text.plain("Tags: " + ", ".join(row.tags), single_line=True))
        # Deferred: narrow windows have no preview.
        from csr_desk.actions import presence
        from csr_desk.store import tickets

        others = presence.who_else(desk, tickets.ticket(desk.store, row.id))
        if others:
            lines.append(Content(f"Others: {others}"))
        for one in escalations.unclosed(desk.store, row.id)[:2]:
            state = f"Escalated: {one.state(desk.now())} {one.where}"
            lines.append(text.plain(state, single_line=True))
        if source.context(row.id):
            lines.append(text.plain("Due: " + source.context(row.id), single_line=True))
        for at, kind, author, body in desk.store.all(_MESSAGES, BEGINNING, row.id, LAST):
            when = to_datetime(at, desk.zone)
            note = " NOTE internal" if kind == "internal" else ""
            head = f"{when:%d %b %H:%M} {author}{note}"
            lines += [
                Content(),
                text.plain(head, single_line=True).stylize("bold dim"),
                text.plain(body),
            ]
        self.update(Content("\n").join(lines), layout=False)
