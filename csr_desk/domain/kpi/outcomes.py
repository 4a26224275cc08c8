"""Figures of outcomes, reasons and customers over the handled contacts (kpi.md 3)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from csr_desk.domain.kpi.ratio import CONTACTS, Figure, ratio
from csr_desk.domain.kpi.records import RESOLVED, Contact, Id
from csr_desk.domain.kpi.selection import canonical

ESCALATED: Final = "escalated_t2"
TRANSFERRED: Final = "transferred"
_TOP: Final = 5


def outcome_figures(handled: Sequence[Contact], merges: Mapping[Id, Id]) -> dict[str, Figure]:
    """Return what the agents said, the escalation and transfer rates and contacts per customer."""
    n = len(handled)
    outcomes = Counter(contact.outcome for contact in handled)
    return {
        "fcr_reported": ratio(outcomes[RESOLVED], n),
        "escalation_rate": ratio(outcomes[ESCALATED], n),
        "transfer_rate": ratio(outcomes[TRANSFERRED], n),
        "contacts_per_customer": ratio(n, _customers(handled, merges), CONTACTS),
    }


def _customers(handled: Sequence[Contact], merges: Mapping[Id, Id]) -> int:
    """Return the number of distinct customers; a contact without one counts as its own."""
    known = [contact.customer for contact in handled if contact.customer is not None]
    return len({canonical(one, merges) for one in known}) + len(handled) - len(known)


def tally(names: Iterable[str | None]) -> dict[str, int]:
    """Return how often each name occurs, by name; None is not counted."""
    return dict(sorted(Counter(name for name in names if name is not None).items()))


def escalations(handled: Sequence[Contact]) -> dict[str, dict[str, Figure]]:
    """Return the escalation rate by tier and by cause; unknown ones stand under `none`."""
    escalated = [contact for contact in handled if contact.outcome == ESCALATED]
    groups = {
        "escalations_by_tier": tally(contact.tier or "T2" for contact in escalated),
        "escalations_by_cause": tally(contact.cause or "none" for contact in escalated),
    }
    return {
        group: {name: ratio(number, len(handled)) for name, number in numbers.items()}
        for group, numbers in groups.items()
    }


def top_reasons(handled: Sequence[Contact], limit: int = _TOP) -> tuple[tuple[str, int], ...]:
    """Return the most frequent `level1/level2` reasons with their counts, ties by name."""
    counts = tally(contact.reason for contact in handled)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit])
