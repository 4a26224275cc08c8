"""One account at work: the desk whose store it fills, the backend it speaks through, chance."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from csr_desk.actions.desk import Desk
from csr_desk.backends.base import Backend, Can
from csr_desk.domain.instants import Instant
from csr_desk.store import remote


@dataclass
class SyncAccount:
    """What every job of the engine works with; `rng` only spreads waits.

    `breathe` is called between two transactions of one answer, where others may write.
    """

    desk: Desk
    backend: Backend
    name: str
    rng: random.Random = field(default_factory=lambda: random.Random(0))
    breathe: Callable[[], None] = lambda: None

    @property
    def me(self) -> str:
        """Return the agent's own id at the helpdesk; '' before the first sign-in."""
        row = remote.account(self.desk.store, self.name)
        return row.me if row else ""

    def field_of(self, role: str) -> str | None:
        """Return the ticket field of the account that has a role, such as `time_total`."""
        if Can.TIME_FIELDS not in self.backend.can:
            return None
        found = self.desk.store.value(
            "SELECT min(remote_id) FROM remote_field WHERE account = ? AND role = ?",
            self.name,
            role,
        )
        return None if found is None else str(found)

    def now(self) -> Instant:
        """Return the steady instant."""
        return self.desk.now()
