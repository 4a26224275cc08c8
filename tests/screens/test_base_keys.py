"""Keys reach the right command, in order, and a blocked command says why."""

from dataclasses import replace

import pytest
from textual.widgets import Input

from csr_desk.config import Config, DeskConfig, KeyBinding
from csr_desk.screens.help import Help
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.sample import SAMPLE, Letters, SampleQueue, SampleTicket


@pytest.fixture
def config() -> Config:
    keys = {"queue.skip": KeyBinding(("Z",), 3)}
    return replace(Config(), desk=DeskConfig(zone="UTC"), keys=keys)


async def test_letters_and_their_second_names_give_the_same_command(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        place = host_of(pilot).place
        assert isinstance(place, SampleQueue)
        await pilot.press("j", "j", "k", "j")
        assert place.moved == 2


async def test_a_key_the_widget_takes_is_not_also_a_command(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("1", "j", "2")
        assert pilot.app.screen.query_one(Letters).letters == "12"


async def test_a_blocked_command_says_why_with_the_keys_of_today(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("f9")
        assert toasts(pilot) == [
            "No contact is in focus. Open a ticket with Enter or take a call with F5."
        ]


async def test_what_an_action_refuses_is_told(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("p")
        assert toasts(pilot) == ["There is nothing to play. Choose another view with V."]


async def test_a_remapped_key_works_and_the_old_one_does_not(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("S")
        assert isinstance(pilot.app.screen, SampleQueue)
        await pilot.press("Z", "n", "o", "enter")
        await pilot.pause()
        place = host_of(pilot).place
        assert isinstance(place, SampleQueue)
        assert place.said == ("no",)


async def test_keys_typed_while_a_place_opens_reach_its_editor(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("j", "o", *"jam", "f10", "?")
        ticket = pilot.app.screen
        assert isinstance(ticket, SampleTicket)
        assert ticket.shown == 1
        assert ticket.query_one(Input).value == "jam sent?"


async def test_keys_typed_while_a_dialog_opens_and_closes_reach_it_and_then_the_place(
    running: Running,
) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("!", "h", "j", "Z", "w", "h", "y", "enter", "j", "!", "escape", "k")
        place = host_of(pilot).place
        assert isinstance(place, SampleQueue)
        assert place.said == ("high", "why")
        assert place.moved == 1


async def test_ctrl_g_stands_for_the_function_keys(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("ctrl+g", "1")
        assert isinstance(pilot.app.screen, Help)
        await pilot.press("escape", "o", "a", "ctrl+g", "0")
        await pilot.pause()
        assert pilot.app.screen.query_one(Input).value == "a sent"
        await pilot.press("ctrl+g", "x", "ctrl+g", "escape")
        assert toasts(pilot) == ["Ctrl+G stands before 1 to 9, 0, - and = for F1 to F12."]
        assert pilot.app.screen.query_one(Input).value == "a sent"


async def test_g_and_a_letter_go_to_a_place(running: Running) -> None:
    async with running(screens={**SAMPLE, "log": "tests.screens.sample:SampleTicket"}) as pilot:
        await pilot.press("g")
        assert "g q Queue" in host_of(pilot).place.footer_words
        await pilot.press("l")
        log = pilot.app.screen
        assert isinstance(log, SampleTicket)
        await pilot.press("g", "escape")
        assert log.query_one(Input).value == "g"
        assert isinstance(pilot.app.screen, SampleQueue)


async def test_g_and_another_key_says_what_there_is(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "x", "j")
        assert toasts(pilot) == ["No command is on g x. After g: a i q c r k w l o f s h t."]
        place = host_of(pilot).place
        assert isinstance(place, SampleQueue)
        assert place.moved == 1


async def test_a_place_that_is_not_there_is_said(running: Running) -> None:
    async with running(screens={**SAMPLE, "canned": "csr_desk.screens.nowhere:Nothing"}) as pilot:
        await pilot.press("g", "r")
        assert toasts(pilot) == ["There is no canned in this desk."]
        assert isinstance(pilot.app.screen, SampleQueue)


async def test_back_goes_where_the_agent_came_from(running: Running) -> None:
    async with running(screens={**SAMPLE, "log": "tests.screens.sample:SampleTicket"}) as pilot:
        host = host_of(pilot)
        await host.go("ticket", ticket_id=2)
        await host.go("log")
        await host.back()
        assert isinstance(host.place, SampleTicket)
        assert host.place.PLACE == "ticket"
        assert host.place.shown == 2
        await host.back()
        assert isinstance(host.place, SampleQueue)
        await host.back()
        assert isinstance(host.place, SampleQueue)
