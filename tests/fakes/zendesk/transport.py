"""The fake as an httpx transport; it is the same for every fake."""

from tests.fakes.common.transport import ERRORS, MockTransport, asked

__all__ = ["ERRORS", "MockTransport", "asked"]
