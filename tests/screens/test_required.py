"""Solving a ticket of a helpdesk: what it wants filled is asked before anything is sent."""

import json

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from csr_desk.actions import message
from csr_desk.domain.models import OperationState, Status
from csr_desk.screens.dialogs import Pick
from csr_desk.screens.required import AskTyped, PickSeveral, problem, typed_value
from csr_desk.screens.ticket import TicketScreen
from csr_desk.screens.wrap_up import WrapUpScreen
from csr_desk.store import remote_catalogue, tickets
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.outbox_world import WORK, move, remote_ticket, reply


def row(title: str, kind: str, *options: str) -> dict[str, object]:
    data = json.dumps({"options": [[one.lower(), one] for one in options]})
    return {"title": title, "type": kind, "required_to_solve": 1, "role": "", "data": data}


@pytest.fixture
def one(world: TestDesk) -> int:
    made = remote_ticket(world.desk, 35436, "Late parcel")
    with world.store.transaction():
        rows = {"11": row("A reason", "tagger", "Late", "Broken"), "12": row("B items", "integer")}
        remote_catalogue.replace(world.store, WORK, "remote_field", rows)
    return made


def fields(world: TestDesk) -> dict[str, object]:
    found = world.store.all("SELECT remote_id, value FROM ticket_field")
    return {name: json.loads(value) for name, value in found}


def kinds(world: TestDesk) -> list[str]:
    sql = "SELECT kind FROM operation WHERE state <> 'acknowledged' ORDER BY seq"
    return [kind for (kind,) in world.store.all(sql)]


def top(pilot: Pilot[int]) -> object:
    return pilot.app.screen


async def test_send_and_solve_asks_before_the_send(
    running: Running, world: TestDesk, one: int
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=one)
        await pilot.press("r", *"Dear Thomas", "f11")
        assert isinstance(top(pilot), Pick)
        assert kinds(world) == []
        await pilot.press("l", "a", "enter")
        assert isinstance(top(pilot), AskTyped)
        await pilot.press("x", "enter")
        assert isinstance(top(pilot), AskTyped)
        await pilot.press("backspace", "3", "enter")
        await pilot.pause()
        assert isinstance(host_of(pilot).place, WrapUpScreen)
        assert fields(world) == {"11": "late", "12": 3}
        assert kinds(world) == ["update", "reply"]


async def test_esc_leaves_everything_as_it_was(running: Running, world: TestDesk, one: int) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=one)
        await pilot.press("r", *"Dear Thomas", "f11", "l", "enter", "escape")
        ticket = top(pilot)
        assert isinstance(ticket, TicketScreen)
        assert ticket.composer.text == "Dear Thomas"
        assert ticket.composer.editor.has_focus
        assert (kinds(world), fields(world)) == ([], {})


async def test_a_plain_send_asks_nothing(running: Running, world: TestDesk, one: int) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=one)
        await pilot.press("r", *"Dear Thomas", "f10")
        assert kinds(world) == ["reply"]


async def test_the_status_menu_asks_first(running: Running, world: TestDesk, one: int) -> None:
    message.reply(world.desk, one, "Answered.")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=one)
        await pilot.press("s", "s", "b", "enter", "7", "enter")
        assert kinds(world) == ["reply", "update", "update"]
        assert fields(world) == {"11": "broken", "12": 7}
        status = world.store.value("SELECT status FROM ticket WHERE id = ?", one)
        assert status == Status.SOLVED


async def test_a_wrap_up_that_solves_asks_first(
    running: Running, world: TestDesk, one: int
) -> None:
    message.reply(world.desk, one, "Answered.")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=one)
        await pilot.press("f9")
        wrap = host_of(pilot).place
        assert isinstance(wrap, WrapUpScreen)
        assert wrap.strip.entry is not None
        await pilot.press(*"ol", "r", "enter")
        assert isinstance(top(pilot), Pick), wrap.strip.entry
        await pilot.press("escape")
        assert host_of(pilot).place is wrap
        assert wrap.one is not None
        await pilot.press("enter", "l", "enter", "2", "enter")
        assert fields(world) == {"11": "late", "12": 2}
        assert kinds(world)[-1] == "wrap_up"


