"""The wrap-up: four keys, bursts, guesses that wait for Enter, problems, parking, undo, kills."""

from dataclasses import replace
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from csr_desk.actions import interaction, message, wrap_draft, wrap_up
from csr_desk.commands.command import Situation
from csr_desk.config import Config, DeskConfig, WrapUpConfig
from csr_desk.domain.models import Channel, Phase, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.screens import undo
from csr_desk.screens.wrap_up import WrapUpScreen
from csr_desk.store import tickets, timeline
from csr_desk.widgets.clock_bar import ClockBar
from csr_desk.widgets.strip_line import StripLine
from csr_desk.widgets.wrap_strip import WrapStrip
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.sample import SAMPLE, SampleQueue, SampleTicket


class TicketThatSends(SampleTicket):
    """F11 as the ticket screen gives it: send, solve, end, wrap-up."""

    def situation(self) -> Situation:
        return replace(super().situation(), text=True, ticket_id=1)

    async def do_message_send_solve_next(self) -> None:
        one = timeline.focused(self.desk.store)
        assert one is not None
        message.reply(self.desk, 1, "Sent.", interaction_id=one.id, status=Status.SOLVED)
        interaction.end(self.desk, one.id)
        await self.host.go("wrap_up", interaction_id=one.id)


SENDS = "tests.screens.test_wrap_up:TicketThatSends"
PLACES = {**SAMPLE, "ticket": SENDS, "sends": SENDS}


def strip(pilot: Pilot[int]) -> WrapStrip:
    assert isinstance(pilot.app.screen, WrapUpScreen)
    return pilot.app.screen.query_one(WrapStrip)


def words(pilot: Pilot[int], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).content)


def line(pilot: Pilot[int]) -> str:
    return " ".join(pilot.app.screen.query_one(StripLine).words.split())


def ended(world: TestDesk, ticket_id: int = 1, channel: Channel = Channel.PHONE) -> int:
    one = interaction.open_contact(world.desk, ticket_id, channel)
    world.wait(300)
    interaction.end(world.desk, one.id)
    world.wait(55)
    return one.id


async def open_it(pilot: Pilot[int], interaction_id: int | None = None, **more: Any) -> None:
    await host_of(pilot).go("wrap_up", interaction_id=interaction_id, **more)
    await pilot.pause()


def logged(world: TestDesk, interaction_id: int) -> WrapUp | None:
    return wrap_up.current(world.desk, interaction_id)


async def test_four_keys_log_a_call(running: Running, world: TestDesk) -> None:
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        assert line(pilot) == "reason … outcome … cause – next – tags – note –"
        await pilot.press("o", "l", "r", "enter")
        await pilot.pause()
        assert toasts(pilot) == ["Logged #1 · 5:55 · u takes it back."]
        assert isinstance(pilot.app.screen, SampleQueue)
    found = logged(world, number)
    assert found == WrapUp("order/late", "resolved", told="told by phone")
    assert tickets.ticket(world.store, 1).status is Status.SOLVED
    assert timeline.focused(world.store) is None


async def test_from_the_call_to_the_log_takes_five_keys_after_it(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.PHONE)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("f9", "o", "l", "r", "enter")
        await pilot.pause()
    assert logged(world, 1) == WrapUp("order/late", "resolved", told="told by phone")


async def test_after_the_first_letter_only_its_codes_show(
    running: Running, world: TestDesk
) -> None:
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        shown = words(pilot, ".letters")
        assert "o order" in shown
        assert "x other" in shown
        await pilot.press("c")
        shown = words(pilot, ".letters")
        assert " ".join(shown.split()) == "c courier p product s service d delay b billing x staff"
        assert line(pilot).startswith("complaint/…")
        await pilot.press("z")
        assert words(pilot, ".problem") == ("There is no code z after c: press one of c p s d b x.")
        await pilot.press("backspace", "r", "r")
        assert line(pilot).startswith("returns/refund outcome …")


