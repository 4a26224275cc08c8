"""Freshdesk's numbers for statuses and priorities as the desk's, and back.

2 Open, 3 Pending, 4 Resolved, 5 Closed; a status of the account's own, 6 and up, counts as open
work so that it is not lost from sight. 1 Low … 4 Urgent.
"""

from typing import Final

from csr_desk.backends.values import Word, text
from csr_desk.domain.queue_row import Priority, Status

STATUSES: Final = {2: Status.OPEN, 3: Status.PENDING, 4: Status.SOLVED, 5: Status.CLOSED}
FIRST_OWN_STATUS: Final = 6
_NUMBERS: Final = {
    Status.NEW: 2,
    Status.OPEN: 2,
    Status.HOLD: 3,
    Status.PENDING: 3,
    Status.SOLVED: 4,
    Status.CLOSED: 5,
}


def whole_number(value: object) -> int | None:
    """Return a whole number that came as number or text; None for anything else."""
    told = text(value)
    return int(told) if told.isascii() and told.removeprefix("-").isdecimal() else None


def status(value: Word) -> Status:
    """Return a status; what is not one of the four counts as open work."""
    return STATUSES.get(whole_number(value) or 0, Status.OPEN)


def custom_status(value: Word) -> str | None:
    """Return the id of a status that is the account's own; None for the four of every account."""
    found = whole_number(value)
    return None if found is None or found in STATUSES else str(found)


def status_number(value: Status) -> int:
    """Return the number a status is written as; Freshdesk has no new and no hold of its own."""
    return _NUMBERS[value]


def priority(value: Word) -> Priority:
    """Return a priority, NONE for null and for what is not known."""
    found = whole_number(value)
    return Priority(found) if found is not None and 1 <= found <= 4 else Priority.NONE


def priority_number(value: Priority) -> int:
    """Return the number a priority is written as; Freshdesk has none below Low."""
    return max(1, int(value))
