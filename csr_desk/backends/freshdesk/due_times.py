"""Which of a ticket's targets is the next one: Freshdesk's own times, never ones worked out here.

The first response is due until an agent has responded, the next one while the customer waits for
it, the resolution until the ticket is resolved. Whether anybody has responded, only `stats` tell;
they come with a single ticket, and with lists that ask for them. Without them the resolution is the
only one told: a first response shown as overdue that was given long ago would be worse than none.
"""

from typing import NamedTuple

from csr_desk.backends.freshdesk.structs import StatsRow, TicketRow
from csr_desk.backends.freshdesk.values import status
from csr_desk.backends.values import instant
from csr_desk.domain.instants import Instant
from csr_desk.domain.queue_row import Status


class Due(NamedTuple):
    """The nearest open target and its kind; `is_known` False where a reading could not tell."""

    at: Instant | None = None
    kind: str | None = None
    is_known: bool = True


def due(row: TicketRow) -> Due:
    """Return the nearest target of a ticket that still runs."""
    if status(row.status) >= Status.SOLVED:
        return Due()
    told = [(row.due_by, "resolution", True)]
    if row.stats is not None:
        told.append((row.fr_due_by, "first_response", not _has_responded(row.stats)))
        told.append((row.nr_due_by, "next_reply", _is_waited_for(row.stats)))
    runs = [(at, kind) for value, kind, runs in told if runs and (at := instant(value)) is not None]
    at, kind = min(runs, default=(None, None))
    return Due(at, kind, row.stats is not None)


def _has_responded(stats: StatsRow) -> bool:
    told = (stats.first_responded_at, stats.agent_responded_at)
    return any(instant(value) is not None for value in told)


def _is_waited_for(stats: StatsRow) -> bool:
    """Tell whether the customer spoke last; where that is not told, a next response is due."""
    asked = instant(stats.requester_responded_at)
    answered = instant(stats.agent_responded_at)
    return asked is None or answered is None or asked > answered
