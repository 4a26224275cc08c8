"""What is due stands in the queue, the header, the clock bar and beside the conversation."""

from textual.pilot import Pilot

from csr_desk import config
from csr_desk.actions import deadline_pass, message, ticket
from csr_desk.actions.ticket import Change
from csr_desk.domain.models import Status
from csr_desk.screens.ticket import TicketScreen
from csr_desk.widgets.clock_bar import ClockBar
from csr_desk.widgets.queue_list import QueueList
from csr_desk.widgets.ticket_header import TicketHeader
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of

SETTINGS = """
[calendars.office]
zone = "UTC"
[calendars.office.week]
mon = [["09:00", "17:00"]]
tue = [["09:00", "17:00"]]
[sla.policies.usual.target_s]
first_response = 7200
resolution = 28800
triage = 0
"""


def rows(pilot: Pilot[int]) -> str:
    found = host_of(pilot).screen.query_one(QueueList)
    return "\n".join(found.render_line(y).text for y in range(found.size.height))


def counting(world: TestDesk) -> None:
    read = config.parse(SETTINGS, world.places.config)
    world.config = world.desk.config = read
    deadline_pass.begin(world.desk)
    while deadline_pass.step(world.desk):
        pass


async def test_every_place_tells_what_is_left(running: Running, world: TestDesk) -> None:
    counting(world)
    message.reply(world.desk, 1, "Please tell us the number.")
    async with running(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "in 2h00" in rows(pilot)
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.pause()
        screen = host_of(pilot).place
        assert isinstance(screen, TicketScreen)
        assert "solution in 8h00" in screen.query_one(TicketHeader).words
        assert "solution in 8h00" in screen.query_one(ClockBar).words
        side = str(screen.query_one("#side").render())
        assert "solution: running, 8 h left" in side
        assert "  23 Nov 17:00, 8 h business" in side
        assert "first answer: met" in side
        ticket.change(world.desk, 1, Change(status=Status.PENDING))
        world.wait(60)
        screen.refresh_ticket()
        await pilot.pause()
        side = str(screen.query_one("#side").render())
        assert "solution: paused, 8 h left" in side
        assert "solution paused, 8 h left" in screen.query_one(TicketHeader).words


async def test_paused_work_comes_last_by_what_is_left(running: Running, world: TestDesk) -> None:
    counting(world)
    for one in (1, 2):
        message.reply(world.desk, one, "Please tell us the number.")
    ticket.change(world.desk, 1, Change(status=Status.PENDING))
    world.wait(3600)
    ticket.change(world.desk, 2, Change(status=Status.PENDING))
    running_one = world.ticket("Question 3")
    async with running() as pilot:
        await pilot.pause()
        words = rows(pilot)
        places = [words.index(f"Question {number}") for number in (running_one, 2, 1)]
        assert places == sorted(places)
        assert "left 7h00" in words
        assert "left 8h00" in words


async def test_time_that_runs_out_is_counted_beside_the_desk(
    running: Running, world: TestDesk
) -> None:
    counting(world)
    async with running() as pilot:
        world.wait(7201)
        assert deadline_pass.is_wanted(world.desk)
        host_of(pilot)._count_deadlines()
        await host_of(pilot).workers.wait_for_complete()
        assert not deadline_pass.is_wanted(world.desk)
    states = world.store.all("SELECT DISTINCT state FROM sla_fact")
    assert states == [("breached",)]
