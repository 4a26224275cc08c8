"""Instants: the store keeps milliseconds since 1970-01-01 UTC; zones exist only at the edges."""

from datetime import UTC, datetime, timedelta, tzinfo

Instant = int
"""Milliseconds since the Unix epoch, UTC. Borders of the timeline are whole seconds."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_instant(moment: datetime) -> Instant:
    """Return the instant of an aware datetime; ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment without an offset names no instant")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def to_datetime(instant: Instant, zone: tzinfo = UTC) -> datetime:
    """Return the aware datetime of an instant in a zone."""
    return (_EPOCH + timedelta(milliseconds=instant)).astimezone(zone)


def parse_instant(text: str) -> Instant:
    """Return the instant of an RFC 3339 text; ValueError when it is none or has no offset."""
    return to_instant(datetime.fromisoformat(text))


def iso(instant: Instant, zone: tzinfo = UTC) -> str:
    """Return the RFC 3339 text of an instant with its offset, in whole seconds."""
    return to_datetime(instant, zone).isoformat(timespec="seconds")


def whole_second(instant: Instant) -> Instant:
    """Return the last whole second at or before an instant."""
    return instant - instant % SECOND
