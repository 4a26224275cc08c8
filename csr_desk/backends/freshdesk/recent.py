"""Readings of single tickets, kept for a moment: whoever reads a ticket reads its talk next.

That saves three of the few calls an account has. A reading is handed out once, and only one that
was made in a later second than the ticket's stamp: of such a one nothing can have changed unseen.
"""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from csr_desk.backends.freshdesk.structs import TicketRow
from csr_desk.backends.values import instant
from csr_desk.domain.instants import SECOND, Instant

LASTS: Final = 2 * SECOND


class Reading(NamedTuple):
    """A ticket as an answer has it, at the helpdesk's clock; `path` is where it was found."""

    row: TicketRow
    at: Instant | None
    path: str


@dataclass
class Recent:
    """The latest readings by the ticket's id, each with the desk's clock at that time."""

    kept: dict[str, tuple[Instant, Reading]] = field(default_factory=dict)

    def keep(self, id_: str, reading: Reading, now: Instant) -> None:
        """Keep a reading; those that are too old to be of use go."""
        young = {key: one for key, one in self.kept.items() if 0 <= now - one[0] <= LASTS}
        self.kept = {**young, id_: (now, reading)} if _is_settled(reading) else young

    def take(self, id_: str, now: Instant) -> Reading | None:
        """Hand out the reading of a ticket that was made just now, and forget it."""
        read_at, reading = self.kept.pop(id_, (0, None))
        return reading if 0 <= now - read_at <= LASTS else None


def _is_settled(reading: Reading) -> bool:
    changed_at = instant(reading.row.updated_at)
    if reading.at is None or changed_at is None:
        return False
    return reading.at // SECOND > changed_at // SECOND
