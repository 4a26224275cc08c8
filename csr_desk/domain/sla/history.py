"""Everything that happened on a ticket and matters to its targets, and the runs it makes."""

from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.domain.queue_row import Status
from csr_desk.domain.sla.runs import (
    PublicMessage,
    Run,
    StatusChange,
    first_response,
    next_replies,
    resolution,
)
from csr_desk.domain.sla.targets import STOPPING, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The instants of one ticket; None is not yet. Escalations are (opened, accepted) pairs."""

    created_at: Instant
    acknowledged_at: Instant | None = None
    triaged_at: Instant | None = None
    messages: tuple[PublicMessage, ...] = ()
    changes: tuple[StatusChange, ...] = ()
    escalations: tuple[tuple[Instant, Instant | None], ...] = ()


def runs_of(
    history: History, stopped_by: frozenset[Status] = frozenset(STOPPING)
) -> tuple[Run, ...]:
    """Return every run of a ticket's targets; `stopped_by` are the states of its policy."""
    created_at = history.created_at
    return (
        Run(Target.TRIAGE, created_at, history.triaged_at),
        Run(Target.ACKNOWLEDGEMENT, created_at, history.acknowledged_at),
        first_response(created_at, history.messages),
        *next_replies(history.messages, history.changes),
        resolution(created_at, history.changes, stopped_by),
        *(Run(Target.ESCALATION, opened, accepted) for opened, accepted in history.escalations),
    )
