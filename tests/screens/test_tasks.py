"""The tasks place, follow-ups made elsewhere, promises offered, reminders and callers shown."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from csr_desk.actions import callers, follow_up, snooze
from csr_desk.domain.instants import DAY, HOUR, MINUTE
from csr_desk.domain.models import Channel, Direction, IdentityKind
from csr_desk.screens import attention
from csr_desk.screens.caller import CallerDialog
from csr_desk.screens.follow_up_form import FollowUpForm
from csr_desk.screens.tasks import TasksScreen
from csr_desk.store import follow_ups, people, timeline
from csr_desk.widgets.notice_line import NoticeLine
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts

NUMBER = "+49 30 5550000"


@pytest.fixture
def tasks(world: TestDesk) -> list[int]:
    desk = world.desk
    with world.store.transaction():
        people.add_identity(world.store, 1, people.NewIdentity(IdentityKind.PHONE, NUMBER))
    return [
        follow_up.add(desk, "ask the carrier", desk.now() - HOUR, ticket_id=1),
        follow_up.add(
            desk, "call about the refund", desk.now() + HOUR, ticket_id=2, kind="callback",
            number=NUMBER,
        ),
        follow_up.add(desk, "send the form", desk.now() + DAY, customer_id=1),
    ]  # fmt: skip


def screen(pilot: Pilot[int]) -> TasksScreen:
    place = host_of(pilot).place
    assert isinstance(place, TasksScreen)
    return place


def rows(pilot: Pilot[int]) -> list[str]:
    lines = screen(pilot).lines
    shown = [lines.render_line(y).text for y in range(lines.size.height)]
    return [" ".join(line.split()) for line in shown if line.strip()]


def notice(pilot: Pilot[int]) -> str:
    host = host_of(pilot)
    attention.look(host)
    host.place.refresh_bars()
    return host.place.query_one(NoticeLine).words


def texts(world: TestDesk) -> list[str]:
    return [one.text for one in follow_ups.open_ones(world.store)]


async def test_the_tasks_stand_by_due_time_in_their_groups(
    running: Running, tasks: list[int]
) -> None:
    async with running() as pilot:
        await pilot.press("g", "f")
        assert str(screen(pilot).query_one("#title", Static).content) == (
            "Tasks · 1 overdue · 1 today · 1 later"
        )
        assert rows(pilot) == [
            "▸overdue 08:00 task #1 Thomas Berg ask the carrier",
            f"today 10:00 callback #2 Thomas Berg {NUMBER} call about…",
            "later 24 Nov 09:00 task - Thomas Berg send the form",
        ]


async def test_done_moved_and_dropped_are_taken_back(
    running: Running, tasks: list[int], world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "f", "d")
        assert texts(world) == ["call about the refund", "send the form"]
        await pilot.press("x")
        assert texts(world) == ["send the form"]
        await pilot.press("m", *"fri 10", "enter")
        assert toasts(pilot)[-1] == "“send the form”: Fri 27 Nov 10:00. u takes it back."
        await pilot.press("u", "u", "u")
        assert texts(world) == ["ask the carrier", "call about the refund", "send the form"]
        assert rows(pilot)[2].startswith("▸later 24 Nov 09:00")
        await pilot.press("u")
        assert toasts(pilot)[-1].startswith("Nothing was done with a follow-up")


async def test_enter_opens_the_ticket_or_the_record(running: Running, tasks: list[int]) -> None:
    async with running() as pilot:
        await pilot.press("g", "f", "enter")
        assert host_of(pilot).place.PLACE == "ticket"
        await pilot.press("g", "f", "j", "j", "o")
        assert host_of(pilot).place.PLACE == "customer"


async def test_one_key_starts_the_call_of_a_callback(
    running: Running, tasks: list[int], world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "f", "j", "c")
        one = timeline.focused(world.store)
        assert one is not None
        assert (one.ticket_id, one.channel, one.direction) == (2, Channel.PHONE, Direction.OUTBOUND)
        assert host_of(pilot).place.PLACE == "ticket"
        assert toasts(pilot)[-1] == f"Calling Thomas Berg under {NUMBER}: call about the refund"


async def test_an_empty_list_says_how_one_is_made(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("g", "f", "d")
        assert "f writes a task down" in rows(pilot)[1]
        assert toasts(pilot)[-1] == "Nothing is to be done. f writes a task down."


async def test_a_task_and_a_callback_are_made_on_the_ticket(
    running: Running, tasks: list[int], world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("f", *"morgen 10", "enter")
        form = pilot.app.screen
        assert isinstance(form, FollowUpForm)
        assert str(form.query_one("#means", Static).content) == "= Tue 24 Nov 10:00"
        await pilot.press(*"look again", "enter")
        made = follow_ups.open_ones(world.store)[-1]
        assert (made.text, made.ticket_id, made.customer_id) == ("look again", 1, 1)
        await pilot.press("b", *"in 2h")
        assert pilot.app.screen.query_one("#number", Input).value == NUMBER
        await pilot.press("enter")
        assert follow_ups.open_ones(world.store)[2].kind == "callback"
        assert toasts(pilot)[-1] == "Callback: today 11:00. g f lists it."


async def test_a_wrong_time_says_why_and_stays(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("f", *"soon", "enter")
        assert "“soon” is no time" in str(pilot.app.screen.query_one(".wrong", Static).content)
        await pilot.press("escape")
        assert host_of(pilot).place.PLACE == "queue"


async def test_a_snoozed_ticket_leaves_the_queue_and_undo_brings_it_back(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("x", "j", "x", "z", *"tomorrow", "enter")
        assert toasts(pilot)[-1].startswith("2 tickets snoozed until Tue 24 Nov 09:00.")
        assert host_of(pilot).place.tickets.source.count() == 0  # type: ignore[attr-defined]
        await pilot.press("u")
        assert host_of(pilot).place.tickets.source.count() == 1  # type: ignore[attr-defined]
        await pilot.press("enter", "z", *"in 1h", "down", *"parcel", "enter")
        assert host_of(pilot).place.PLACE == "queue"
        assert texts(world) == ["parcel", "back from snooze"]


async def test_a_promise_in_a_reply_is_offered_and_kept_by_one_key(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("enter", "n", *"I will check it tomorrow at 10.", "f10")
        assert notice(pilot).startswith("Ctrl+R keeps Tue 24 Nov 10:00: “I will check it")
        assert not texts(world)
        await pilot.press("ctrl+r")
        assert texts(world) == ["I will check it tomorrow at 10."]
        assert notice(pilot) == ""
        await pilot.press("ctrl+r")
        assert toasts(pilot)[-1].startswith("No promise is offered")


async def test_a_promise_that_is_not_kept_goes_away(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("enter", "n", *"I will check it tomorrow.", "f10")
        world.wait(301)
        assert notice(pilot) == ""
        assert not texts(world)


async def test_the_wrap_up_offers_what_the_contact_promised(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("enter", "n", *"I will check it tomorrow at 10.", "f10")
        host_of(pilot).offers = ()
        await pilot.press("f9")
        assert host_of(pilot).place.PLACE == "wrap_up"
        assert notice(pilot).startswith("Ctrl+R keeps Tue 24 Nov 10:00")
        await pilot.press("ctrl+r")
        assert texts(world) == ["I will check it tomorrow at 10."]


async def test_a_reminder_rings_once_waits_and_takes_no_key(
    running: Running, world: TestDesk
) -> None:
    follow_up.add(world.desk, "ask the carrier", world.desk.now() + MINUTE, ticket_id=1)
    async with running() as pilot:
        assert notice(pilot) == ""
        world.wait(60)
        assert notice(pilot) == "Due 09:01 (g f): Thomas Berg: ask the carrier"
        await pilot.press("j", "k")
        assert notice(pilot) == "Due 09:01 (g f): Thomas Berg: ask the carrier"
        await pilot.press("g", "f")
        assert notice(pilot) == ""


async def test_a_caller_is_shown_and_f5_has_them_first(
    running: Running, tasks: list[int], world: TestDesk
) -> None:
    callers.announce(world.desk, "phone", NUMBER, 1, 2)
    async with running() as pilot:
        await pilot.press("F")
        shown = notice(pilot)
        assert shown == f"F5: Thomas Berg calls {NUMBER} (2 open)"
        await pilot.press("a")
        assert pilot.app.screen.query_one("#filter", Input).value == "a"
        await pilot.press("escape", "f5", "enter", "enter")
        one = timeline.focused(world.store)
        assert one is not None
        assert (one.ticket_id, one.channel) == (2, Channel.PHONE)
        assert host_of(pilot).announced is None


async def test_an_unknown_number_is_looked_for_in_the_dialog(
    running: Running, world: TestDesk
) -> None:
    callers.announce(world.desk, "phone", "+49 40 123456", None)
    async with running() as pilot:
        assert notice(pilot) == "F5: +49 40 123456 calls (nobody known)"
        await pilot.press("f5")
        dialog = pilot.app.screen
        assert isinstance(dialog, CallerDialog)
        assert dialog.query_one("#find", Input).value == "+49 40 123456"


async def test_the_ticket_says_what_is_to_be_done_on_it(
    running: Running, tasks: list[int], world: TestDesk
) -> None:
    snooze.snooze(world.desk, [1], world.desk.now() + DAY)
    async with running(size=(120, 40)) as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.pause()
        side = str(host_of(pilot).place.query_one("#side").render())
        assert "To do" in side
        assert "08:00  ask the carrier" in side
