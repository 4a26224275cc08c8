"""A piece of the engine's work: one flow on one thing."""

from typing import NamedTuple

from csr_desk.backends.wire import Flow


class Job(NamedTuple):
    """A flow to drive; never two of the same `key` at once, the lowest `priority` first.

    The flow catches the failures of its calls itself: whoever drives it throws them in and goes on.
    """

    key: str
    flow: Flow[None]
    priority: int = 0
