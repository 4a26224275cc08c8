"""Which contacts a period counts: handled, spam and unlogged (kpi.md 1.4, 1.7, 1.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.records import SPAM, Contact, Id


@dataclass(frozen=True, slots=True)
class Selection:
    """The contacts of a period by kind, each in the order of their numbers."""

    handled: tuple[Contact, ...]
    spam: tuple[Contact, ...]
    unlogged: tuple[Contact, ...]


def select(contacts: Iterable[Contact], period: Period, as_of: Instant) -> Selection:
    """Return the contacts that ended in the period and not after `as_of`."""
    handled: list[Contact] = []
    spam: list[Contact] = []
    unlogged: list[Contact] = []
    for contact in sorted(contacts, key=lambda one: one.id):
        ended_at = contact.ended_at
        if ended_at is None or ended_at > as_of or not period.holds(ended_at):
            continue
        if not contact.is_wrapped_up(as_of):
            unlogged.append(contact)
        elif contact.outcome == SPAM:
            spam.append(contact)
        else:
            handled.append(contact)
    return Selection(tuple(handled), tuple(spam), tuple(unlogged))


def canonical(customer: Id, merges: Mapping[Id, Id]) -> Id:
    """Return the customer a record stands for after all merges; a circle ends where it closes."""
    seen = [customer]
    while seen[-1] in merges:
        into = merges[seen[-1]]
        if into in seen:
            return min(seen[seen.index(into) :], key=str)
        seen.append(into)
    return seen[-1]