async def test_keys_typed_in_one_burst_with_f11_land_in_the_strip(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    async with running(screens=PLACES, first="sends") as pilot:
        await pilot.press("f11", "o", "l", "r", "enter", "j")
        await pilot.pause()
        assert logged(world, 1) == WrapUp("order/late", "resolved")
        place = host_of(pilot).place
        assert isinstance(place, SampleQueue)
        # The sample queue has nothing to play; j after Enter was its key and no letter of a reason.
        assert place.moved == 1
        assert "There is nothing to play. Choose another view with V." in toasts(pilot)


async def test_after_send_and_solve_the_outcome_is_preselected_and_waits_for_enter(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    async with running(screens=PLACES, first="sends") as pilot:
        await pilot.press("f11")
        assert line(pilot).startswith("reason … resolved")
        assert logged(world, 1) is None
        await pilot.press("o", "s", "enter")
        await pilot.pause()
    assert logged(world, 1) == WrapUp("order/status", "resolved")


@pytest.fixture
def parcel(world: TestDesk) -> int:
    """A ticket whose text speaks for order/late."""
    number = world.ticket("Where is my parcel?")
    message.receive(
        world.desk, number, "My parcel is late, it has not arrived.", author="Thomas Berg"
    )
    return number


async def test_a_guess_is_marked_with_its_because_and_never_commits_itself(
    running: Running, world: TestDesk, parcel: int
) -> None:
    number = ended(world, parcel)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        assert "?" in line(pilot)
        guessed = strip(pilot).entry
        assert guessed is not None
        assert guessed.guessed
        assert guessed.reason.startswith("order/")
        assert f"guess {guessed.reason} ? because of the words " in words(pilot, ".letters")
        world.wait(600)
        host_of(pilot).tick()
        assert logged(world, number) is None
        await pilot.press("enter")
        assert words(pilot, ".problem") == "An outcome is needed: press its letter."
        assert logged(world, number) is None
        await pilot.press("r", "enter")
        await pilot.pause()
    found = logged(world, number)
    assert found is not None
    assert found.reason == guessed.reason


async def test_a_guess_that_was_not_taken_is_no_draft(
    running: Running, world: TestDesk, parcel: int
) -> None:
    number = ended(world, parcel)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("escape")
        await pilot.pause()
    assert wrap_draft.load(world.desk, timeline.interaction(world.store, number)) == {}


async def test_a_problem_is_said_at_its_field(running: Running, world: TestDesk) -> None:
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("enter")
        assert words(pilot, ".problem") == "A reason is needed: press its two letters."
        await pilot.press("c", "d", "r", "enter")
        assert words(pilot, ".problem") == (
            "A complaint cannot end as resolved without a cause: choose one."
        )
        assert "c carrier" in words(pilot, ".letters")
        await pilot.press("c", "enter")
        await pilot.pause()
    found = logged(world, number)
    assert found is not None
    assert found.cause == "carrier"


async def test_other_asks_for_a_note_whose_letters_are_text(
    running: Running, world: TestDesk
) -> None:
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("x", "x", "r", "enter")
        assert "needs a note of at least 10 characters" in words(pilot, ".problem")
        await pilot.press(*"gave u a lor?", "enter")
        await pilot.pause()
    found = logged(world, number)
    assert found is not None
    assert found.note == "gave u a lor?"


async def test_an_email_without_an_answer_asks_why_none_is_owed(
    running: Running, world: TestDesk
) -> None:
    number = ended(world, channel=Channel.EMAIL)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("o", "s", "r", "enter")
        assert "The customer has not been told" in words(pilot, ".problem")
        await pilot.press(*"by letter", "enter")
        await pilot.pause()
    found = logged(world, number)
    assert found is not None
    assert found.told == "by letter"


async def test_a_callback_asks_for_its_time_and_makes_a_follow_up(
    running: Running, world: TestDesk
) -> None:
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("p", "i", "b", "enter")
        assert words(pilot, ".problem").startswith("A time is needed: write tomorrow 10")
        await pilot.press(*"tomorow")
        assert "“tomorow” is no time" in words(pilot, ".letters")
        await pilot.press("enter")
        assert "“tomorow” is no time" in words(pilot, ".problem")
        await pilot.press("ctrl+u", *"tomorrow 10")
        assert "= Tue 24 Nov 10:00" in words(pilot, ".letters")
        await pilot.press("enter")
        await pilot.pause()
    row = world.store.one("SELECT kind, due_at, interaction_id FROM follow_up")
    assert row is not None
    assert row[0] == "callback"
    assert row[2] == number


async def test_tab_goes_through_the_fields_and_tags_complete(
    running: Running, world: TestDesk
) -> None:
    world.ticket("Tagged", "email")
    with world.store.transaction():
        tickets.set_tags(world.store, 3, ("vip", "voucher"))
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("o", "l", "c", "tab")
        assert "s stock" in words(pilot, ".letters")
        await pilot.press("s", "tab")
        assert "t task" in words(pilot, ".letters")
        await pilot.press("t", "tab", *"2h", "tab", *"vou")
        assert "voucher 1" in words(pilot, ".letters")
        await pilot.press("right", *"new one", "tab", *"call me", "shift+tab", "tab", "enter")
        await pilot.pause()
    found = logged(world, number)
    assert found == WrapUp(
        "order/late", "pending_customer", "stock", "task", ("new-one", "voucher"), "call me"
    )
    assert world.store.value("SELECT text FROM follow_up") == "call me"


async def test_later_parks_and_the_clock_stays_in_sight(running: Running, world: TestDesk) -> None:
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("o", "l", "escape")
        await pilot.pause()
        assert toasts(pilot) == ["#1 waits for its wrap-up. g w comes back to it."]
        assert timeline.focused(world.store) is None
        world.wait(1145)
        host_of(pilot).tick()
        assert "#1 log soon 20m" in pilot.app.screen.query_one(ClockBar).words
        await pilot.press("g", "w")
        assert "▸#1 phone" in words(pilot, "UnloggedList")
        assert "log soon 20m" in words(pilot, "UnloggedList")
        assert line(pilot).startswith("order/late")
        world.wait(480)
        host_of(pilot).tick()
        assert "log now 28m" in words(pilot, "UnloggedList")
        await pilot.press("tab", "r", "enter")
        await pilot.pause()
    seconds = timeline.phase_seconds(world.store, number, world.desk.now())
    assert seconds[Phase.AFTER_CALL_WORK] == 55 + 480
    assert logged(world, number) is not None


async def test_the_waiting_ones_are_gone_through_with_the_arrows(
    running: Running, world: TestDesk
) -> None:
    for ticket_id in (1, 2):
        number = ended(world, ticket_id)
        interaction.park(world.desk, number)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "w")
        assert "▸#1 phone" in words(pilot, "UnloggedList")
        await pilot.press("o", "down")
        assert "▸#2 phone" in words(pilot, "UnloggedList")
        assert line(pilot).startswith("reason …")
        await pilot.press("o", "l", "r", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WrapUpScreen)
        assert "▸#1 phone" in words(pilot, "UnloggedList")
        await pilot.press("o", "s", "r", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleQueue)
    assert [logged(world, n) is not None for n in (1, 2)] == [True, True]


async def test_during_a_call_a_waiting_one_is_logged_without_its_seconds(
    running: Running, world: TestDesk
) -> None:
    number = ended(world)
    interaction.park(world.desk, number)
    call = interaction.open_contact(world.desk, 2, Channel.PHONE)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "w")
        world.wait(30)
        await pilot.press("o", "l", "r", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleTicket)
    assert timeline.phase_seconds(world.store, call.id, world.desk.now())[Phase.TALK] == 30
    assert logged(world, number) is not None


