"""What is behind a figure: contacts or tickets by their numbers, read when they come in sight."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo

from csr_desk.domain.instants import Instant, to_datetime
from csr_desk.reports import log
from csr_desk.reports.log_record import LogRecord
from csr_desk.store import tickets
from csr_desk.store.connection import Store
from csr_desk.store.tickets import Ticket
from csr_desk.widgets.log_list import fitted
from csr_desk.widgets.virtual_list import Piece, VirtualList

KEPT_ROWS = 400
TICKET_HEADS = f" {'ticket':<12} {'created':<12} {'state':<12} customer and subject"


class _Numbers:
    """Numbers in a given order, each with its place."""

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = tuple(ids)
        self._places = {row_id: place for place, row_id in enumerate(self.ids)}

    def count(self) -> int:
        """Return how many there are."""
        return len(self.ids)

    def id_of(self, index: int) -> int | None:
        """Return the number at a place."""
        return self.ids[index] if 0 <= index < len(self.ids) else None

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place of a number."""
        return self._places.get(row_id)


class Contacts(_Numbers):
    """Contacts by their numbers, newest first."""

    def __init__(self, store: Store, ids: Sequence[int], now: Instant) -> None:
        super().__init__(tuple(reversed(ids)))
        self._store, self._now = store, now
        self._records: dict[int, LogRecord | None] = {}

    def row(self, index: int) -> LogRecord | None:
        """Return the record of the contact at a place."""
        row_id = self.id_of(index)
        if row_id is None:
            return None
        if row_id not in self._records:
            if len(self._records) >= KEPT_ROWS:
                self._records.clear()
            self._records[row_id] = log.one(self._store, row_id, self._now)
        return self._records[row_id]


class Tickets(_Numbers):
    """Tickets by their numbers."""

    def __init__(self, store: Store, ids: Sequence[int]) -> None:
        super().__init__(ids)
        self._store = store

    def row(self, index: int) -> Ticket | None:
        """Return the ticket at a place."""
        row_id = self.id_of(index)
        return None if row_id is None else tickets.ticket(self._store, row_id)


class TicketRows(VirtualList[Ticket]):
    """The tickets behind a figure."""

    HELP = "One line for each ticket; Enter opens it."

    def __init__(self, source: Tickets, zone: tzinfo) -> None:
        super().__init__(source, empty="No ticket is behind this figure.")
        self.zone = zone

    def paint(self, row: Ticket, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a ticket's line."""
        created = to_datetime(row.created_at, self.zone)
        status = row.status.name.lower().replace("_", " ")
        yield f"{fitted(f'#{row.reference}', 12)} {created:%d %b %H:%M} ", "muted"
        yield f"{fitted(status, 12)} ", ""
        rest = max(width - 39, 0)
        yield fitted(f"{row.customer}: {row.subject}", rest), ""
