"""No reply goes out over a word that its agent did not have: what a run knows of it."""

from dataclasses import dataclass, field
from typing import NamedTuple

from csr_desk.domain.instants import SECOND, Instant, whole_second
from csr_desk.domain.models import MessageKind
from csr_desk.store import remote
from tests.sync.vendors import Shown, plain
from tests.sync.world import World

ON_ITS_WAY_S = 2
"""Seconds in which a word may arrive between the last look at a ticket and the reply to it."""


class Begun(NamedTuple):
    """What was known of a ticket when a reply to it was written."""

    ticket_id: int
    words: frozenset[str]
    until: Instant


@dataclass
class Memory:
    """When others said what, and what the agent had of it when a reply was written."""

    spoken: dict[str, Instant] = field(default_factory=dict)
    begun: dict[str, Begun] = field(default_factory=dict)

    def hear(self, text: str, at: Instant) -> str:
        """Remember that somebody says something now; returns it."""
        self.spoken[text] = at
        return text

    def begin(self, world: World, ticket_id: int, text: str) -> str:
        """Remember what is known now that a reply is written; returns it."""
        store = world.desk.store
        bodies = store.all("SELECT body FROM message WHERE ticket_id = ?", ticket_id)
        until = remote.read_until(store, ticket_id) or 0
        self.begun[text] = Begun(ticket_id, frozenset(plain(row[0]) for row in bodies), until)
        return text

    def talked_over(self, world: World, there: list[Shown]) -> list[str]:
        """Return the replies that stand behind a word their agent never had."""
        store, wrong = world.desk.store, []
        for text, first in store.all(
            "SELECT m.body, o.first_sent_at FROM operation o JOIN message m ON m.id = o.message_id"
            " WHERE o.state = 'acknowledged' AND m.kind = ? AND o.first_sent_at NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM event e WHERE e.ticket_id = o.ticket_id"
            " AND e.kind = 'message.sent_anyway'"
            " AND json_extract(e.data, '$.operation') = o.uid)",
            MessageKind.PUBLIC,
        ):
            begun = self.begun.get(text)
            said = next((one.texts for one in there if text in one.texts), [])
            if begun is None or not said:
                continue
            for other in said[: said.index(text)]:
                at = self.spoken.get(other)
                if at is None or other in begun.words or whole_second(at) <= begun.until:
                    continue
                if at < first - ON_ITS_WAY_S * SECOND:
                    wrong.append(
                        f"{text} went out over {other}, said {(first - at) / 1000} s before"
                    )
        return wrong
