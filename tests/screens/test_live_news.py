"""What the sync brings while the agent looks: values change, counts follow, nothing moves."""

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from csr_desk.actions import message
from csr_desk.domain.models import OperationState
from csr_desk.screens.queue import QueueScreen
from csr_desk.screens.ticket import TicketScreen
from csr_desk.store import operations, remote, remote_catalogue
from csr_desk.store.connection import Store
from csr_desk.widgets.fact_lines import FactLines
from csr_desk.widgets.queue_bars import QueueInfo, ViewTabs
from csr_desk.widgets.ticket_header import TicketHeader
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.outbox_world import WORK, remote_ticket, reply


@pytest.fixture
def engine(world: TestDesk) -> Iterator[Store]:
    """Another connection to the same store, as the engine has one."""
    made = Store(world.places.database)
    yield made
    made.close()


def queue(pilot: Pilot[int]) -> QueueScreen:
    place = host_of(pilot).place
    assert isinstance(place, QueueScreen)
    return place


def rows(pilot: Pilot[int]) -> list[str]:
    tickets = queue(pilot).tickets
    shown = [tickets.render_line(y).text for y in range(tickets.size.height)]
    return [" ".join(line.split()) for line in shown if line.strip()]


def write(engine: Store, sql: str, *values: object) -> None:
    with engine.transaction():
        engine.execute(sql, *values)


async def test_values_change_in_place_and_the_cursor_stays(
    running: Running, world: TestDesk, engine: Store
) -> None:
    async with running() as pilot:
        await pilot.press("3", "j")
        write(engine, "UPDATE ticket SET subject = 'Now urgent', priority = 4, due_at = 1,"
                      " updated_at = updated_at + 9 WHERE id = 2")  # fmt: skip
        host_of(pilot).tick()
        assert "Question 1" in rows(pilot)[0]
        assert rows(pilot)[1].startswith("▸")
        assert "Now urgent" in rows(pilot)[1]
        assert queue(pilot).query_one(QueueInfo).words.startswith("Changed, R fetches.")
        await pilot.press("R")
        assert "▸" in rows(pilot)[0]
        assert "Now urgent" in rows(pilot)[0]
        assert not queue(pilot).query_one(QueueInfo).words.startswith("Changed")


