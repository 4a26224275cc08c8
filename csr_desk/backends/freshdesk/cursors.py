"""The opaque cursor of the stream of changes: which list is being read, and where it goes on.

A round reads the tickets, then what was deleted, what is spam, what customers said of tickets, and
the companies. `since` is the start of the window that is read now, `page` its next page, `newest`
the latest stamp seen in this list. `grounds` holds how far each list was read in earlier rounds.
All these are the helpdesk's own stamps, never this machine's clock; only when a round began is told
by that.
"""

from typing import Final, Literal

import msgspec

from csr_desk.backends.failures import Expired
from csr_desk.domain.instants import MINUTE, SECOND, Instant, iso, parse_instant

Phase = Literal["tickets", "deleted", "spam", "ratings", "companies"]
PHASES: Final[tuple[Phase, ...]] = ("tickets", "deleted", "spam", "ratings", "companies")

BEGINNING: Final = parse_instant("2010-01-01T00:00:00+00:00")
"""Before the first Freshdesk ticket: without a start, lists show the last 30 days alone."""

OVERLAP: Final = 5 * MINUTE
"""How much of what is known is read again: changes may be listed late, and out of order."""


LONG_AGO: Final = 20 * SECOND
"""A round that took longer than this tells nothing of the tickets as they are now."""


class Place(msgspec.Struct, omit_defaults=True, frozen=True):
    """Where the stream of changes goes on; `is_first` until all tickets were read once.

    `rated` are the ratings of the overlap, whose tickets were read for them already. `began_at` is
    when this round began, 0 for one of which nobody knows.
    """

    phase: Phase = "tickets"
    since: Instant = BEGINNING
    page: int = 1
    newest: Instant = 0
    grounds: dict[str, Instant] = msgspec.field(default_factory=dict)
    is_first: bool = True
    rated: tuple[str, ...] = ()
    began_at: Instant = 0

    @property
    def is_new_round(self) -> bool:
        """Tell whether nothing of a round was read yet."""
        return self.phase == PHASES[0] and self.page == 1 and self.newest == 0


def written(place: Place) -> str:
    """Return a place as the text that is stored."""
    return msgspec.json.encode(place).decode()


def read(cursor: str) -> Place:
    """Return the place of a stored text; Expired when it is not of this program."""
    try:
        return msgspec.json.decode(cursor, type=Place)
    except ValueError as error:
        raise Expired("The place where the pull stopped cannot be read; it begins anew.") from error


def next_phase(place: Place) -> Place:
    """Return the beginning of the list after this one, or of the next round after the last."""
    known = max(place.newest, place.grounds.get(place.phase, 0))
    grounds = {**place.grounds, place.phase: known} if known else place.grounds
    phase = PHASES[(PHASES.index(place.phase) + 1) % len(PHASES)]
    is_round_over = phase == PHASES[0]
    return Place(
        phase,
        since=_start(grounds.get(phase, 0)),
        grounds=grounds,
        is_first=place.is_first and not is_round_over,
        rated=place.rated,
        began_at=0 if is_round_over else place.began_at,
    )


def stamp(instant: Instant) -> str:
    """Return an instant as Freshdesk takes it in a query."""
    return iso(instant).replace("+00:00", "Z")


def _start(ground: Instant) -> Instant:
    return max(BEGINNING, ground - OVERLAP)
