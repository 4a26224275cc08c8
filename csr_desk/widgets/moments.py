"""When something was or is due, in as few cells as is clear."""

from datetime import tzinfo

from csr_desk.domain.instants import DAY, HOUR, MINUTE, Instant, to_datetime

CELLS = 12


def moment(at: Instant, now: Instant, zone: tzinfo) -> str:
    """Return an instant as short as it is clear: `09:12`, `3 Nov 09:12`, `2025-11-03 09:12`."""
    then, today = to_datetime(at, zone), to_datetime(now, zone)
    if then.date() == today.date():
        return f"{then:%H:%M}"
    if then.year == today.year:
        return f"{then.day} {then:%b %H:%M}"
    return f"{then:%Y-%m-%d %H:%M}"


def when(at: Instant, now: Instant, zone: tzinfo) -> str:
    """Return an instant in at most twelve cells: `09:12`, `3 Nov 09:12`, `2025-11-03`."""
    words = moment(at, now, zone)
    return words if len(words) <= CELLS else words.partition(" ")[0]


def day(at: Instant, now: Instant, zone: tzinfo) -> str:
    """Return the day of an instant: `today`, `3 Nov`, `2025-11-03`."""
    then, today = to_datetime(at, zone), to_datetime(now, zone)
    if then.date() == today.date():
        return "today"
    return f"{then.day} {then:%b}" if then.year == today.year else f"{then:%Y-%m-%d}"


def ago(at: Instant, now: Instant) -> str:
    """Return how long ago an instant was: `now`, `20 min ago`, `5 hours ago`, `2 days ago`."""
    gone = max(now - at, 0)
    for unit, word in ((DAY, "day"), (HOUR, "hour")):
        if gone >= unit:
            return f"{gone // unit} {word}{'' if gone // unit == 1 else 's'} ago"
    return f"{gone // MINUTE} min ago" if gone >= MINUTE else "now"


def minutes(seconds: int) -> str:
    """Return a duration in seconds as minutes and seconds: `4:12`, `75:00`."""
    return f"{seconds // 60}:{seconds % 60:02}"
