"""Two weeks of contacts for the trend: what a test needs to know of them stands here."""

from datetime import timedelta
from pathlib import Path

from csr_desk.actions import interaction, shift, wrap_up
from csr_desk.domain.models import AgentState, Channel
from csr_desk.domain.wrap_up import WrapUp
from tests.desk import START, Hands, TestDesk

MONDAY = START.date()
"""The week of the trend; the other one is the week before."""

BEFORE = {"order/late": 2, "billing/invoice": 3}
THIS = {"order/late": 4, "billing/invoice": 1, "other/unlisted": 2, "product/info": 1}
SECRET = "Zebulon Quackenbush"
CARD = "4111 1111 1111 1111"


def contact(world: TestDesk, reason: str, subject: str = "", note: str = "") -> int:
    """Have one resolved contact on a new ticket; return its number."""
    ticket_id = world.ticket(subject or f"About {reason}")
    opened = interaction.open_contact(world.desk, ticket_id, Channel.PHONE)
    world.wait(120)
    interaction.end(world.desk, opened.id)
    world.wait(30)
    done = WrapUp(reason, "resolved", cause="carrier" if reason == "order/late" else "",
                  note=note, told="by phone")  # fmt: skip
    wrap_up.commit(world.desk, opened.id, done)
    return opened.id


def before(folder: Path) -> TestDesk:
    """Return a new desk on the Monday before, at nine."""
    return TestDesk(folder, Hands(wall=START - timedelta(days=7)))


def two_weeks(world: TestDesk) -> None:
    """Work on the Monday before and on the Monday, each from nine; end at noon."""
    world.customer(SECRET)
    for counts in (BEFORE, THIS):
        if counts is THIS:
            world.wait((START - world.hands.wall).total_seconds())
        shift.start(world.desk)
        shift.set_state(world.desk, AgentState.AVAILABLE)
        for reason, number in counts.items():
            for _ in range(number):
                subject = f"Gift card balance of {SECRET}" if reason.startswith("other/") else ""
                contact(world, reason, subject, f"{SECRET} asks about a gift card balance")
        shift.end(world.desk, force=True)
    world.wait((START + timedelta(hours=3) - world.hands.wall).total_seconds())
