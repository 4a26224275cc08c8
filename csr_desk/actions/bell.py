"""The bell before a deadline: once for each, for the agent's own open tickets."""

from typing import NamedTuple

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import Status

MOST = 20
"""Tickets looked at a time: a flood of deadlines is told in numbers, not one by one."""


class Due(NamedTuple):
    """A ticket whose deadline comes near."""

    ticket_id: int
    reference: str
    subject: str
    due_at: Instant


# A deadline the desk counted itself warns by open time; the others by the clock on the wall.
_COUNTED = (
    "SELECT id, reference, subject, sla_at FROM ticket INDEXED BY ticket_sla_warn"
    " WHERE status < 4 AND assignee_id = ?1 AND sla_warn_at <= ?2 AND sla_at > ?2"
    " ORDER BY sla_warn_at DESC LIMIT ?3"
)


class Bell:
    """Remembers which deadlines it has rung for while the desk is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rung: set[tuple[int, Instant]] = set()

    def ring(self) -> list[Due]:
        """Return the deadlines that came near since the last look, each of them once."""
        before_s = self._desk.config.desk.bell_before_s
        if not before_s:
            return []
        now = self._desk.now()
        rows = self._desk.store.all(_COUNTED, self._desk.agent_id, now, MOST)
        rows += self._desk.store.all(
            "SELECT id, reference, subject, coalesce(sla_at, due_at) FROM ticket"
            " INDEXED BY ticket_assignee_queue WHERE status < 4 AND assignee_id = ?"
            " AND queue_key BETWEEN ? AND ? AND status NOT IN (?, ?) AND sla_warn_at IS NULL"
            " LIMIT ?",
            self._desk.agent_id,
            now,
            now + before_s * SECOND,
            Status.PENDING,
            Status.HOLD,
            MOST,
        )
        fresh = [Due(*row) for row in rows if (row[0], row[3]) not in self._rung]
        self._rung.update((one.ticket_id, one.due_at) for one in fresh)
        return fresh
