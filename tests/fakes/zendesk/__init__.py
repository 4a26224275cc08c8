"""A stateful fake Zendesk: deterministic, in memory, with faults on the line."""

from tests.fakes.zendesk.faults import (
    Decision,
    Dropped,
    Every,
    FaultyZendesk,
    Schedule,
    Script,
)
from tests.fakes.zendesk.seeding import seed_default, seed_many
from tests.fakes.zendesk.server import FakeZendesk
from tests.fakes.zendesk.wire import Answer, Request

__all__ = [
    "Answer",
    "Decision",
    "Dropped",
    "Every",
    "FakeZendesk",
    "FaultyZendesk",
    "Request",
    "Schedule",
    "Script",
    "seed_default",
    "seed_many",
]
