"""The stretches of time a log can show: a shift, a day, a year."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from csr_desk.domain.instants import DAY, Instant, to_datetime, to_instant
from csr_desk.store import timeline
from csr_desk.store.connection import Store

YEAR_DAYS = 366


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
