"""The rows of the log of a stretch of time, read page by page."""

from csr_desk.domain.instants import Instant
from csr_desk.reports import log
from csr_desk.reports.log_record import LogRecord
from csr_desk.reports.log_span import Span
from csr_desk.store.connection import Store

KEPT_ROWS = 400

_IDS = """
SELECT id FROM (
  SELECT id, ended_at AS at FROM interaction
    WHERE ended_at >= ?1 AND ended_at < ?2 AND agent_id = ?3
  UNION ALL
  SELECT id, started_at FROM interaction
    WHERE started_at >= ?1 AND started_at < ?2 AND ended_at IS NULL AND agent_id = ?3)
ORDER BY at DESC, id DESC
"""
_FITTING = """
SELECT i.id FROM interaction i
JOIN ticket t ON t.id = i.ticket_id JOIN customer c ON c.id = i.customer_id
LEFT JOIN wrap_up w ON w.id = (
  SELECT max(id) FROM wrap_up WHERE interaction_id = i.id AND undone_at IS NULL)
WHERE i.id IN (SELECT value FROM json_each(?1)) AND
"""
_WORD = (
    "instr(lower(i.id || ' ' || i.channel || ' ' || t.reference || ' ' || t.subject || ' '"
    " || c.name || ' ' || i.flags || ' ' || coalesce(w.reason || ' ' || w.outcome || ' '"
    " || coalesce(w.cause, '') || ' ' || w.tags || ' ' || w.note, 'unlogged')), lower(?)) > 0"
)


class LogPage:
    """The contacts of a span, newest first; a record is read when it comes into sight."""

    def __init__(self, store: Store, agent_id: int, span: Span, now: Instant, typed: str = ""):
        self.store = store
        self.span = span
        self.now = now
        rows = store.all(_IDS, span.from_at, span.to_at, agent_id)
        self.ids = [row[0] for row in rows]
        self.all = len(self.ids)
        if typed.split():
            self.ids = self._fitting(typed.split())
        self._places = {row_id: place for place, row_id in enumerate(self.ids)}
        self._records: dict[int, LogRecord | None] = {}

    def _fitting(self, words: list[str]) -> list[int]:
        listed = "[" + ",".join(map(str, self.ids)) + "]"
        condition = " AND ".join([_WORD] * len(words))
        found = {row[0] for row in self.store.all(_FITTING + condition, listed, *words)}
        return [row_id for row_id in self.ids if row_id in found]

    def count(self) -> int:
        """Return the number of contacts."""
        return len(self.ids)

    def row(self, index: int) -> LogRecord | None:
        """Return the record at a place."""
        row_id = self.id_of(index)
        if row_id is None:
            return None
        if row_id not in self._records:
            if len(self._records) >= KEPT_ROWS:
                self._records.clear()
            self._records[row_id] = log.one(self.store, row_id, self.now)
        return self._records[row_id]

    def id_of(self, index: int) -> int | None:
        """Return the contact's number at a place."""
        return self.ids[index] if 0 <= index < len(self.ids) else None

    def index_of(self, row_id: int, /) -> int | None:
        """Return the place of a contact."""
        return self._places.get(row_id)

    def forget(self, now: Instant) -> None:
        """Read the records anew as they are at an instant."""
        self.now = now
        self._records.clear()
