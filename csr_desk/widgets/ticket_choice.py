"""The open tickets of a customer and a new one, to choose what a contact is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo

from csr_desk.domain.instants import Instant
from csr_desk.store.customer_tickets import TicketLine
from csr_desk.widgets import moments
from csr_desk.widgets.queue_columns import channel_word, fitted
from csr_desk.widgets.virtual_list import Piece, Rows, VirtualList


@dataclass(frozen=True, slots=True)
class Choice:
    """A line to choose: an open ticket, or None for a new one."""

    ticket: TicketLine | None


class TicketChoice(VirtualList[Choice]):
    """Open tickets, the last changed first, and at the end a new one."""

    HELP = "Enter opens the contact on this ticket."

    def __init__(self) -> None:
        super().__init__(Rows[Choice]())
        self.now: Instant = 0
        self.zone: tzinfo = UTC

    def show(
        self, tickets: Sequence[TicketLine], now: Instant, zone: tzinfo, *, chosen: int | None
    ) -> None:
        """Show the tickets, the cursor on the chosen one or else on the first line."""
        self.now, self.zone = now, zone
        self.set_source(Rows([*map(Choice, tickets), Choice(None)]), keep=False)
        place = next((n for n, one in enumerate(tickets) if one.id == chosen), 0)
        self.cursor = place

    def paint(self, row: Choice, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a line."""
        one = row.ticket
        if one is None:
            yield fitted("+ New ticket", width), ""
            return
        yield fitted(f"#{one.reference}", 9) + " ", "muted"
        yield fitted(one.status.word, 8) + " ", "muted"
        yield fitted(channel_word(one.channel), 7) + " ", "muted"
        yield fitted(one.subject, max(width - 9 - 8 - 7 - moments.CELLS - 4, 8)) + " ", "strong"
        yield fitted(moments.when(one.updated_at, self.now, self.zone), moments.CELLS), "muted"
