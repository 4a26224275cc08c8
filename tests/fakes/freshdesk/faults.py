"""A fake Freshdesk behind a bad line."""

from tests.fakes.common.faults import FaultyLine
from tests.fakes.freshdesk.server import FakeFreshdesk


class FaultyFreshdesk(FaultyLine[FakeFreshdesk]):
    """A fake Freshdesk behind a bad line; `deliver` answers or raises Dropped."""
