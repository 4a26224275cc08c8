"""An escalation and a transfer as states: which step may follow which, and what stands overdue.

Pure. Source: product.md section 14; the escalation target ends with acceptance (sla.md section 3).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from csr_desk.domain.instants import HOUR, Instant

UPDATE_BEFORE: Final = HOUR
"""How long before the deadline the customer is told how it stands."""

OVERDUE: Final = "overdue"


class Step(StrEnum):
    """Where an escalation is: sent higher, taken there, answered from there, over."""

    OPEN = "open"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"


NEXT: Final[Mapping[Step, tuple[Step, ...]]] = MappingProxyType(
    {
        Step.OPEN: (Step.ACCEPTED, Step.ANSWERED, Step.CLOSED),
        Step.ACCEPTED: (Step.ANSWERED, Step.CLOSED),
        Step.ANSWERED: (Step.ACCEPTED, Step.CLOSED),
        Step.CLOSED: (),
    }
)
"""The steps that may follow; an answer that does not settle it goes back to "accepted"."""


class Handing(StrEnum):
    """Where a transfer is: a cold one is done, a warm one waits for the other side."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


HANDING_NEXT: Final[Mapping[Handing, tuple[Handing, ...]]] = MappingProxyType(
    {
        Handing.OFFERED: (Handing.ACCEPTED, Handing.DECLINED),
        Handing.ACCEPTED: (),
        Handing.DECLINED: (),
        Handing.DONE: (),
    }
)


def may_follow(now: Step, wanted: Step) -> bool:
    """Tell whether an escalation may go from one step to another."""
    return wanted in NEXT[now]


def is_overdue(step: Step, due_at: Instant, now: Instant) -> bool:
    """Tell whether nobody took an escalation by its deadline; at the deadline it is in time."""
    return step is Step.OPEN and now > due_at


def state_word(step: Step, due_at: Instant, now: Instant) -> str:
    """Return the state as it is shown: the step, or `overdue`."""
    return OVERDUE if is_overdue(step, due_at, now) else step.value


def update_at(opened_at: Instant, due_at: Instant) -> Instant:
    """Return when the customer is told: an hour before the deadline, half way to a nearer one."""
    return max(due_at - UPDATE_BEFORE, opened_at + (due_at - opened_at) // 2)
