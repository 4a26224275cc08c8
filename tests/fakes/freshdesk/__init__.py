"""A stateful fake Freshdesk: deterministic, in memory, with faults on the line."""

from tests.fakes.common.schedule import Decision, Dropped, Every, Schedule, Script
from tests.fakes.common.wire import Answer, Request
from tests.fakes.freshdesk.faults import FaultyFreshdesk
from tests.fakes.freshdesk.seeding import seed_default, seed_many, seed_small
from tests.fakes.freshdesk.server import FakeFreshdesk

__all__ = [
    "Answer",
    "Decision",
    "Dropped",
    "Every",
    "FakeFreshdesk",
    "FaultyFreshdesk",
    "Request",
    "Schedule",
    "Script",
    "seed_default",
    "seed_many",
    "seed_small",
]
