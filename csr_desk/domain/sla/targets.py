"""What may be due on a ticket, and by which clock (sla.md 3)."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from csr_desk.domain.queue_row import Status

BUSINESS_DAY_S: Final = 28_800
"""One business day in open seconds, where no setting says otherwise."""

ESCALATION_S: Final = 86_400


class Target(StrEnum):
    """A duty with a length in open time; the words are those stored as the kind of a deadline."""

    TRIAGE = "triage"
    ACKNOWLEDGEMENT = "acknowledgement"
    FIRST_RESPONSE = "first_response"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"
    ESCALATION = "escalation"


class Clock(StrEnum):
    """Which seconds count: those of the policy's calendar, or all of them."""

    BUSINESS = "business"
    CALENDAR = "calendar"


HELPDESK_TARGETS: Final = frozenset({Target.FIRST_RESPONSE, Target.NEXT_REPLY, Target.RESOLUTION})
"""Targets that a helpdesk counts itself; its due instants win over the desk's own."""

STOPPING: Final = (Status.PENDING, Status.HOLD)
"""The states that stop a resolution, unless a policy says otherwise; solved stops it always."""

USUAL_CLOCK: Final = MappingProxyType(
    dict.fromkeys(Target, Clock.BUSINESS) | {Target.ESCALATION: Clock.CALENDAR}
)
