"""A fake Zendesk behind a bad line."""

from tests.fakes.common.faults import FaultyLine
from tests.fakes.zendesk.schedule import (
    KINDS,
    NOT_SENT,
    SENT_NO_ANSWER,
    Decision,
    Dropped,
    Every,
    Plan,
    Schedule,
    Script,
    windows,
)
from tests.fakes.zendesk.server import FakeZendesk

__all__ = [
    "KINDS",
    "NOT_SENT",
    "SENT_NO_ANSWER",
    "Decision",
    "Dropped",
    "Every",
    "FaultyZendesk",
    "Plan",
    "Schedule",
    "Script",
    "windows",
]


class FaultyZendesk(FaultyLine[FakeZendesk]):
    """A fake Zendesk behind a bad line; `deliver` answers or raises Dropped."""
