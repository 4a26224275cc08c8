"""Macros by keys: found, read, run from the queue and the ticket, in bulk, taken back, written."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from csr_desk.actions import draft, macro_form, message
from csr_desk.actions.desk import Desk
from csr_desk.actions.kept_form import Kept
from csr_desk.actions.macro_form import Form
from csr_desk.domain.macro_steps import Steps
from csr_desk.domain.models import DraftKind, Priority, Status
from csr_desk.screens import macro_pick
from csr_desk.screens.dialogs import Confirm
from csr_desk.screens.macro_edit import MacroEditor
from csr_desk.screens.macro_pick import AT_ONCE, MacroPicker
from csr_desk.screens.ticket import TicketScreen
from csr_desk.store import macros, tickets
from tests.desk import Hands, TestDesk
from tests.screens.conftest import Running, host_of, toasts


class Ticking(Hands):
    """Hands whose monotonic clock is a millisecond later each time it is read."""

    def __getattribute__(self, name: str) -> Any:
        if name == "seconds":
            self.__dict__["seconds"] += 0.001
        return super().__getattribute__(name)


def made(desk: Desk, name: str, **steps: object) -> int:
    return macro_form.create(desk, Form(name, steps=Steps(**steps)))  # type: ignore[arg-type]


def does(pilot: Pilot[int]) -> str:
    screen = host_of(pilot).screen
    assert isinstance(screen, MacroPicker)
    return str(screen.query_one("#does", Static).content)


def shown(pilot: Pilot[int]) -> TicketScreen:
    place = host_of(pilot).place
    assert isinstance(place, TicketScreen)
    return place


async def test_the_queue_says_what_changes_then_changes_it_and_takes_it_back(
    running: Running, desk: Desk
) -> None:
    made(desk, "Calm", priority=Priority.LOW)
    made(desk, "Rush", priority=Priority.URGENT, add_tags=("vip",))
    async with running() as pilot:
        await pilot.press("m", *"ru")
        said = does(pilot)
        assert "priority      normal → urgent" in said
        assert "tags          none → +vip" in said
        await pilot.press("enter")
        one = next(
            each for each in (1, 2) if tickets.ticket(desk.store, each).priority is Priority.URGENT
        )
        assert tickets.ticket(desk.store, one).tags == ("vip",)
        assert "“Rush” ran on 1 ticket. u takes all back." in toasts(pilot)[-1]
        await pilot.press("u")
        ticket = tickets.ticket(desk.store, one)
        assert (ticket.priority, ticket.tags) == (Priority.NORMAL, ())
        assert toasts(pilot)[-1] == "“Rush” was taken back on 1 ticket."


async def test_the_text_of_one_ticket_is_in_its_composer(
    running: Running, world: TestDesk, desk: Desk
) -> None:
    made(desk, "Late", reply="Dear {{customer.first_name}}, it is late.", status=Status.PENDING)
    async with running() as pilot:
        await pilot.press("m", "enter")
        place = shown(pilot)
        assert place.composer.text == "Dear Thomas, it is late."
        assert place.composer.editor.has_focus
        assert "then pending" in place.composer.words
        ticket_id = place.ticket_id or 0
        assert tickets.ticket(desk.store, ticket_id).status is Status.OPEN
        world.wait(2)
        await pilot.press("ctrl+s")
        assert tickets.ticket(desk.store, ticket_id).status is Status.PENDING
        await pilot.press("u")
        assert tickets.ticket(desk.store, ticket_id).status is Status.OPEN
        assert "then pending" in shown(pilot).composer.words


async def test_a_run_on_the_open_ticket_goes_behind_what_is_typed_and_back(
    running: Running, desk: Desk
) -> None:
    made(desk, "Late", reply="It is late.", priority=Priority.HIGH)
    async with running() as pilot:
        await pilot.press("enter", "r", *"Hello,", "escape", "m", "enter")
        place = shown(pilot)
        assert place.composer.text == "Hello,\n\nIt is late."
        await pilot.press("escape", "u")
        assert place.composer.text == "Hello,"
        assert tickets.ticket(desk.store, place.ticket_id or 0).priority is Priority.NORMAL
        kept = draft.load(desk, place.ticket_id or 0, DraftKind.REPLY)
        assert kept is not None
        assert kept.body == "Hello,"


async def test_a_text_alone_is_taken_back_with_its_composer(running: Running, desk: Desk) -> None:
    made(desk, "Late", reply="It is late.")
    async with running() as pilot:
        await pilot.press("enter", "m", "enter")
        place = shown(pilot)
        assert place.composer.text == "It is late."
        await pilot.press("escape", "u")
        assert place.composer.kind is None
        assert draft.load(desk, place.ticket_id or 0, DraftKind.REPLY) is None


async def test_a_macro_that_sends_sends_and_comes_back(running: Running, desk: Desk) -> None:
    made(desk, "Done", reply="Done, {{customer.first_name}}.", sends=True, status=Status.SOLVED)
    async with running() as pilot:
        await pilot.press("enter", "m")
        assert "reply         is sent" in does(pilot)
        assert "Done, Thomas." in does(pilot)
        await pilot.press("enter")
        place = shown(pilot)
        ticket_id = place.ticket_id or 0
        assert tickets.ticket(desk.store, ticket_id).status is Status.SOLVED
        assert [one.body for one in tickets.messages(desk.store, ticket_id)] == ["Done, Thomas."]
        await pilot.press("u")
        assert tickets.ticket(desk.store, ticket_id).status is Status.OPEN
        assert tickets.messages(desk.store, ticket_id) == []


async def test_marked_tickets_are_asked_about_and_one_undo_brings_all_back(
    running: Running, world: TestDesk, desk: Desk
) -> None:
    three = world.ticket("Question 3")
    for one in (1, three):
        message.reply(desk, one, "Answered")
    world.wait(60)
    made(desk, "Close", status=Status.SOLVED, add_tags=("done",))
    async with running() as pilot:
        for _ in range(3):
            await pilot.press("x", "j")
        await pilot.press("m")
        said = does(pilot)
        assert "Changes 2 of 3 tickets." in said
        assert "status        solved  ×2" in said
        assert "Left out: #2 (the customer had no answer yet)." in said
        await pilot.press("enter")
        assert isinstance(host_of(pilot).screen, Confirm)
        await pilot.press("escape")
        assert "macro.run" not in world.kinds()
        await pilot.press("m", "enter", "y")
        states = [tickets.ticket(desk.store, one).status for one in (1, 2, three)]
        assert states == [Status.SOLVED, Status.OPEN, Status.SOLVED]
        assert "ran on 2 tickets, 1 left out" in toasts(pilot)[-1]
        await pilot.press("u")
        assert {tickets.ticket(desk.store, one).status for one in (1, 2, three)} == {Status.OPEN}


async def test_undo_takes_the_newest_act_back_first(
    running: Running, world: TestDesk, desk: Desk
) -> None:
    made(desk, "Rush", priority=Priority.URGENT)
    async with running() as pilot:
        await pilot.press("m", "enter")
        world.wait(2)
        await pilot.press("!", "l", "u")
        first = [
            one for one in (1, 2) if tickets.ticket(desk.store, one).priority != Priority.NORMAL
        ]
        assert tickets.ticket(desk.store, first[0]).priority is Priority.URGENT
        await pilot.press("u")
        assert tickets.ticket(desk.store, first[0]).priority is Priority.NORMAL


async def test_what_can_do_nothing_here_says_so(running: Running, desk: Desk) -> None:
    made(desk, "Close", status=Status.SOLVED)
    async with running() as pilot:
        await pilot.press("m", "enter")
        assert "Nothing happens: the customer had no answer yet." in does(pilot)
        wrong = str(host_of(pilot).screen.query_one(".wrong", Static).content)
        assert wrong.startswith("It changes nothing here")


async def test_what_the_desk_cannot_do_of_a_helpdesks_macro_is_named(
    running: Running, desk: Desk
) -> None:
    desk.store.execute("UPDATE ticket SET account = 'acme'")
    desk.store.insert(
        "macro", uid="m", account="acme", name="[b]Theirs", steps='{"priority": 3}',
        left_out='["field 42: damaged"]', created_at=0, updated_at=0,
    )  # fmt: skip
    async with running() as pilot:
        await pilot.press("m")
        assert "priority      normal → high" in does(pilot)
        assert "Not done by this desk: field 42: damaged." in does(pilot)
        await pilot.press("f4")
        assert "is a macro of acme" in toasts(pilot)[-1]


async def test_a_macro_is_written_kept_over_a_crash_changed_and_put_away(
    running: Running, desk: Desk
) -> None:
    async with running() as pilot:
        await pilot.press("m")
        assert "There are no macros yet." in does(pilot)
        await pilot.press("f2", *"Late parcel")
        screen = host_of(pilot).screen
        assert isinstance(screen, MacroEditor)
        screen.query_one("#status", Input).value = "soon"
        screen.query_one("#reply", TextArea).load_text("Use 4111 1111 1111 1111")
        await pilot.pause()
        host_of(pilot).save_typed()  # as when the line is lost
        kept = Kept(desk, "macro").load() or {}
        assert kept["name"] == "Late parcel"
        assert "4111 1111" not in screen.query_one("#reply", TextArea).text
        await pilot.press("f10")
        assert "none of open" in str(screen.query_one(".wrong", Static).content)
        screen.query_one("#status", Input).value = "pending"
        await pilot.press("f10")
        (one,) = macros.macros(desk.store, frozenset())
        assert (one.name, one.steps.status) == ("Late parcel", Status.PENDING)
        assert "pending when it is sent" in does(pilot)
        await pilot.press("f4")
        screen = host_of(pilot).screen
        assert isinstance(screen, MacroEditor)
        screen.query_one("#priority", Input).value = "high"
        await pilot.pause()
        await pilot.press("escape", "s")
        assert macros.macro(desk.store, one.id).version == 2
        await pilot.press("f8")
        assert macros.macros(desk.store, frozenset()) == []
        await pilot.press("f9", "f8")
        assert len(macros.macros(desk.store, frozenset())) == 1


async def test_one_undo_takes_all_back_while_the_clock_goes_on(
    running: Running, world: TestDesk, desk: Desk
) -> None:
    """Each part of the run is a little later than the one before, as on a real desk."""
    world.hands.__class__ = Ticking
    made(desk, "Later", reply="Soon.", sends=True, snooze="tomorrow 10", priority=Priority.HIGH)
    async with running() as pilot:
        await pilot.press("m", "enter", "u")
        assert toasts(pilot)[-1] == "“Later” was taken back on 1 ticket."
        for one in (1, 2):
            assert tickets.ticket(desk.store, one).priority is Priority.NORMAL
            assert tickets.messages(desk.store, one) == []
        assert desk.store.value("SELECT count(*) FROM ticket WHERE snoozed_until > 0") == 0


async def test_of_many_tickets_the_changes_are_worked_out_when_the_hand_rests(
    running: Running, world: TestDesk, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(macro_pick, "REST_SECONDS", 3_600.0)  # the hand never rests
    for number in range(AT_ONCE + 1):
        world.ticket(f"Question {number}")
    made(desk, "Rush", priority=Priority.URGENT)
    async with running() as pilot:
        await pilot.press(*("x", "j") * (AT_ONCE + 1), "m")
        assert does(pilot) == ""
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(host_of(pilot).screen, Confirm)
        await pilot.press("y")
        await pilot.pause()
    urgent = world.store.value("SELECT count(*) FROM ticket WHERE priority = ?", Priority.URGENT)
    assert urgent > AT_ONCE
