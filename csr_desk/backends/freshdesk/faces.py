"""Whom tickets are from, remembered for a while: embedding a requester costs a call each time.

An account has few calls a minute for all its agents. Who is known to have a ticket is not asked for
again while the ticket still is theirs; a new name comes after an hour, or with the next list.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from csr_desk.backends.freshdesk.structs import NameRow, RequesterRow, TicketRow
from csr_desk.backends.values import ident
from csr_desk.domain.instants import HOUR, Instant

LASTS: Final = HOUR
MOST: Final = 5_000
"""Tickets whose requesters are remembered; the oldest go first."""

EMBEDDED: Final = frozenset({"requester", "company"})


class Face(NamedTuple):
    """Who a ticket is from, as an answer told it at an instant of the desk's clock."""

    at: Instant
    requester: RequesterRow
    company: NameRow | None


@dataclass
class Faces:
    """Requesters by the ticket's id."""

    kept: dict[str, Face] = field(default_factory=dict)

    def keep(self, id_: str, row: TicketRow, now: Instant) -> None:
        """Remember whom a ticket is from, where an answer told it."""
        if row.requester is None or ident(row.requester.id) != ident(row.requester_id):
            return
        self.kept.pop(id_, None)
        self.kept[id_] = Face(now, row.requester, row.company)
        while len(self.kept) > MOST:
            del self.kept[next(iter(self.kept))]

    def of(self, id_: str, now: Instant) -> Face | None:
        """Return whom a ticket was from a while ago; None when that is not known or too old."""
        found = self.kept.get(id_)
        return found if found is not None and 0 <= now - found.at <= LASTS else None
