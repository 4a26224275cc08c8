"""The pages of the log: a shift, a day or a year, with the sums the report of the same time has.

A contact belongs to the time that holds its contact end, one that still runs to that of its start
(kpi.md 1.4).
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from fractions import Fraction

from csr_desk.config import Config
from csr_desk.domain import kpi
from csr_desk.domain.instants import DAY, Instant, to_datetime, to_instant
from csr_desk.domain.kpi.handle import handle_figures
from csr_desk.reports import feed, log
from csr_desk.reports.log import LogRecord
from csr_desk.store import timeline
from csr_desk.store.connection import Store

YEAR_DAYS = 366
KEPT_ROWS = 400


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the log: `[from_at, to_at)`, and the instant its figures are as of."""

    title: str
    from_at: Instant
    to_at: Instant
    as_of: Instant
    on: date | None = None


def shift_span(store: Store, now: Instant, zone: tzinfo) -> Span | None:
    """Return the span of the open shift, or of the last one; None before the first."""
    found = timeline.last_shift(store)
    if found is None:
        return None
    begun = to_datetime(found.started_at, zone)
    if found.ended_at is None:
        title = f"Shift since {begun:%a %d %b %H:%M}"
        return Span(title, found.started_at, now + DAY, now)
    ended = to_datetime(found.ended_at, zone)
    title = f"Last shift {begun:%a %d %b %H:%M} to {ended:%H:%M}"
    return Span(title, found.started_at, found.ended_at, found.ended_at)


def day_span(on: date, now: Instant, zone: tzinfo) -> Span:
    """Return the span of a calendar day."""
    edges = [
        to_instant(datetime.combine(on + timedelta(days=offset), time(), zone)) for offset in (0, 1)
    ]
    today = " (today)" if on == to_datetime(now, zone).date() else ""
    return Span(f"{on:%a %d %b %Y}{today}", edges[0], edges[1], max(now, edges[0]), on)


def year_span(now: Instant) -> Span:
    """Return the span of the last year."""
    return Span("The last twelve months", now - YEAR_DAYS * DAY, now + DAY, now)


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


@dataclass(frozen=True, slots=True)
class Sums:
    """What stands below the log; each is what `report` gives for the same time."""

    handled: int
    spam: int
    unlogged: int
    talk_s: Fraction
    hold_s: Fraction
    after_call_work_s: Fraction
    aht: kpi.Figure


def sums(store: Store, config: Config, agent_id: int, span: Span) -> Sums:
    """Return the sums over the handled contacts of a span (kpi.md 1.7)."""
    period = kpi.Period(span.from_at, span.to_at)
    data = feed.read(store, agent_id, period.until(span.as_of), span.as_of)
    chosen = kpi.select(data.contacts, period, span.as_of)
    figures = handle_figures(chosen.handled, feed.settings(config))
    return Sums(
        handled=len(chosen.handled),
        spam=len(chosen.spam),
        unlogged=len(chosen.unlogged),
        talk_s=figures["mean_talk"].num,
        hold_s=figures["mean_hold"].num,
        after_call_work_s=figures["mean_acw"].num,
        aht=figures["aht"],
    )


@dataclass(frozen=True, slots=True)
class TimeChange:
    """One correction of a contact's time: recovered, trimmed or corrected by hand."""

    at: Instant
    phase: str
    seconds: int
    kind: str
    why: str


def time_changes(store: Store, interaction_id: int) -> list[TimeChange]:
    """Return the corrections of a contact's time, oldest first."""
    rows = store.all(
        "SELECT at, phase, delta_s, kind, reason FROM time_correction WHERE interaction_id = ?"
        " ORDER BY id",
        interaction_id,
    )
    return [TimeChange(*row) for row in rows]


def links(store: Store, interaction_id: int) -> list[int]:
    """Return the contacts that are linked to one as the same issue."""
    rows = store.all(
        "SELECT to_id FROM interaction_link WHERE interaction_id = ?1"
        " UNION SELECT interaction_id FROM interaction_link WHERE to_id = ?1 ORDER BY 1",
        interaction_id,
    )
    return [row[0] for row in rows]
