"""The figures of the open shift: always those of its report, and read by index alone."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import interaction, shift, ticket, wrap_up
from csr_desk.domain.instants import DAY, HOUR, MINUTE
from csr_desk.domain.models import AgentState, Channel, Direction
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import hud, report
from tests.desk import TestDesk

REASONS = ("order/late", "returns/refund", "billing/invoice", "other/wrong-number")
OUTCOMES = ("resolved", "resolved", "resolved", "spam", "no_contact")
CHANNELS = (Channel.PHONE, Channel.EMAIL, Channel.CHAT)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[TestDesk]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    made = TestDesk(folder)
    yield made
    made.store.close()
    made.heartbeat.close()


def compared(world: TestDesk) -> None:
    """Compare each figure with the one of the shift's report at the same instant."""
    now = world.desk.now()
    found = hud.figures(world.store, world.config, world.desk.agent_id, now)
    assert found is not None
    written = report.shift(world.store, world.config, world.desk.agent_id, now)
    for name, figure in found._asdict().items():
        assert figure == written.report.figures[name], name


def contact(world: TestDesk, dice: random.Random, tickets: list[int]) -> None:
    channel, ticket = dice.choice(CHANNELS), dice.choice(tickets)
    way = Direction.OUTBOUND if dice.random() < 0.1 else Direction.INBOUND
    opened = interaction.open_contact(world.desk, ticket, channel, direction=way)
    world.wait(dice.randint(5, 900))
    interaction.end(world.desk, opened.id)
    world.wait(dice.choice((3, 60, 300)))
    if dice.random() < 0.15:
        interaction.park(world.desk, opened.id)
        return
    wanted = WrapUp(dice.choice(REASONS), dice.choice(OUTCOMES), told="by phone")
    wrap_up.commit(world.desk, opened.id, wanted)
    if dice.random() < 0.2:
        wrap_up.correct(
            world.desk, opened.id, WrapUp(REASONS[0], "resolved", told="by phone"), "pressed o"
        )


def meddle(world: TestDesk, dice: random.Random, tickets: list[int]) -> None:
    """Link, merge, reopen, and let a colleague have a contact with the same customer."""
    ids = [row[0] for row in world.store.all("SELECT id FROM interaction ORDER BY id")]
    with world.store.transaction():
        if dice.random() < 0.3:
            world.desk.log("ticket.reopened", ticket_id=dice.choice(tickets))
        if dice.random() < 0.2:
            world.store.execute("UPDATE customer SET merged_into = 1 WHERE id = 3")
    if len(ids) > 1 and dice.random() < 0.3:
        first, second = dice.sample(ids, 2)
        interaction.link(world.desk, first, second)
    if ids and dice.random() < 0.2:
        _colleague(world, dice.choice(ids))


def _colleague(world: TestDesk, number: int) -> None:
    now = world.desk.second()
    with world.store.transaction():
        made = world.store.insert(
            "interaction",
            uid=world.hands.uid(),
            ticket_id=1,
            channel="email",
            direction="in",
            agent_id=2,
            shift_id=1,
            started_at=now - MINUTE,
            ended_at=now,
            phase="acw",
            customer_id=world.store.value(
                "SELECT customer_id FROM interaction WHERE id = ?", number
            ),
            wrapped_at=now,
        )
        world.store.execute(
            "INSERT INTO wrap_up (interaction_id, at, actor, reason, outcome, taxonomy_version)"
            " VALUES (?, ?, 'Colleague', 'order/late', 'resolved', 1)",
            made,
            now,
        )


@pytest.mark.parametrize("seed", range(6))
def test_the_figures_are_those_of_the_report_of_the_shift(world: TestDesk, seed: int) -> None:
    dice = random.Random(seed)
    for name in ("Ann", "Ben", "Cy"):
        world.customer(name)
    tickets = [ticket.create(world.desk, 1 + n % 3, f"T{n}", "email") for n in range(6)]
    for _ in range(3):
        shift.start(world.desk)
        for _ in range(6):
            world.wait(dice.randint(1, 400))
            contact(world, dice, tickets)
            meddle(world, dice, tickets)
        compared(world)
        for one in world.store.all("SELECT id FROM interaction WHERE wrapped_at IS NULL"):
            wrap_up.commit(world.desk, one[0], WrapUp("order/late", "resolved", told="by phone"))
        compared(world)
        shift.end(world.desk, force=True)
        world.wait(dice.choice((HOUR, DAY, 6 * DAY)) // 1000)


def test_without_a_shift_there_are_no_figures(world: TestDesk) -> None:
    assert hud.figures(world.store, world.config, 1, world.desk.now()) is None
    shift.start(world.desk)
    assert hud.figures(world.store, world.config, 2, world.desk.now()) is None


def test_a_young_shift_has_dashes(world: TestDesk) -> None:
    shift.start(world.desk)
    found = hud.figures(world.store, world.config, 1, world.desk.now())
    assert found is not None
    assert found.interactions.num == 0
    assert [found.aht.text, found.occupancy.text, found.log_local_30min.text] == ["–"] * 3
    shift.set_state(world.desk, AgentState.TRIAGE)
    world.wait(60)
    compared(world)


def test_a_long_history_is_not_walked_through(world: TestDesk) -> None:
    world.customer("Regular")
    world.customer("Other")
    world.ticket()
    shift.start(world.desk)
    begin = world.desk.second() - 300 * DAY
    with world.store.transaction():
        world.store.insert_many(
            "INSERT INTO interaction (uid, ticket_id, customer_id, channel, direction, agent_id,"
            " shift_id, started_at, ended_at, phase) VALUES (?, 1, 2, 'email', 'in', 1, 1, ?, ?,"
            " 'acw')",
            [(f"u{n}", begin + n * HOUR, begin + n * HOUR + MINUTE) for n in range(5_000)],
        )
    world.ticket("Of today")
    opened = interaction.open_contact(world.desk, 2, Channel.PHONE)
    world.wait(300)
    interaction.end(world.desk, opened.id)
    wrap_up.commit(world.desk, opened.id, WrapUp("order/late", "resolved"))
    thousands = []
    world.store.db.set_progress_handler(lambda: bool(thousands.append(1)), 1_000)
    try:
        hud.figures(world.store, world.config, 1, world.desk.now())
    finally:
        world.store.db.set_progress_handler(None)
    assert len(thousands) < 20, "the history was read"
