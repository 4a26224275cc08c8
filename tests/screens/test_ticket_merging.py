"""Merging a ticket into another one from its screen."""

import pytest

from csr_desk.domain.models import Status
from csr_desk.store import remote, tickets
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts


@pytest.fixture
def pair(world: TestDesk) -> tuple[int, int]:
    """Return two tickets of one helpdesk."""
    world.desk.account = "zd"
    made = world.ticket("Late parcel"), world.ticket("Where is it?")
    with world.store.transaction():
        for number in made:
            world.store.execute(
                "UPDATE ticket SET remote_id = id + 4000, reference = id + 4000 WHERE id = ?",
                number,
            )
            remote.set_state(world.store, number, "zd", stamp="s")
    return made


async def test_a_ticket_is_merged_after_a_question(
    running: Running, world: TestDesk, pair: tuple[int, int]
) -> None:
    source, into = pair
    async with running(first="queue") as pilot:
        await host_of(pilot).go("ticket", ticket_id=source)
        await pilot.press("M", *str(into + 4000), "enter", "y")
        await pilot.pause()
        assert "merged" in " ".join(toasts(pilot))
    assert tickets.ticket(world.store, source).status is Status.CLOSED
    kinds = [row[0] for row in world.store.all("SELECT kind FROM operation ORDER BY seq")]
    assert kinds[-1] == "merge"


@pytest.mark.parametrize("typed", ["4001", "9", "#77"])
async def test_what_cannot_be_merged_says_why(
    running: Running, world: TestDesk, pair: tuple[int, int], typed: str
) -> None:
    local = world.store.insert(
        "ticket",
        uid="u9",
        reference="9",
        subject="Local",
        customer_id=1,
        channel="email",
        created_at=1,
        updated_at=1,
    )
    assert local
    async with running(first="queue") as pilot:
        await host_of(pilot).go("ticket", ticket_id=pair[0])
        await pilot.press("M", *typed, "enter")
        await pilot.pause()
        await pilot.press("escape")
    assert tickets.ticket(world.store, pair[0]).status is not Status.CLOSED


async def test_a_status_of_the_helpdesks_own_is_picked(
    running: Running, world: TestDesk, pair: tuple[int, int]
) -> None:
    with world.store.transaction():
        rows = [("zd", "5", "Open", 1, 1), ("zd", "7", "Waiting for parts", 3, 0)]
        world.store.insert_many("INSERT INTO remote_status VALUES (?, ?, ?, ?, ?)", rows)
    async with running(first="queue") as pilot:
        await host_of(pilot).go("ticket", ticket_id=pair[0])
        await pilot.press("s", "m", *"parts", "enter")
        await pilot.pause()
    assert tickets.ticket(world.store, pair[0]).status is Status.HOLD
    sql = "SELECT remote_status FROM ticket WHERE id = ?"
    assert world.store.value(sql, pair[0]) == "7"
