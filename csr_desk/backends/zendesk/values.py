"""Zendesk's words for statuses and priorities as the desk's."""

from csr_desk.backends.values import Word, text
from csr_desk.domain.queue_row import Priority, Status

_STATUSES = {status.word: status for status in Status}
_PRIORITIES = {priority.word: priority for priority in Priority}


def status(value: Word) -> Status:
    """Return a status; what is not known counts as open work, what is deleted as closed."""
    if value == "deleted":
        return Status.CLOSED
    return _STATUSES.get(text(value).lower(), Status.OPEN)


def priority(value: Word) -> Priority:
    """Return a priority, NONE for null and for what is not known."""
    return _PRIORITIES.get(text(value).lower(), Priority.NONE)