async def test_new_tickets_are_counted_and_fetched_by_a_key(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("3", "j")
        for number in range(3):
            remote_ticket(world.desk, 35430 + number, f"New {number}")
        host_of(pilot).tick()
        assert len(rows(pilot)) == 2
        assert "3 Open 5" in queue(pilot).query_one(ViewTabs).words
        assert queue(pilot).query_one(QueueInfo).words.startswith("3 new, R fetches.")
        await pilot.press("R")
        assert len(rows(pilot)) == 5
        assert "Question 2" in next(row for row in rows(pilot) if row.startswith("▸"))


async def test_nothing_is_read_while_nobody_writes(
    running: Running, world: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as pilot:
        host_of(pilot).tick()
        renewed: list[object] = []
        monkeypatch.setattr(queue(pilot).tickets, "renew", renewed.append)
        host_of(pilot).tick()
        host_of(pilot).tick()
        assert renewed == []


async def test_an_empty_view_of_the_helpdesk_fills_by_itself(
    running: Running, world: TestDesk, engine: Store
) -> None:
    made = remote_ticket(world.desk, 35430, "Parcel")
    with world.store.transaction():
        rows_of = {"71": {"title": "Angry", "position": 1}}
        remote_catalogue.replace(world.store, WORK, "remote_view", rows_of)
    async with running() as pilot:
        await pilot.press("7")
        with engine.transaction():
            remote_catalogue.set_view_tickets(engine, WORK, "71", [made])
            remote_catalogue.set_count(engine, WORK, "71", 1, world.desk.now())
        host_of(pilot).tick()
        assert "Parcel" in rows(pilot)[0]
        assert "[7 Angry 1]" in queue(pilot).query_one(ViewTabs).words


async def test_an_open_ticket_shows_what_came_in(
    running: Running, world: TestDesk, engine: Store
) -> None:
    made = remote_ticket(world.desk, 35430, "Parcel")
    for number in range(30):
        message.receive(world.desk, made, f"Word {number}\nand more", author="Ann")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=made)
        ticket = host_of(pilot).place
        assert isinstance(ticket, TicketScreen)
        await pilot.press("pageup", "pageup")
        with engine.transaction():
            engine.insert(
                "message",
                uid="m1",
                ticket_id=made,
                at=world.desk.now(),
                kind="public",
                author_kind="agent",
                author="Colleague",
                agent_id=2,
                channel="email",
                body="I took it.",
                state="received",
            )
            engine.execute("UPDATE ticket SET status = 2 WHERE id = ?", made)
        host_of(pilot).tick()
        await pilot.pause()
        assert toasts(pilot) == ["1 new message below: End shows it."]
        assert "pending" in ticket.query_one(TicketHeader).words
        await pilot.press("end")
        assert "I took it." in ticket.conversation.words


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"deleted_at": 1}, "deleted at the helpdesk"),
        ({"merged_into": "99"}, "merged into #99 there"),
    ],
)
async def test_the_header_says_what_became_of_the_ticket(
    running: Running, world: TestDesk, engine: Store, columns: dict[str, object], words: str
) -> None:
    made = remote_ticket(world.desk, 35430, "Parcel")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=made)
        with engine.transaction():
            remote.set_state(engine, made, WORK, **columns)
        host_of(pilot).tick()
        assert words in host_of(pilot).place.query_one(TicketHeader).words


async def test_the_header_leads_to_what_was_refused(
    running: Running, world: TestDesk, engine: Store
) -> None:
    made = remote_ticket(world.desk, 35430, "Parcel")
    uid = reply(world.desk, made, "Hello")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=made)
        with engine.transaction():
            operations.move(engine, [uid], OperationState.REJECTED, error="no")
        host_of(pilot).tick()
        assert "1 in the outbox: g o" in host_of(pilot).place.query_one(TicketHeader).words


async def test_a_message_that_left_says_so_without_a_key(
    running: Running, world: TestDesk, engine: Store
) -> None:
    made = remote_ticket(world.desk, 35430, "Parcel")
    uid = reply(world.desk, made, "Hello there")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=made)
        ticket = host_of(pilot).place
        assert isinstance(ticket, TicketScreen)
        world.wait(20)
        host_of(pilot).tick()
        assert "in the outbox" in ticket.conversation.words
        with engine.transaction():
            operations.move(engine, [uid], OperationState.ACKNOWLEDGED)
            engine.execute("UPDATE message SET state = 'sent' WHERE operation_uid = ?", uid)
        host_of(pilot).tick()
        assert "in the outbox" not in ticket.conversation.words


async def test_the_side_has_what_only_the_helpdesk_knows(running: Running, world: TestDesk) -> None:
    made = remote_ticket(world.desk, 35430, "Parcel")
    with world.store.transaction():
        world.store.execute("UPDATE ticket SET satisfaction = 'bad' WHERE id = ?", made)
        rows_of = {"11": {"title": "[/b]Order", "type": "text"}}
        remote_catalogue.replace(world.store, WORK, "remote_field", rows_of)
        world.store.insert("ticket_field", ticket_id=made, remote_id="11", value='"A-7"')
    async with running(size=(120, 40)) as pilot:
        await host_of(pilot).go("ticket", ticket_id=made)
        await pilot.pause()
        side = host_of(pilot).place.query_one(FactLines)
        told = "\n".join(side.render_line(y).text.strip("│ ") for y in range(side.size.height))
        assert "At the helpdesk\nsatisfaction  bad\n[/b]Order  A-7" in told