async def test_the_contact_a_call_interrupted_comes_back_after_its_wrap_up(
    running: Running, world: TestDesk
) -> None:
    mail = interaction.open_contact(world.desk, 1, Channel.EMAIL)
    number = ended(world, 2)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("o", "l", "r", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleTicket)
        focused = timeline.focused(world.store)
        assert focused is not None
        assert focused.id == mail.id


async def test_undo_opens_the_wrap_up_again_as_it_was(running: Running, world: TestDesk) -> None:
    number = ended(world)
    before = tickets.ticket(world.store, 1).status
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("o", "l", "r", "enter")
        await pilot.pause()
        await host_of(pilot).place.do_wrap_undo()
        await pilot.pause()
        assert logged(world, number) is None
        assert tickets.ticket(world.store, 1).status is before
        assert line(pilot).startswith("order/late resolved")
        await pilot.press("r", "s", "enter")
        await pilot.pause()
    # The keys go to the reason again, so two letters change it.
    found = logged(world, number)
    assert found is not None
    assert found.reason == "returns/status"


async def test_undo_takes_the_message_back_with_the_wrap_up_that_ended_its_contact(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    async with running(screens=PLACES, first="sends") as pilot:
        await pilot.press("f11", "o", "l", "enter")
        await pilot.pause()
        assert logged(world, 1) is not None
        await undo.take_back(host_of(pilot))
        await pilot.pause()
        ticket = pilot.app.screen
        assert isinstance(ticket, TicketThatSends)
        assert ticket.shown == 1
    assert world.store.value("SELECT body FROM draft WHERE kind = 'reply'") == "Sent."
    assert logged(world, 1) is None


async def test_undo_takes_back_the_wrap_up_logged_after_another_contacts_message(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    message.reply(world.desk, 1, "Sent.", interaction_id=1)
    call = interaction.open_contact(world.desk, 2, Channel.PHONE)
    async with running(screens=SAMPLE) as pilot:
        world.wait(5)
        await pilot.press("f9", "o", "l", "r", "enter")
        await pilot.pause()
        await undo.take_back(host_of(pilot))
        await pilot.pause()
        assert isinstance(pilot.app.screen, WrapUpScreen)
    assert logged(world, call.id) is None
    assert world.store.value("SELECT state FROM message WHERE body = 'Sent.'") == "waiting"


async def test_undo_in_the_wrap_up_takes_the_message_back(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    async with running(screens=PLACES, first="sends") as pilot:
        await pilot.press("f11", "u")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TicketThatSends)
        assert pilot.app.screen.shown == 1
    assert world.store.value("SELECT body FROM draft WHERE kind = 'reply'") == "Sent."


async def test_what_is_typed_comes_back_after_a_kill(running: Running, world: TestDesk) -> None:
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("c", "d", "r", "tab", "c", "tab", "tab", *"vip", "tab", *"4111 1111 ")
        await pilot.press(*"1111 1111 was said")
        await pilot.pause(0.3)
        assert "4111" not in strip(pilot).query_one("#note", Input).value
    assert "4111" not in str(world.store.value("SELECT extra FROM draft"))
    again = TestDesk(world.folder, world.hands, world.config)
    try:
        one = timeline.interaction(again.store, number)
        kept = wrap_draft.load(again.desk, one)
        assert kept["reason"] == "complaint/delay"
        assert kept["outcome"] == "resolved"
        assert kept["cause"] == "carrier"
        assert kept["tags"] == "vip"
        assert kept["note"].endswith("1111 was said")
    finally:
        again.store.close()
        again.heartbeat.close()


async def test_each_of_two_contacts_of_a_ticket_keeps_its_own(
    running: Running, world: TestDesk
) -> None:
    first, second = ended(world), ended(world, channel=Channel.IN_PERSON)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, first)
        await pilot.press("o", "l")
        await open_it(pilot, second)
        await pilot.press("r", "r", "r", "enter")
        await pilot.pause()
        await open_it(pilot, first)
        assert line(pilot).startswith("order/late")


async def test_nothing_to_wrap_up_is_said(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "w")
        assert toasts(pilot) == ["No contact is open, so there is nothing to wrap up."]
        await open_it(pilot)
        assert "every contact is logged" in words(pilot, "#said")
        await pilot.press("o", "l", "enter", "escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleQueue)


async def test_a_running_call_is_not_ended_by_looking_at_the_wrap_up(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "w")
        assert toasts(pilot) == ["The contact still runs. F9 ends it."]
    assert timeline.interaction(world.store, 1).ended_at is None


async def test_hostile_words_of_a_customer_stay_words(running: Running, world: TestDesk) -> None:
    for hostile in ("[/b] [@click=app.quit]x[/]", "\x1b]0;owned\x07", "\u202eabc"):
        ticket_id = world.ticket(hostile)
        message.receive(world.desk, ticket_id, hostile * 3, author=hostile)
        number = ended(world, ticket_id)
        async with running(screens=SAMPLE) as pilot:
            await open_it(pilot, number)
            shown = words(pilot, "#said") + words(pilot, "UnloggedList")
            assert "\x1b" not in shown
            assert "\u202e" not in shown
            if hostile.startswith("["):
                assert hostile in shown


class Limited:
    """After-call work of calls ends after two minutes."""

    @pytest.fixture
    def config(self) -> Config:
        limits = WrapUpConfig(acw_limit_s={Channel.PHONE: 120})
        return replace(Config(), desk=DeskConfig(zone="UTC"), wrap_up=limits)


class TestLimited(Limited):
    async def test_the_end_of_after_call_work_is_visible_and_the_reason_stays_open(
        self, running: Running, world: TestDesk
    ) -> None:
        number = ended(world)
        async with running(screens=SAMPLE) as pilot:
            await open_it(pilot, number)
            assert words(pilot, "LimitLine") == "After-call work ends in 01:05. F8 takes more."
            await pilot.press("o", "l")
            world.wait(65)
            host_of(pilot).tick()
            await pilot.pause()
            assert "timeout: the time for after-call work of #1 is over" in toasts(pilot)[0]
            assert timeline.focused(world.store) is None
            assert "#1 phone  timeout" in words(pilot, "UnloggedList")
            assert logged(world, number) is None
            world.wait(30)
            await pilot.press("r", "enter")
            await pilot.pause()
        found = logged(world, number)
        assert found is not None
        assert found.reason == "order/late"
        assert timeline.interaction(world.store, number).flags == ("timeout",)
        seconds = timeline.phase_seconds(world.store, number, world.desk.now())
        assert seconds[Phase.AFTER_CALL_WORK] == 120
        ends = [
            row[0] for row in world.store.all("SELECT data FROM event WHERE kind='wrap.timeout'")
        ]
        assert "system/timeout" in ends[0]

    async def test_f8_takes_more_time(self, running: Running, world: TestDesk) -> None:
        number = ended(world)
        async with running(screens=SAMPLE) as pilot:
            await open_it(pilot, number)
            await pilot.press("f8")
            assert words(pilot, "LimitLine") == "After-call work ends in 03:05. F8 takes more."
            world.wait(100)
            host_of(pilot).tick()
            assert timeline.focused(world.store) is not None


async def test_without_a_limit_f8_says_so(running: Running, world: TestDesk) -> None:
    number = ended(world)
    async with running(screens=SAMPLE) as pilot:
        await open_it(pilot, number)
        await pilot.press("f8")
        assert toasts(pilot) == ["After-call work has no time limit here. Take the time it needs."]
