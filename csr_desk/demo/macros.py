"""A few macros of the agent's own."""

from csr_desk.demo.dice import Dice
from csr_desk.demo.plan import Plan
from csr_desk.demo.staff import TEAMS
from csr_desk.demo.tables import Rows
from csr_desk.domain.instants import DAY
from csr_desk.domain.macro_steps import ME, Steps, as_text
from csr_desk.domain.models import Priority, Status

_STREAM = 12
_LATE = (
    "Hello {{customer.first_name|there}},\n\nI have asked the carrier where your order"
    " {{order.number}} is, and write to you again by tomorrow.\n\n{{agent.name}}"
)
_DAMAGED = (
    "Hello {{customer.first_name|there}},\n\nI am sorry that it arrived damaged. My colleagues in"
    " Returns send you a free label today.\n\n{{agent.name}}"
)
_MACROS = (
    ("Late parcel: carrier asked", "Orders", "delivery lost tracking", 14, Steps(
        reply=_LATE, status=Status.PENDING, add_tags=("carrier", "late"),
        follow_up="tomorrow 10", task="Ask the carrier again",
    )),
    ("Damaged: to Returns", "Returns", "broken label", 9, Steps(
        reply=_DAMAGED, note="Label to be sent; pictures are in the thread.",
        team_id=TEAMS.index("Returns") + 1, priority=Priority.HIGH, add_tags=("damaged",),
    )),
    ("Invoice: to Billing", "Billing", "bill receipt", 6, Steps(
        team_id=TEAMS.index("Billing") + 1, add_tags=("invoice",), remove_tags=("question",),
    )),
    ("Mine, until tomorrow", "", "take snooze later", 4, Steps(
        assignee=ME, snooze="tomorrow 9",
    )),
    ("Solved, thank you", "", "close done", 11, Steps(
        reply="Hello {{customer.first_name|there}},\n\nglad it works again.\n\n{{agent.name}}",
        sends=True, status=Status.SOLVED,
    )),
)  # fmt: skip


def macro_rows(plan: Plan) -> Rows:
    """Yield the macros."""
    dice = Dice(plan.seed, _STREAM)
    for number, (name, folder, keywords, uses, steps) in enumerate(_MACROS, 1):
        made = plan.now - dice.between(20, 200) * DAY
        words = (name, folder, keywords, as_text(steps))
        yield "macro", (number, dice.uid(made), *words, uses, made, made)
