"""The names of colleagues, which an ordinary agent finds in the ticket fields alone.

They are remembered for hours while the program runs (spec/freshdesk.md 2): every conversation has
agents in it, and asking each time would use up what the account may ask.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from csr_desk.backends.freshdesk import choices
from csr_desk.backends.freshdesk.structs_catalogue import FieldRow
from csr_desk.backends.records import RemotePerson
from csr_desk.domain.instants import HOUR, Instant

LASTS = HOUR
AGENT_FIELD = "agent"
GROUP_FIELD = "group"


@dataclass
class Directory:
    """Agents by id, as read at `read_at`; `strangers` are ids that nothing tells of."""

    agents: dict[str, RemotePerson] = field(default_factory=dict)
    read_at: Instant | None = None
    strangers: set[str] = field(default_factory=set)

    def learn(self, agents: Iterable[RemotePerson], now: Instant) -> None:
        """Take the agents of a reading in place of those before."""
        self.agents = {one.id: one for one in agents}
        self.strangers.clear()
        self.read_at = now

    def is_fresh(self, now: Instant) -> bool:
        """Tell whether the agents were read within the hour."""
        return self.read_at is not None and 0 <= now - self.read_at < LASTS


def agents_of(rows: Iterable[FieldRow]) -> tuple[RemotePerson, ...]:
    """Return the agents that the ticket fields name."""
    return tuple(
        RemotePerson(id_, name, "agent")
        for row in rows
        if row.name == AGENT_FIELD
        for id_, name in choices.ids_by_name(row.choices).items()
    )
