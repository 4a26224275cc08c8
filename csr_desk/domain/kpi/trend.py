"""The top reasons against the time before, with contacts to show for each (kpi.md 3)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from csr_desk.domain.kpi.outcomes import top_reasons
from csr_desk.domain.kpi.records import Contact

_EVIDENCE: Final = 3


@dataclass(frozen=True, slots=True)
class ReasonTrend:
    """A reason, its contacts, the change in their number, and the latest ones as evidence."""

    reason: str
    contacts: int
    change: int
    evidence: tuple[Contact, ...]


def reason_trend(handled: Sequence[Contact], before: Sequence[Contact]) -> tuple[ReasonTrend, ...]:
    """Return the five largest reasons of a week, each with the change to the week before."""
    earlier = Counter(contact.reason for contact in before)
    return tuple(
        ReasonTrend(reason, number, number - earlier[reason], _latest(handled, reason))
        for reason, number in top_reasons(handled)
    )


def _latest(handled: Sequence[Contact], reason: str) -> tuple[Contact, ...]:
    """Return the latest contacts of a reason, one for each ticket."""
    found: dict[object, Contact] = {}
    of_reason = (contact for contact in handled if contact.reason == reason)
    for contact in sorted(of_reason, key=lambda one: (one.started_at, one.id), reverse=True):
        found.setdefault(contact.id if contact.ticket is None else ("t", contact.ticket), contact)
    return tuple(found.values())[:_EVIDENCE]
