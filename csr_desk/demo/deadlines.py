"""When the next answer is due: some already missed, some in minutes, some in days, some never."""

from csr_desk.demo.dice import Dice
from csr_desk.demo.plan import Plan
from csr_desk.demo.sketch import Sketch
from csr_desk.demo.texts import table
from csr_desk.domain.instants import HOUR, MINUTE, Instant
from csr_desk.domain.models import Status

_PAUSED = (Status.PENDING, Status.HOLD)
_BANDS = (
    (0.08, -20 * HOUR, -5 * MINUTE),
    (0.20, 2 * MINUTE, 2 * HOUR),
    (0.55, 2 * HOUR, 10 * HOUR),
    (0.85, 10 * HOUR, 72 * HOUR),
)
"""(up to which roll, from, to): eight per cent are breached, fifteen have no deadline."""


def deadline(plan: Plan, ticket: Sketch) -> tuple[Instant | None, str | None]:
    """Return when what is due on a ticket, or (None, None) when its clock rests."""
    if not ticket.is_open or ticket.status in _PAUSED:
        return None, None
    if ticket.showcase is not None:
        minutes = table("showcase")["ticket"][ticket.showcase].get("due")
        due = None if minutes is None else plan.now + minutes * MINUTE
    else:
        due = _drawn(plan, ticket.dice)
    if due is None:
        return None, None
    if ticket.status is Status.NEW:
        return due, "first_response"
    return due, "next_reply" if ticket.dice.chance(0.7) else "resolution"


def _drawn(plan: Plan, dice: Dice) -> Instant | None:
    roll = dice.roll()
    for limit, low, high in _BANDS:
        if roll < limit:
            return plan.now + dice.between(low, high)
    return None
