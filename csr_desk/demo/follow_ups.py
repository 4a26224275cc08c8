"""What was promised and is due: some of it overdue, some today, some in the days to come."""

from collections.abc import Iterator

from csr_desk.demo.dice import Dice
from csr_desk.demo.plan import ME, Plan
from csr_desk.demo.sketch import Sketch, sketch
from csr_desk.demo.tables import Numbers, Rows
from csr_desk.domain.instants import HOUR, MINUTE

_STREAM = 7
_NEWEST = 600
_WANTED = (
    (-26 * HOUR, "promise", "Tell {name} what the carrier found out"),
    (-3 * HOUR, "callback", "Call {name} about the replacement"),
    (-35 * MINUTE, "task", "Check whether the refund for {name} has left"),
    (4 * MINUTE, "callback", "Call {name} back, agreed this morning"),
    (25 * MINUTE, "promise", "Send {name} the corrected invoice"),
    (50 * MINUTE, "task", "Ask the warehouse about the missing part for {name}"),
    (2 * HOUR, "callback", "Call {name}, only reachable after lunch"),
    (3 * HOUR, "task", "Answer from Tier 2 on the defect of {name}"),
    (5 * HOUR, "promise", "Written confirmation to {name}"),
    (22 * HOUR, "task", "Has the parcel to {name} been scanned?"),
    (26 * HOUR, "callback", "Call {name} with the offer"),
    (49 * HOUR, "promise", "Refund for {name} should be on the account"),
    (74 * HOUR, "task", "Remind {name} about the return"),
    (160 * HOUR, "task", "Ask {name} how the replacement works"),
)
_DONE = (
    (-50 * HOUR, "task", "Sent the return label to {name}"),
    (-28 * HOUR, "callback", "Called {name}, solved"),
)


def follow_up_rows(plan: Plan, numbers: Numbers) -> Rows:
    """Yield follow-ups on the agent's newest open tickets, and two that are done."""
    tickets = _own_open(plan)
    dice = Dice(plan.seed, _STREAM)
    for place, (due, kind, text) in enumerate((*_WANTED, *_DONE)):
        ticket = next(tickets, None)
        if ticket is None:
            return
        due_at = plan.now + due
        created = min(plan.now, due_at) - dice.between(3, 30) * HOUR
        yield (
            "follow_up",
            (
                numbers.next("follow_up"),
                dice.uid(created),
                ticket.number,
                ticket.customer.number,
                kind,
                text.format(name=ticket.customer.name),
                due_at,
                created,
                due_at - 10 * MINUTE if place >= len(_WANTED) else None,
            ),
        )


def _own_open(plan: Plan) -> Iterator[Sketch]:
    oldest = max(1, plan.tickets - _NEWEST)
    drawn = (sketch(plan, number) for number in range(plan.tickets, oldest - 1, -1))
    return (one for one in drawn if one.assignee == ME and one.is_open)
