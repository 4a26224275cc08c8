"""The open tickets of a customer and a new one, to choose what a contact is about."""

from collections.abc import Iterable, Sequence
from datetime import UTC, tzinfo

from csr_desk.domain.instants import Instant
from csr_desk.store.customers import TicketLine
from csr_desk.widgets import moments
from csr_desk.widgets.queue_columns import channel_word, fitted
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList

NEW_TICKET = 0


class TicketChoice(VirtualList[TicketLine | None]):
    """Open tickets, the last changed first, and at the end a new one (None)."""

    HELP = "Enter opens the contact on this ticket."

    def __init__(self) -> None:
        super().__init__(Rows[TicketLine | None]())
        self.now: Instant = 0
        self.zone: tzinfo = UTC

    def show(
        self, tickets: Sequence[TicketLine], now: Instant, zone: tzinfo, *, chosen: int | None
    ) -> None:
        """Show the tickets, the cursor on the chosen one or else on the first line."""
        self.now, self.zone = now, zone
        self.set_source(Rows[TicketLine | None]([*tickets, None]), keep=False)
        place = next((n for n, one in enumerate(tickets) if one.id == chosen), 0)
        self.cursor = place

    def paint(self, row: TicketLine | None, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line."""
        if row is None:
            yield fitted("+ New ticket", width), ""
            return
        yield fitted(f"#{row.reference}", 9) + " ", "muted"
        yield fitted(row.status.word, 8) + " ", "muted"
        yield fitted(channel_word(row.channel), 7) + " ", "muted"
        yield fitted(row.subject, max(width - 9 - 8 - 7 - moments.CELLS - 4, 8)) + " ", "strong"
        yield fitted(moments.when(row.updated_at, self.now, self.zone), moments.CELLS), "muted"
