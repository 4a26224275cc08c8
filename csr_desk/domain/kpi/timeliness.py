"""Log timeliness: who wrote the wrap-up in time, here and on the server (kpi.md 3)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.kpi.ratio import Figure, ratio
from csr_desk.domain.kpi.records import Contact
from csr_desk.domain.kpi.selection import Selection

LIMIT: Final = 1_800 * SECOND


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How many logs were in time, and the numbers of the contacts due and of those late."""

    figure: Figure
    late: tuple[int, ...]
    due: tuple[int, ...] = ()


def local_timeliness(selection: Selection, as_of: Instant, limit: Instant = LIMIT) -> Timeliness:
    """Return the share logged in the local store within a limit in ms of the contact end."""
    return _timeliness(selection, as_of, lambda contact: contact.logged_local_at, limit)


def remote_timeliness(selection: Selection, as_of: Instant, limit: Instant = LIMIT) -> Timeliness:
    """Return the share acknowledged by the backend within a limit in ms of the contact end."""
    return _timeliness(selection, as_of, lambda contact: contact.logged_remote_at, limit)


def _timeliness(
    selection: Selection,
    as_of: Instant,
    logged: Callable[[Contact], Instant | None],
    limit: Instant,
) -> Timeliness:
    late: list[int] = []
    due: list[int] = []
    for number, ended_at, at in _stamps((*selection.handled, *selection.unlogged), logged):
        known = at if at is not None and at <= as_of else None
        if known is None and as_of - ended_at <= limit:
            continue
        due.append(number)
        if known is None or known - ended_at > limit:
            late.append(number)
    figure = ratio(len(due) - len(late), len(due))
    return Timeliness(figure, tuple(sorted(late)), tuple(sorted(due)))


def _stamps(
    contacts: Iterable[Contact], logged: Callable[[Contact], Instant | None]
) -> Iterable[tuple[int, Instant, Instant | None]]:
    for contact in contacts:
        if contact.ended_at is not None:
            yield contact.id, contact.ended_at, logged(contact)
