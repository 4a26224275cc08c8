"""The app around the places: bars, ticks, small windows, recovery, idle keyboard, leaving."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList, Static
from textual.widgets._toast import ToastRack

from csr_desk.actions import draft, interaction, shift
from csr_desk.actions.recovery import Recovery
from csr_desk.app import DeskApp
from csr_desk.domain.idle import IdleSignal
from csr_desk.domain.models import AgentState, Channel, DraftKind, Phase
from csr_desk.screens.dialogs import AskText, Choice, Choose, Confirm, Pick
from csr_desk.screens.help import Help
from csr_desk.screens.lock import Lock
from csr_desk.screens.too_small import TooSmall
from csr_desk.store import timeline
from csr_desk.widgets.clock_bar import ClockBar
from csr_desk.widgets.key_footer import KeyFooter
from csr_desk.widgets.notice_line import NoticeLine
from csr_desk.widgets.status_line import StatusLine
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.sample import SAMPLE, SampleQueue, SampleTicket


async def test_the_bars_show_the_contact_and_the_clock_goes_on(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.PHONE)
    world.wait(252)
    async with running(screens=SAMPLE) as pilot:
        clock, status = pilot.app.screen.query_one(ClockBar), pilot.app.screen.query_one(StatusLine)
        assert clock.words.rstrip() == "#1 phone Thomas Berg  talk 04:12"
        assert status.words.startswith("local  outbox 0")
        assert status.words.endswith("AVAILABLE  handled 0/60")
        await pilot.press("f8")
        world.wait(55)
        host_of(pilot).tick()
        assert clock.words.rstrip() == "#1 phone Thomas Berg  talk 04:12  hold 00:55"


async def test_the_footer_fits_and_shows_help_first(running: Running) -> None:
    for width in (60, 80, 120):
        async with running(screens=SAMPLE, size=(width, 24)) as pilot:
            words = pilot.app.screen.query_one(KeyFooter).words
            assert words.startswith("F1 Help")
            assert len(words) <= width - 2


async def test_a_click_in_the_footer_gives_the_command(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.click(KeyFooter, offset=(2, 0))
        assert isinstance(pilot.app.screen, Help)


async def test_a_click_on_another_contact_switches_to_it(running: Running, world: TestDesk) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    interaction.open_contact(world.desk, 2, Channel.CHAT)
    async with running(screens=SAMPLE) as pilot:
        clock = pilot.app.screen.query_one(ClockBar)
        column = clock.words.index("email #1")
        await pilot.click(ClockBar, offset=(column + 2, 0))
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleTicket)
        assert pilot.app.screen.shown == 1
        focused = timeline.focused(world.store)
        assert focused is not None
        assert focused.id == 1


async def test_the_next_contact_key_switches_and_shows_its_ticket(
    running: Running, world: TestDesk
) -> None:
    first = interaction.open_contact(world.desk, 1, Channel.EMAIL)
    interaction.open_contact(world.desk, 2, Channel.CHAT)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("f3", "a", "b")
        ticket = pilot.app.screen
        assert isinstance(ticket, SampleTicket)
        assert ticket.query_one(Input).value == "ab"
        focused = timeline.focused(world.store)
        assert focused is not None
        assert focused.id == first.id


async def test_the_next_chat_is_taken_and_none_is_said(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("f7", "h", "i")
        ticket = pilot.app.screen
        assert isinstance(ticket, SampleTicket)
        assert ticket.shown == 2
        assert ticket.query_one(Input).value == "hi"
        await pilot.press("f7")
        assert toasts(pilot) == ["No chat is waiting. The queue shows what else there is to do."]


async def test_what_is_said_stands_once_under_a_dialog_too(running: Running) -> None:
    def racks() -> list[bool]:
        screens = host_of(pilot).screen_stack
        return [rack.display for screen in screens for rack in screen.query_children(ToastRack)]

    async with running(screens=SAMPLE) as pilot:
        host_of(pilot).say("Something happened.")
        await pilot.pause()
        host_of(pilot).push_screen(Choose("Which?", [Choice("a", "This one", 1)]))
        await pilot.pause()
        assert toasts(pilot) == ["Something happened."]
        assert racks()[-1] is True
        assert racks().count(True) == 1
        await pilot.press("escape")
        assert racks()[-1] is True
        assert toasts(pilot) == ["Something happened."]


async def test_help_is_made_from_the_commands_of_the_place(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("?")
        words = str(pilot.app.screen.query_one(".page Static", Static).content)
        assert "p          Open the next best ticket of this view" in words
        assert "g q        Go to the queue." in words
        assert "message.send" not in words
        assert "Send the text" not in words
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, SampleQueue)


async def test_the_palette_gives_a_command_by_its_name(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press(":", *"skip", "enter", *"late", "enter", "j")
        place = host_of(pilot).place
        assert isinstance(place, SampleQueue)
        assert place.said == ("late",)
        assert place.moved == 1


async def test_the_state_is_set_by_its_letter_and_refused_in_a_contact(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("f12", "t")
        shift_now = timeline.current_shift(world.store)
        assert shift_now is not None
        assert shift_now.base_state is AgentState.TRIAGE
        interaction.open_contact(world.desk, 1, Channel.PHONE)
        await pilot.press("f12", "b", "j")
        assert toasts(pilot) == [
            "Contact #1 is in focus. End it (F9) or put its wrap-up off (Esc) before break."
        ]


async def test_a_small_window_shows_one_sentence_and_comes_back(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        for size in ((59, 24), (80, 15), (1, 1), (2, 3)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            small = pilot.app.screen
            assert isinstance(small, TooSmall)
            words = str(small.query_one(Static).content)
            assert words == f"Window {size[0]}x{size[1]}: make it 60x16 or more."
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleQueue)


async def test_a_start_in_a_small_window_shows_the_sentence(running: Running) -> None:
    async with running(screens=SAMPLE, size=(40, 10)) as pilot:
        assert isinstance(pilot.app.screen, TooSmall)


@pytest.mark.parametrize(
    ("keys", "talk", "ended"),
    [
        (("y",), 160, False),
        (("n",), 100, True),
        (("e", "backspace", "backspace", "5", "enter"), 105, False),
    ],
)
async def test_after_a_crash_the_first_question_is_whether_the_call_went_on(
    running: Running, world: TestDesk, keys: tuple[str, ...], talk: int, ended: bool
) -> None:
    one = interaction.open_contact(world.desk, 1, Channel.PHONE)
    world.wait(100)
    lost = Recovery(one, world.desk.now(), "crash")
    from csr_desk.actions import focus

    with world.store.transaction():
        focus.to_state(world.desk, AgentState.DOWN, world.desk.second(), "crash")
    world.wait(60)
    async with running(screens=SAMPLE) as pilot:
        host_of(pilot).ask_recovery(lost)
        await pilot.pause()
        question = pilot.app.screen
        assert isinstance(question, Choose)
        words = str(question.query_one(".said", Static).content)
        assert words == "#1 was running at 09:01:40. Still on the phone?"
        await pilot.press(*keys)
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleQueue if ended else SampleTicket)
    assert timeline.phase_seconds(world.store, one.id, world.desk.now())[Phase.TALK] == talk
    assert (timeline.interaction(world.store, one.id).ended_at is not None) is ended


async def test_an_enter_that_was_on_its_way_answers_nothing(
    running: Running, world: TestDesk
) -> None:
    one = interaction.open_contact(world.desk, 1, Channel.PHONE)
    lost = Recovery(one, world.desk.now(), "crash")
    from csr_desk.actions import focus

    with world.store.transaction():
        focus.to_state(world.desk, AgentState.DOWN, world.desk.second(), "crash")
    world.wait(30)
    async with running(screens=SAMPLE) as pilot:
        host_of(pilot).ask_recovery(lost)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Choose)
        assert toasts(pilot)[-1] == "This needs an answer first: y, n, e."
        # With the arrows an answer is chosen by Enter as ever.
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, Choose)
    assert timeline.phase_seconds(world.store, one.id, world.desk.now())[Phase.TALK] == 0


async def test_an_edit_beyond_the_gap_is_refused_in_the_dialog(
    running: Running, world: TestDesk
) -> None:
    one = interaction.open_contact(world.desk, 1, Channel.PHONE)
    lost = Recovery(one, world.desk.now(), "crash")
    world.wait(30)
    async with running(screens=SAMPLE) as pilot:
        host_of(pilot).ask_recovery(lost)
        await pilot.press("e", "9", "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, AskText)
        assert (
            str(dialog.query_one(".wrong", Static).content) == "Write whole seconds from 0 to 30."
        )


def idle_for(host: DeskApp, world: TestDesk, seconds: int) -> None:
    """Let time pass in steps that are no sleep of the machine."""
    for step in [60] * (seconds // 60) + [seconds % 60]:
        world.wait(step)
        host.tick()


async def test_still_there_is_a_line_that_takes_no_key(running: Running, world: TestDesk) -> None:
    shift.start(world.desk)
    async with running(screens=SAMPLE, session=True) as pilot:
        host, place = host_of(pilot), pilot.app.screen
        assert isinstance(place, SampleQueue)
        idle_for(host, world, 301)
        line = place.query_one(NoticeLine)
        assert line.display
        assert line.words == (
            "Still there? No key for 05:01. Any key goes on, F12 sets another state."
        )
        await pilot.press("j")
        assert place.moved == 1
        host.tick()
        assert not line.display


async def test_the_idle_lock_hides_all_and_unlocking_restores_it(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SAMPLE, session=True) as pilot:
        host = host_of(pilot)
        await pilot.press("f12", "b", "S", *"half a rea")
        idle_for(host, world, 121)
        await pilot.pause()
        assert isinstance(host.screen, Lock)
        host.ask_idle(IdleSignal.LOCK)
        await pilot.press("j", "f9", "enter")
        dialog = host.screen
        assert isinstance(dialog, AskText)
        assert dialog.query_one(Input).value == "half a rea"
        await pilot.press(*"son", "enter", "j")
        place = host.place
        assert isinstance(place, SampleQueue)
        assert place.said == ("half a reason",)
        assert place.moved == 1
    assert [kind for kind in world.kinds() if kind.startswith("app.")] == [
        "app.locked",
        "app.lock",
        "app.unlock",
    ]


async def test_an_offer_to_trim_takes_no_letter_and_trims_only_what_was_idle(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    async with running(screens=SAMPLE, session=True) as pilot:
        host = host_of(pilot)
        await host.go("ticket", ticket_id=1)
        await pilot.press("a")
        idle_for(host, world, 300)
        line = pilot.app.screen.query_one(NoticeLine)
        assert line.words == (
            "#1: no key for 05:00. Ctrl+T gives it back to your state; go on to keep it."
        )
        world.wait(20)
        await pilot.press("t", "k")
        assert pilot.app.screen.query_one(Input).value == "atk"
        world.wait(30)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert toasts(pilot) == ["#1: 05:20 trimmed. The log keeps both values."]
        assert not line.display
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert toasts(pilot)[-1] == "No idle time is offered to be trimmed."
    assert world.store.value("SELECT trimmed_s FROM interaction WHERE id = 1") == 320
    talk = timeline.phase_seconds(world.store, 1, world.desk.now())[Phase.TALK]
    assert talk == 30


async def test_an_offer_to_trim_goes_away_by_itself(running: Running, world: TestDesk) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    async with running(screens=SAMPLE, session=True) as pilot:
        host, line = host_of(pilot), pilot.app.screen.query_one(NoticeLine)
        world.wait(300)
        host.ask_idle(IdleSignal.TRIM)
        await pilot.press("j")
        assert line.display
        world.wait(121)
        host.tick()
        assert not line.display


async def test_the_question_after_a_crash_stays_until_it_is_answered(
    running: Running, world: TestDesk
) -> None:
    one = interaction.open_contact(world.desk, 1, Channel.PHONE)
    lost = Recovery(one, world.desk.now(), "crash")
    world.wait(30)
    async with running(screens=SAMPLE) as pilot:
        host = host_of(pilot)
        host.ask_recovery(lost)
        await pilot.press("escape", "ctrl+q", "f5", "j")
        assert isinstance(host.screen, Choose)
        assert toasts(pilot)[0] == "This needs an answer first: y, n, e."
        await pilot.press("e", "escape")
        assert isinstance(host.screen, Choose)
        await pilot.press("y")
        await pilot.pause()
        assert isinstance(host.screen, SampleTicket)


async def test_the_end_of_the_shift_lists_what_blocks_it_and_leads_there(
    running: Running, world: TestDesk
) -> None:
    one = interaction.open_contact(world.desk, 1, Channel.PHONE)
    interaction.end(world.desk, one.id)
    interaction.park(world.desk, one.id)
    draft.save(world.desk, 2, DraftKind.REPLY, "half")
    async with running(screens=SAMPLE) as pilot:
        host = host_of(pilot)
        await pilot.press("Q")
        assert isinstance(host.screen, Choose)
        assert host.screen.query_one(OptionList).option_count == 3
        await pilot.press("2")
        await pilot.pause()
        ticket = host.screen
        assert isinstance(ticket, SampleTicket)
        assert ticket.shown == 2
        await host.go("queue")
        await pilot.press("Q", "1")
        await pilot.pause()
        assert host.place.PLACE == "wrap_up"
        await pilot.press("o", "l", "r", "enter")
        await pilot.pause()
        await pilot.press("Q", "e")
        await pilot.pause()
        assert toasts(pilot)[-1] == "The shift has ended; what was open is noted in the log."
    assert timeline.current_shift(world.store) is None


async def test_leaving_asks_only_while_a_call_runs(running: Running, world: TestDesk) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert pilot.app.return_code == 0
    interaction.open_contact(world.desk, 1, Channel.PHONE)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("ctrl+q")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n", "j")
        place = host_of(pilot).place
        assert isinstance(place, SampleQueue)
        assert place.moved == 1


async def test_a_list_is_picked_from_by_letters_arrows_and_mouse(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("ctrl+p", *"help", "down", "up", "enter")
        assert isinstance(pilot.app.screen, Help)
        await pilot.press("escape", "ctrl+p")
        palette = pilot.app.screen
        assert isinstance(palette, Pick)
        assert palette.query_one(OptionList).option_count > 10
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, SampleQueue)


async def test_hostile_words_in_dialogs_and_toasts_stay_words(
    running: Running, hostile: list[str]
) -> None:
    async with running(screens=SAMPLE) as pilot:
        host = host_of(pilot)
        for value in hostile:
            host.say(value)
            host.ask(AskText(value, value, value), lambda _: None)
            await pilot.pause()
            await pilot.press("escape")
        assert isinstance(host.screen, SampleQueue)


@pytest.fixture
def hostile() -> list[str]:
    strings = [
        "[/b]",
        "[ORDER-1]",
        "[@click=app.quit]x[/]",
        "\x1b]0;x\x07",
        "\x9b31m",
        "\u202eabc",
        "{a.b}",
    ]
    from tests.shared import SHARED

    for path in sorted(Path(SHARED / "fixtures" / "hostile").glob("*.json"))[:3]:
        found = json.loads(path.read_text(encoding="utf-8"))
        strings += [one for one in _strings(found) if len(one) < 300][:10]
    return strings


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for one in value for text in _strings(one)] if isinstance(value, list) else []
