"""The parts of a change, where a helpdesk takes each by a request of its own, in their order.

A reply or note, the time, then fields, tags and status together (spec/freshdesk.md 4.6).
"""

from enum import StrEnum


class Aspect(StrEnum):
    """What one request brings; `WHOLE` where it may bring everything."""

    WHOLE = ""
    CREATE = "create"
    COMMENT = "comment"
    TIME = "time"
    FIELDS = "fields"
