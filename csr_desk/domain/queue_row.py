"""A ticket as the queue shows it, with its status and priority: all the first paint needs to know.

The other records stand in models.py. What is read here is a named tuple: a start pays for each
dataclass, and for the module that makes them.
"""

from enum import IntEnum
from typing import NamedTuple

from csr_desk.domain.instants import Instant


class Status(IntEnum):
    """The state of a ticket; everything below SOLVED is open work."""

    NEW = 0
    OPEN = 1
    PENDING = 2
    HOLD = 3
    SOLVED = 4
    CLOSED = 5

    @property
    def word(self) -> str:
        """Return the word shown and stored in JSON, such as `pending`."""
        return self.name.lower()


class Priority(IntEnum):
    """How urgent a ticket is; NONE sorts last."""

    NONE = 0
    LOW = 1
    NORMAL = 2
    HIGH = 3
    URGENT = 4

    @property
    def word(self) -> str:
        """Return the word shown and stored in JSON, such as `urgent`."""
        return self.name.lower()


class QueueRow(NamedTuple):
    """One line of the queue, read whole from the ticket's row and its customer's name.

    `is_counted` tells that the deadline is the desk's own count: `left_s` are the open seconds left
    while it stands still, `warn_at` is from when on it is near.
    """

    id: int
    reference: str
    remote_id: str | None
    subject: str
    customer_id: int
    customer: str
    channel: str
    status: Status
    priority: Priority
    assignee_id: int | None
    assignee: str | None
    group: str | None
    tags: tuple[str, ...]
    created_at: Instant
    updated_at: Instant
    waiting_since: Instant | None
    due_at: Instant | None
    due_kind: str | None
    unread: bool
    snippet: str
    queue_key: int
    is_counted: int = 0
    left_s: int | None = None
    warn_at: Instant | None = None
