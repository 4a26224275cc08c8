"""The queue as a list: ticket rows of a source, their columns fitted to the width."""

from collections.abc import Iterable

from textual.reactive import var

from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.domain.models import QueueRow
from csr_desk.store.queue import Source
from csr_desk.widgets import queue_columns
from csr_desk.widgets.virtual_list import Piece, VirtualList


class QueueList(VirtualList[QueueRow]):
    """Tickets by deadline, with the time left as it is at `now`."""

    now: var[Instant] = var(0, init=False)

    def __init__(self, source: Source, now: Instant, *, empty: str = "") -> None:
        super().__init__(source, empty=empty)
        self.tickets = source
        self.set_reactive(QueueList.now, now)
        self._fresh: dict[int, QueueRow] = {}
        self._others: dict[int, str] = {}

    def mark_others(self, others: dict[int, str]) -> None:
        """Say on which tickets a colleague is, in words; it stands before the subject."""
        if others != self._others:
            self._others = others
            self.forget()

    def show(self, source: Source, now: Instant, *, keep: bool = True) -> None:
        """Show other tickets; the cursor stays on its ticket where it can."""
        self.tickets = source
        self._fresh = {}
        self.set_reactive(QueueList.now, now)
        self.set_source(source, keep=keep)

    @property
    def in_sight(self) -> list[int]:
        """Return the tickets of the lines in sight."""
        top = self.scroll_offset.y
        places = range(top, min(top + self.size.height, self.tickets.count()))
        return [one for place in places if (one := self.tickets.id_of(place)) is not None]

    def renew(self, rows: Iterable[QueueRow]) -> None:
        """Show tickets with other values where they stand; the order stays as it was read."""
        changed = {row.id: row for row in rows if self._fresh.get(row.id) != row}
        if changed:
            self._fresh |= changed
            self.forget()

    def watch_now(self, old: Instant, new: Instant) -> None:
        """Paint the times anew when a minute has passed."""
        if old // MINUTE != new // MINUTE:
            self.forget()

    @property
    def titles(self) -> str:
        """Return the line that stands above the columns in this width."""
        return queue_columns.columns(self.line_width - 1).titles()

    def paint(self, row: QueueRow, width: int, *, marked: bool) -> Iterable[Piece]:
        """Return the pieces of a ticket's line."""
        row = self._fresh.get(row.id, row)
        wide = queue_columns.columns(width)
        context = self._others.get(row.id) or self.tickets.context(row.id)
        return queue_columns.pieces(row, wide, self.now, marked=marked, context=context)
