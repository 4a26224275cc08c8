"""Who else is on a ticket, as the queue and the open ticket say it."""

import pytest

from csr_desk.actions import presence
from csr_desk.store import remote
from csr_desk.widgets.queue_list import QueueList
from csr_desk.widgets.ticket_header import TicketHeader
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts


def lines(queue: QueueList, width: int = 118) -> str:
    rows = [queue.tickets.row(place) for place in range(min(queue.tickets.count(), 40))]
    return "\n".join(
        "".join(piece for piece, _ in queue.paint(row, width, marked=False)) for row in rows if row
    )


async def test_the_queue_marks_the_ticket_on_which_a_colleague_types(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        queue = pilot.app.screen.query_one(QueueList)
        first = queue.tickets.id_of(0)
        assert first is not None
        assert "is typing" not in lines(queue)
        presence.seen(world.desk, first, "Kim [b]Lead", "typing")
        host_of(pilot).tick()
        assert "Kim [b]Lead is typing · " in lines(queue)
        assert "is typing" in lines(queue, 78)


@pytest.mark.parametrize("state", ["online", "offline"])
async def test_the_open_ticket_of_a_helpdesk_says_unknown(
    running: Running, world: TestDesk, state: str
) -> None:
    with world.store.transaction():
        remote.set_account(world.store, "zd", state=state)
        world.store.execute("UPDATE ticket SET account = 'zd' WHERE id = 1")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.pause()
        assert "others unknown" in pilot.app.screen.query_one(TicketHeader).words


async def test_the_open_ticket_says_who_types(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        presence.seen(world.desk, 1, "Kim", "typing")
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.pause()
        assert "Kim is typing" in pilot.app.screen.query_one(TicketHeader).words


async def test_play_says_when_only_such_tickets_are_left(running: Running, world: TestDesk) -> None:
    world.store.execute("UPDATE ticket SET status = 4 WHERE id > 1")
    world.store.execute("UPDATE ticket SET status = 1, assignee_id = 1 WHERE id = 1")
    presence.seen(world.desk, 1, "Kim", "typing")
    async with running() as pilot:
        await pilot.press("p")
        await pilot.pause()
        assert "Passed over, because a colleague is typing: 1." in toasts(pilot)[-1]
    assert "play.passed_over" in world.kinds()
