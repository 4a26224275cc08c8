"""What was promised: SLA attainment for each target, and the service level (kpi.md 3)."""

from collections.abc import Iterable, Sequence
from typing import Final

from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.period import Period
from csr_desk.domain.kpi.ratio import Figure, not_measured, ratio
from csr_desk.domain.kpi.records import Id, SlaTarget, Waits

TARGETS: Final = ("first_response", "next_reply", "resolution", "triage", "escalation")
_MET: Final = "met"
_BREACHED: Final = "breached"


def settled(targets: Iterable[SlaTarget], period: Period, as_of: Instant) -> list[SlaTarget]:
    """Return the targets of a period that are met or breached; running and paused are left out."""
    return [
        one
        for one in targets
        if one.state in (_MET, _BREACHED)
        and (one.settled_at is None or (period.holds(one.settled_at) and one.settled_at <= as_of))
    ]


def attainment(targets: Sequence[SlaTarget]) -> Figure:
    """Return met / (met + breached) of settled targets."""
    return ratio(sum(one.state == _MET for one in targets), len(targets))


def sla_figures(targets: Sequence[SlaTarget]) -> dict[str, Figure]:
    """Return the attainment of all settled targets and of each kind."""
    figures = {"sla_attainment": attainment(targets)}
    for kind in TARGETS:
        figures[f"sla_{kind}"] = attainment([one for one in targets if one.target == kind])
    return figures


def breaches(targets: Iterable[SlaTarget], kind: str) -> tuple[Id, ...]:
    """Return the subjects whose target of a kind was breached, in order."""
    found = {
        one.subject
        for one in targets
        if one.target == kind and one.state == _BREACHED and one.subject is not None
    }
    return tuple(sorted(found, key=lambda subject: (isinstance(subject, str), subject)))


def service_level(waits: Waits | None) -> Figure:
    """Return answered within X s / (answered + abandoned after more than X s).

    Amazon Connect divides by everything removed from the queue; this variant leaves quick abandons
    out. Without a telephony feed it is not measured.
    """
    if waits is None:
        return not_measured()
    quick = sum(wait <= waits.threshold_s for wait in waits.answered_s)
    given_up = sum(wait > waits.threshold_s for wait in waits.abandoned_s)
    return ratio(quick, len(waits.answered_s) + given_up)
