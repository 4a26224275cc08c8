"""What every action needs at hand: the store, the clock, the settings and who the agent is."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from csr_desk.config import Config
from csr_desk.domain.clock import Clock
from csr_desk.domain.instants import Instant
from csr_desk.domain.taxonomy import Taxonomy
from csr_desk.paths import Places
from csr_desk.store import events
from csr_desk.store.connection import Store

LOCAL = "local"
"""The account of tickets that belong to no helpdesk."""


@dataclass
class Desk:
    """One agent's desk over one store; actions take it as their first argument.

    `account` is where new tickets are made.
    """

    store: Store
    clock: Clock
    config: Config
    places: Places
    new_uid: Callable[[], str]
    taxonomy: Taxonomy
    zone: ZoneInfo
    agent_id: int = 1
    account: str = LOCAL

    def __post_init__(self) -> None:
        self.store.before_commit = self._count_deadlines

    def _count_deadlines(self) -> None:
        """Let the deadlines of what a transaction changed be part of it."""
        if self.config.deadlines is not None:
            # Deferred: a desk without calendars needs none of their rules.
            from csr_desk.actions import deadlines

            deadlines.before_commit(self)

    @cached_property
    def actor(self) -> str:
        """Return the name under which this desk writes into the log."""
        return str(self.store.value("SELECT name FROM agent WHERE id = ?", self.agent_id) or "me")

    def now(self) -> Instant:
        """Return the steady instant."""
        return self.clock.instant()

    def second(self) -> Instant:
        """Return the whole second at which the timeline may be cut now."""
        return self.clock.second()

    def log(self, kind: str, *, at: Instant | None = None, **data: Any) -> int:
        """Append an event inside the current transaction; ids go in as ticket_id, customer_id,
        interaction_id, everything else as data.
        """
        moment = self.now() if at is None else at
        return events.append(self.store, self.new_uid, moment, self.actor, kind, **data)