async def test_of_many_marked_tickets_those_with_empty_fields_are_left_out(
    running: Running, world: TestDesk, one: int
) -> None:
    for each in (1, 2, one):
        message.reply(world.desk, each, "Answered.")
    async with running() as pilot:
        await pilot.press("3", "x", "j", "x", "j", "x", "s", "s")
        said = "\n".join(str(each.content) for each in pilot.app.screen.query(Static))
        reference = tickets.ticket(world.store, one).reference
        assert "2 tickets: status solved." in said
        assert f"Left out: #{reference} (A reason, B items must be" in said
        await pilot.press("y")
        states = [tickets.ticket(world.store, each).status for each in (1, 2, one)]
        assert states == [Status.SOLVED, Status.SOLVED, Status.OPEN]
        await pilot.press("u")
        assert {tickets.ticket(world.store, each).status for each in (1, 2)} == {Status.OPEN}


async def test_many_that_all_have_empty_fields_are_refused(
    running: Running, world: TestDesk, one: int
) -> None:
    world.store.execute("UPDATE ticket SET account = ?", WORK)
    async with running() as pilot:
        await pilot.press("3", "x", "j", "x", "j", "x", "s", "s")
        assert toasts(pilot) == [
            "All 3 tickets have fields to fill before they are solved. Open them one by one."
        ]


async def test_several_options_are_ticked(running: Running, world: TestDesk, one: int) -> None:
    with world.store.transaction():
        rows = {"11": row("Parts", "multiselect", "Box", "Lid", "Key"), "12": row("Ok", "checkbox")}
        remote_catalogue.replace(world.store, WORK, "remote_field", rows)
    message.reply(world.desk, one, "Answered.")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=one)
        await pilot.press("s", "s", "y")
        assert isinstance(top(pilot), PickSeveral)
        await pilot.press("enter")
        assert isinstance(top(pilot), PickSeveral)
        await pilot.press("space", "down", "down", "space")
        options = pilot.app.screen.query_one(OptionList)
        assert [str(options.get_option_at_index(n).prompt) for n in range(3)] == [
            "[x] Box",
            "[ ] Lid",
            "[x] Key",
        ]
        await pilot.press("enter")
        assert fields(world) == {"11": ["box", "key"], "12": True}


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("integer", " 42 ", 42),
        ("decimal", "12,50", "12.5"),
        ("date", "2026-11-23", "2026-11-23"),
        ("text", " A-7 ", "A-7"),
    ],
)
def test_what_is_typed_becomes_a_value(kind: str, typed: str, value: object) -> None:
    assert problem(kind, typed) is None
    assert typed_value(kind, typed) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("integer", "4.2"),
        ("decimal", "many"),
        ("decimal", "nan"),
        ("date", "24.12."),
        ("text", " "),
    ],
)
def test_what_does_not_fit_is_said(kind: str, typed: str) -> None:
    assert problem(kind, typed)


async def test_trying_a_refused_solve_again_asks_first(
    running: Running, world: TestDesk, one: int
) -> None:
    uid = reply(world.desk, one, "Answered.", status=Status.SOLVED)
    move(world.desk, uid, OperationState.REJECTED, error="A reason: is required when solving")
    async with running() as pilot:
        await pilot.press("g", "o", "r")
        assert isinstance(top(pilot), Pick)
        await pilot.press("b", "enter", "4", "enter")
        assert fields(world) == {"11": "broken", "12": 4}
        states = world.store.all("SELECT kind, state FROM operation WHERE ticket_id = ?", one)
        assert states[-2:] == [("reply", "queued"), ("update", "queued")]
