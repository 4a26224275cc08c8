"""Taking an escalation or a transfer back with a key; its state in words; the word to the customer
from the wrap-up."""

from dataclasses import replace

import pytest

from csr_desk.actions import escalation, interaction, message, ticket
from csr_desk.actions.canned_edit import create as create_canned
from csr_desk.actions.canned_form import Form
from csr_desk.config import Config, DeskConfig, TeamConfig
from csr_desk.domain.escalation import Step
from csr_desk.domain.models import AuthorKind, MessageKind
from csr_desk.screens import escalation_news
from csr_desk.store import tickets
from csr_desk.widgets.task_list import TaskList
from csr_desk.widgets.ticket_header import TicketHeader
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts

TEAMS = {"Warehouse": TeamConfig("T2", ("Ines Roth",))}


@pytest.fixture
def config() -> Config:
    return replace(Config(), desk=DeskConfig(zone="UTC"), teams=TEAMS)


def states(world: TestDesk, table: str = "escalation") -> list[tuple[object, ...]]:
    return world.store.all(f"SELECT state, undone_at IS NOT NULL FROM {table} ORDER BY id")


async def test_one_key_takes_an_escalation_back_whole(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("e", *"ware", "enter")
        await pilot.pause()
        await pilot.press(*"defect", "f10")
        await pilot.pause()
        assert "u takes it back" in toasts(pilot)[-1]
        await pilot.press("u")
        await pilot.pause()
        assert toasts(pilot)[-1] == "The escalation to T2 · Warehouse is taken back."
        assert "Warehouse" not in pilot.app.screen.query_one(TicketHeader).words
    assert states(world) == [("closed", 1)]
    assert tickets.ticket(world.store, 1).team is None
    assert world.kinds()[-1] != "escalation.opened"


async def test_one_key_takes_a_transfer_back_and_older_changes_wait_their_turn(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("!", "u")
        await pilot.pause()
        world.wait(1)
        await pilot.press("T", *"ware", "enter", "c", *"billing", "enter")
        await pilot.pause()
        assert tickets.ticket(world.store, 1).team == "Warehouse"
        world.wait(1)
        await pilot.press("u")
        await pilot.pause()
        assert toasts(pilot)[-1] == "The transfer to Warehouse is taken back."
        one = tickets.ticket(world.store, 1)
        assert (one.team, one.assignee_id) == (None, world.desk.agent_id)
        assert one.priority.word == "urgent"


async def test_from_the_wrap_up_the_customer_is_told_before_it_is_logged(
    running: Running, world: TestDesk
) -> None:
    create_canned(
        world.desk, Form(name="escalated", title="Escalated", body="A specialist looks at it.")
    )
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        contact = interaction.required(world.desk, None).id
        await pilot.press("f9")
        await pilot.pause()
        await pilot.press("p", "f", "e", "enter")
        await pilot.pause()
        await pilot.press("t", "enter")
        await pilot.pause()
        await pilot.press(*"defect", "f10")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        place = host_of(pilot).place
        assert "A specialist looks at it." in place.composer.text  # type: ignore[attr-defined]
        assert "wrap.committed" not in world.kinds()
        place.composer.flush()  # type: ignore[attr-defined]
        await pilot.press("f10")
        await pilot.pause()
        await pilot.press("f10")
        await pilot.pause()
    sent = world.store.all("SELECT interaction_id FROM message WHERE operation_uid IS NOT NULL"
                           " AND kind = 'public'")  # fmt: skip
    assert sent == [(contact,)]
    assert world.store.value("SELECT count(*) FROM interaction") == contact


async def test_not_told_now_it_is_logged_at_once(running: Running, world: TestDesk) -> None:
    create_canned(world.desk, Form(name="escalated", title="Escalated", body="A specialist."))
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("f9")
        await pilot.pause()
        await pilot.press("p", "f", "e", "enter")
        await pilot.pause()
        await pilot.press("t", "enter")
        await pilot.pause()
        await pilot.press(*"defect", "f10")
        await pilot.pause()
        await pilot.press("n")
        await pilot.pause()
    kinds = world.kinds()
    assert kinds.index("escalation.opened") < kinds.index("wrap.committed")


async def test_the_desk_says_who_took_it_up_and_what_they_answered(
    running: Running, world: TestDesk
) -> None:
    escalation.make(world.desk, 1, escalation.Wanted("T2", "defect", "smokes"))
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        world.desk.store.execute("INSERT INTO team (name, tier) VALUES ('Second', 'T2')")
        ticket.change(
            world.desk,
            1,
            ticket.Change(
                assignee_id=2, team_id=int(world.store.value("SELECT max(id) FROM team"))
            ),
        )
        escalation_news.tell(host_of(pilot))
        await pilot.pause()
        assert "#" in toasts(pilot)[-1]
        assert toasts(pilot)[-1].endswith("T2 accepted the escalation.")
        message.receive(
            world.desk, 1, "New part [b]sent[/b].", author="They", author_kind=AuthorKind.AGENT,
            kind=MessageKind.INTERNAL, agent_id=2,
        )  # fmt: skip
        escalation_news.tell(host_of(pilot))
        await pilot.pause()
        assert toasts(pilot)[-1].endswith("T2 answered: New part [b]sent[/b].")


async def test_the_tasks_say_how_the_escalation_stands(running: Running, world: TestDesk) -> None:
    made = escalation.make(world.desk, 1, escalation.Wanted("T2", "defect", "smokes"))
    async with running() as pilot:
        await host_of(pilot).go("tasks")
        await pilot.pause()
        lines = pilot.app.screen.query_one(TaskList)

        def shown() -> str:
            rows = [lines.tasks.row(place) for place in range(lines.tasks.count())]
            return "".join(
                piece for row in rows if row for piece, _ in lines.paint(row, 118, marked=False)
            )

        assert "open: Update the customer on the escalation" in shown()
        escalation.step(world.desk, made.id, Step.ACCEPTED)
        host_of(pilot).place.changed()
        assert "accepted: Update the customer on the escalation" in shown()
