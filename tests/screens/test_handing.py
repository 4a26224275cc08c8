"""Escalating, transferring, checking an identity and acknowledging, with keys."""

from dataclasses import replace

import pytest
from textual.widgets import Input, TextArea

from csr_desk.actions import escalation, interaction, message
from csr_desk.actions.canned_edit import create as create_canned
from csr_desk.actions.canned_form import Form
from csr_desk.actions.kept_form import Kept
from csr_desk.config import Config, DeskConfig, TeamConfig
from csr_desk.domain.models import Channel
from csr_desk.screens import escalation_news
from csr_desk.store import tickets, unacknowledged
from csr_desk.widgets.ticket_header import TicketHeader
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts

TEAMS = {"Warehouse": TeamConfig("T2", ("Ines Roth",)), "Billing": TeamConfig()}


@pytest.fixture
def config() -> Config:
    return replace(Config(), desk=DeskConfig(zone="UTC"), teams=TEAMS)


def response(world: TestDesk, name: str, body: str) -> int:
    return create_canned(world.desk, Form(name=name, title=name.title(), body=body))


def escalations(world: TestDesk) -> list[tuple[object, ...]]:
    return world.store.all("SELECT tier, reason, state, interaction_id FROM escalation ORDER BY id")


async def test_a_ticket_is_escalated_with_what_the_contact_found_out(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        contact = interaction.required(world.desk, None).id
        message.note(world.desk, 1, "Reset it twice.", interaction_id=contact)
        await pilot.press("e", *"ware", "enter")
        await pilot.pause()
        assert "Tried: Reset it twice." in pilot.app.screen.query_one("#summary", TextArea).text
        await pilot.press(*"defect", "f10")
        await pilot.pause()
        assert "Escalated to T2 · Warehouse, answer by Tue 24 Nov 09:00" in toasts(pilot)[-1]
        assert "T2 · Warehouse: open" in pilot.app.screen.query_one(TicketHeader).words
    assert escalations(world) == [("T2", "defect", "open", contact)]
    assert tickets.ticket(world.store, 1).team == "Warehouse"


async def test_without_a_reason_the_form_stays_and_what_was_typed_comes_back(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("e", "enter")
        await pilot.pause()
        await pilot.press("f10")
        await pilot.pause()
        assert escalations(world) == []
        await pilot.press(*"half", "escape", "e", "enter")
        await pilot.pause()
        assert pilot.app.screen.query_one("#reason", Input).value == "half"


async def test_what_is_typed_of_an_escalation_is_back_after_a_crash(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("e", "enter")
        await pilot.pause()
        pilot.app.screen.query_one("#summary", TextArea).text = "Reset twice, card 4111111111111111"
        await pilot.pause()
        host_of(pilot).save_typed()
        kept = Kept(world.desk, "escalation", 1).load()
        assert kept is not None
        assert kept["summary"].startswith("Reset twice, card ")
        assert "4111111111111111" not in kept["summary"]
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("e", "enter")
        await pilot.pause()
        assert pilot.app.screen.query_one("#summary", TextArea).text == kept["summary"]
        await pilot.press(*"defect", "f10")
        await pilot.pause()
        assert Kept(world.desk, "escalation", 1).load() is None
    assert escalations(world) != []


async def test_the_customer_is_told_with_the_response_for_it(
    running: Running, world: TestDesk
) -> None:
    response(world, "escalated", "Dear {{customer.first_name}}, a specialist looks at it.")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("e", "enter")
        await pilot.pause()
        await pilot.press(*"defect", "f10")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        place = host_of(pilot).place
        assert "Dear Thomas, a specialist looks at it." in place.composer.text  # type: ignore[attr-defined]


async def test_what_became_of_it_is_noted(running: Running, world: TestDesk) -> None:
    escalation.make(world.desk, 1, escalation.Wanted("T2", "defect", "smokes"))
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("E", "a")
        await pilot.pause()
        await pilot.press("E", "n", *"new part", "enter")
        await pilot.pause()
        await pilot.press("E", "c")
        await pilot.pause()
        await pilot.press("E")
        await pilot.pause()
        assert "Nothing of this ticket is escalated or offered" in toasts(pilot)[-1]
    assert world.store.all("SELECT state, answer FROM escalation") == [("closed", "new part")]


async def test_a_warm_transfer_is_offered_and_accepted(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("T", *"billing", "enter", "w", *"invoice", "enter")
        await pilot.pause()
        assert tickets.ticket(world.store, 1).team is None
        assert "offered to Billing" in pilot.app.screen.query_one(TicketHeader).words
        await pilot.press("E", "a")
        await pilot.pause()
    assert tickets.ticket(world.store, 1).team == "Billing"


@pytest.mark.parametrize(("answer", "made"), [("t", 1), ("l", 0)])
async def test_the_wrap_up_asks_to_whom_when_nobody_was_asked(
    running: Running, world: TestDesk, answer: str, made: int
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("f9")
        await pilot.pause()
        await pilot.press("p", "f", "e", "enter")
        await pilot.pause()
        await pilot.press(answer)
        await pilot.pause()
        if made:
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press(*"defect", "f10")
            await pilot.pause()
    assert len(escalations(world)) == made
    sql = "SELECT outcome FROM wrap_up WHERE undone_at IS NULL"
    assert world.store.all(sql) == [("escalated_t2",)]
    kinds = world.kinds()
    if made:
        assert kinds.index("escalation.opened") < kinds.index("wrap.committed")


async def test_the_wrap_up_does_not_ask_twice(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        contact = interaction.required(world.desk, None).id
        escalation.make(world.desk, 1, escalation.Wanted("T2", "defect", "smokes"), contact)
        await pilot.press("f9")
        await pilot.pause()
        await pilot.press("p", "f", "e", "enter")
        await pilot.pause()
    assert world.kinds().count("wrap.committed") == 1


async def test_an_identity_is_checked_without_a_word_of_the_answers(
    running: Running, world: TestDesk
) -> None:
    async with running(size=(120, 40)) as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("v", "4", "p")
        await pilot.pause()
        assert toasts(pilot)[-1] == "Identity passed, by document."
        await pilot.press("v", "2", "f", *"born 12.3.81", "enter")
        await pilot.pause()
        await pilot.press("escape")
        await host_of(pilot).go("customer", customer_id=1)
        await pilot.press("v", "1", "y", "enter")
        await pilot.pause()
    rows = world.store.all("SELECT method, result, note, ticket_id FROM verification ORDER BY id")
    assert rows == [("document", "passed", "", 1), ("call-back", "partly", "", None)]


async def test_many_are_acknowledged_at_once_and_taken_back_at_once(
    running: Running, world: TestDesk
) -> None:
    response(world, "acknowledged", "Dear {{customer.first_name}}, yours arrived.")
    message.reply(world.desk, 2, "already answered")
    third = world.ticket("Question 3")
    before = tickets.ticket(world.store, third)
    assert unacknowledged.ids(world.store, 9) == [1, third]
    async with running() as pilot:
        for _ in range(3):
            await pilot.press("x", "j")
        await pilot.press("H", "enter")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert "2 tickets acknowledged" in toasts(pilot)[-1]
        assert unacknowledged.ids(world.store, 9) == []
        after = tickets.ticket(world.store, third)
        assert (after.waiting_since, after.status) == (before.waiting_since, before.status)
        await pilot.press("u")
        await pilot.pause()
        assert "2 tickets: the acknowledgement was taken back." in toasts(pilot)[-1]
    assert unacknowledged.ids(world.store, 9) == [1, third]
    assert world.store.value("SELECT count(*) FROM draft") == 0
    assert world.store.value("SELECT uses FROM canned") == 0


async def test_views_show_what_is_escalated_and_what_nobody_answered(
    running: Running, world: TestDesk
) -> None:
    escalation.make(world.desk, 2, escalation.Wanted("T2", "defect", "smokes"))
    message.reply(world.desk, 2, "we look into it", channel=Channel.CHAT)
    async with running() as pilot:
        await host_of(pilot).go("queue", view="escalated")
        assert pilot.app.screen.tickets.row_id == 2  # type: ignore[attr-defined]
        await host_of(pilot).go("queue", view="unacknowledged")
        assert pilot.app.screen.tickets.row_id == 1  # type: ignore[attr-defined]


async def test_reminders_come_once_and_take_no_key(running: Running, world: TestDesk) -> None:
    escalation.make(world.desk, 1, escalation.Wanted("T2", "defect", "smokes"))
    async with running() as pilot:
        world.wait(23 * 3600)
        escalation_news.tell(host_of(pilot))
        escalation_news.tell(host_of(pilot))
        world.wait(3601)
        escalation_news.tell(host_of(pilot))
        await pilot.pause()
        said = [one for one in toasts(pilot) if "escalation" in one]
        assert said == [
            "#1: the escalation to T2 is due in 60 min.",
            "#1: nobody has accepted the escalation to T2. Ask them.",
        ]
