"""The one deadline a ticket is sorted by, among its open targets and fixed instants."""

from collections.abc import Iterable
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.sla.standing import Standing
from csr_desk.domain.sla.targets import HELPDESK_TARGETS


class Deadline(NamedTuple):
    """What is due next: a kind, and an instant, or the open seconds left while it is paused."""

    kind: str
    due_at: Instant | None
    left_s: int | None = None
    warn_at: Instant | None = None


def queue_place(deadline: Deadline | None) -> tuple[int, int]:
    """Return the sort key of the queue: nearest due first, paused by what is left, none last."""
    if deadline is None:
        return (2, 0)
    if deadline.due_at is not None:
        return (0, deadline.due_at)
    return (1, deadline.left_s or 0)


def nearest(
    standings: Iterable[Standing],
    provided: Iterable[Deadline] | None = None,
    fixed: Iterable[Deadline] = (),
) -> Deadline | None:
    """Return the deadline a ticket is sorted by, None without an open target.

    `provided` are those of the ticket's helpdesk, which win over the desk's own count of the same
    kinds; None where there is no helpdesk or it gives none. `fixed` are follow-ups, callbacks and
    promises.
    """
    own = [
        deadline_of(one)
        for one in standings
        if one.is_open and (provided is None or one.target not in HELPDESK_TARGETS)
    ]
    return min([*own, *(provided or ()), *fixed], key=queue_place, default=None)


def deadline_of(standing: Standing) -> Deadline:
    """Return the deadline of one target."""
    kind = standing.target.value
    if standing.due_at is None:
        return Deadline(kind, None, standing.left_s)
    return Deadline(kind, standing.due_at, warn_at=standing.warn_at)
