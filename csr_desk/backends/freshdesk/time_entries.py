"""The time of a contact as one finished entry; a timer is never started (spec/freshdesk.md 4.5)."""

from typing import Any

from msgspec import Struct

from csr_desk.backends.freshdesk.markers import note_line
from csr_desk.backends.values import Id, Word
from csr_desk.backends.writes import Write
from csr_desk.domain.instants import Instant, iso

_MOST_MINUTES = 99 * 60 + 59
"""What two digits of hours hold; that Freshdesk takes three of them is not known."""


class EntryRow(Struct):
    """A time entry; its note is where its write is known by."""

    id: Id = None
    note: Word = None


def entry_keys(write: Write) -> dict[str, Any]:
    """Return the keys of a time entry; its note holds the exact seconds and the write's mark.

    ValueError for a write without a time above zero: Freshdesk has no entry for that.
    """
    spent = write.handle_time
    if spent is None or spent.total_s <= 0:
        raise ValueError("a time entry needs a time")
    words = (
        f"Handle time {spent.total_s} s (talk {spent.talk_s} s, hold {spent.hold_s} s,"
        f" after-call work {spent.acw_s} s)."
    )
    return {
        "time_spent": hours_and_minutes(spent.total_s),
        "timer_running": False,
        "executed_at": utc(write.began_at),
        "note": f"{words} {note_line(write.marker)}",
    }


def hours_and_minutes(seconds: int) -> str:
    """Return seconds as `hh:mm`, rounded up to whole minutes, from `00:01` to `99:59`."""
    hours, minutes = divmod(min(max(1, -(-seconds // 60)), _MOST_MINUTES), 60)
    return f"{hours:02}:{minutes:02}"


def utc(instant: Instant) -> str:
    """Return an instant as Freshdesk writes it: whole seconds with `Z`."""
    return iso(instant).replace("+00:00", "Z")
