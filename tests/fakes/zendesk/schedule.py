"""What befalls the n-th request; it is the same for every fake."""

from tests.fakes.common.schedule import (
    KINDS,
    NOT_SENT,
    NOTHING,
    SENT_NO_ANSWER,
    Decision,
    Dropped,
    Every,
    Plan,
    Schedule,
    Script,
    windows,
)

__all__ = [
    "KINDS",
    "NOTHING",
    "NOT_SENT",
    "SENT_NO_ANSWER",
    "Decision",
    "Dropped",
    "Every",
    "Plan",
    "Schedule",
    "Script",
    "windows",
]
