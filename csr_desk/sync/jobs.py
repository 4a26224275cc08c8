"""A piece of the engine's work: one flow on one thing."""

from typing import NamedTuple

from csr_desk.backends.wire import Flow

PUSH, WANTED, CHANGES, VIEWS, BACKGROUND, CATALOGUE = range(6)
"""What goes first: the agent's own work, what is open before them, then the rest."""


class Job(NamedTuple):
    """A flow to drive; never two of the same `key` at once, the lowest `priority` first.

    The flow catches the failures of its calls itself: whoever drives it throws them in and goes on.
    Without `is_patient` it does not wait for a limit in its middle, where the agent's work may have
    to wait behind it.
    """

    key: str
    flow: Flow[None]
    priority: int = 0
    is_patient: bool = True

    @property
    def is_background(self) -> bool:
        """Tell whether nobody waits for it."""
        return self.priority > WANTED
