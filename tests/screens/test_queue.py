from collections.abc import Iterable
from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from csr_desk.actions import message, play
from csr_desk.actions import views as view_actions
from csr_desk.actions.ticket import Change, change
from csr_desk.commands.command import Situation
from csr_desk.domain.models import Priority, Status
from csr_desk.screens import queue as queue_screen
from csr_desk.screens.base import DeskScreen
from csr_desk.screens.queue import QueueScreen
from csr_desk.store import tickets, views
from csr_desk.widgets.hit_list import HitList
from csr_desk.widgets.queue_bars import QueueInfo, ViewTabs
from csr_desk.widgets.ticket_preview import TicketPreview
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts


class SeenTicket(DeskScreen):
    """A ticket place that only remembers what it was shown."""

    PLACE = "ticket"
    ticket_id: int | None = None

    def compose_place(self) -> Iterable[Widget]:
        yield Static()

    wrote = ""

    def show(self, ticket_id: int | None = None) -> None:
        self.ticket_id = ticket_id

    def situation(self) -> Situation:
        return replace(super().situation(), ticket_id=self.ticket_id)

    def do_composer_note(self) -> None:
        self.wrote = "note"


SCREENS = {"ticket": "tests.screens.test_queue:SeenTicket"}


def queue_of(pilot: Pilot[int]) -> QueueScreen:
    screen = host_of(pilot).get_screen("queue")
    assert isinstance(screen, QueueScreen)
    return screen


def opened(pilot: Pilot[int]) -> int | None:
    # The module is loaded a second time by its name, so the class is not the one above.
    return getattr(host_of(pilot).place, "ticket_id", None)


def shown(pilot: Pilot[int]) -> str:
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


def due(world: TestDesk, minutes: int, subject: str = "Late parcel", **more: object) -> int:
    ticket_id = world.ticket(subject, **more)
    world.store.execute(
        "UPDATE ticket SET due_at = ? WHERE id = ?", world.desk.now() + minutes * 60_000, ticket_id
    )
    return ticket_id


async def test_the_queue_shows_views_counts_and_tickets(running: Running, world: TestDesk) -> None:
    due(world, 130, "Where is my parcel", priority=Priority.URGENT)
    async with running() as pilot:
        words = shown(pilot)
        for part in ("[1 Mine 3]", "2 Unassigned 0", "in 2h10", "Where is my parcel", "urgent"):
            assert part in words
        assert "Thomas Berg" in words
        assert queue_of(pilot).query_one(ViewTabs).words.count("3") >= 2


async def test_enter_and_o_open_the_ticket_under_the_cursor(running: Running) -> None:
    for key in ("enter", "o"):
        async with running(screens=SCREENS) as pilot:
            await pilot.press("j", key)
            assert opened(pilot) == 2


async def test_a_note_is_begun_from_the_queue(running: Running) -> None:
    async with running(screens=SCREENS) as pilot:
        await pilot.press("j", "n")
        assert opened(pilot) == 2
        assert getattr(host_of(pilot).place, "wrote", "") == "note"


async def test_digits_and_the_view_dialog_choose_views(running: Running, world: TestDesk) -> None:
    due(world, 5, "Nobody has me", assign_to_me=False)
    async with running() as pilot:
        await pilot.press("2")
        assert "Nobody has me" in shown(pilot)
        assert "Question 1" not in shown(pilot)
        await pilot.press("V", *"all open", "enter")
        assert queue_of(pilot).state.view.name == "open"
        assert "Question 1" in shown(pilot)


async def test_a_click_on_a_view_chooses_it(running: Running) -> None:
    async with running() as pilot:
        column = queue_of(pilot).query_one(ViewTabs).words.index("Unassigned")
        await pilot.click(ViewTabs, offset=(column, 0))
        assert queue_of(pilot).state.view.name == "unassigned"


async def test_empty_views_say_what_to_do(running: Running, world: TestDesk) -> None:
    with world.store.transaction():
        world.store.execute("UPDATE ticket SET status = 5")
    async with running() as pilot:
        assert "Nothing is assigned to you." in shown(pilot)
        assert "V chooses another view" in shown(pilot)
        for key in "23456":
            await pilot.press(key)
            assert queue_of(pilot).tickets.empty.split("\n")[0] in shown(pilot)
        await pilot.press("enter")
        assert "No ticket is chosen. Choose one in the queue." in toasts(pilot)


async def test_the_filter_narrows_while_typing_and_esc_clears_it(
    running: Running, world: TestDesk
) -> None:
    world.ticket("Refund please")
    async with running() as pilot:
        await pilot.press("F", *"refu")
        assert "Refund please" in shown(pilot)
        assert "Question" not in shown(pilot)
        assert "Filter: refu (1)" in queue_of(pilot).query_one(QueueInfo).words
        await pilot.press("enter", "x")
        assert queue_of(pilot).tickets.marks == {3}
        await pilot.press("escape")
        assert "Question 1" in shown(pilot)
        assert queue_of(pilot).query_one("#filter", Input).value == ""
        await pilot.press("F", *"zzz")
        assert "No ticket of this view fits the filter." in shown(pilot)


async def test_fields_in_the_filter_and_saving_it_as_a_view(
    running: Running, world: TestDesk
) -> None:
    world.ticket("Hot", priority=Priority.URGENT)
    async with running() as pilot:
        await pilot.press("F", *"prio:x priority:urg hot", "enter")
        assert queue_of(pilot).tickets.tickets.count() == 0
        await pilot.press("escape", "F", *"priority:urg hot", "enter")
        assert queue_of(pilot).tickets.row_id == 3
        await queue_of(pilot).give("queue.save_view")
        await pilot.press(*"hot ones", "enter")
        assert "The view hot ones is kept." in toasts(pilot)
        assert "[7 hot ones 1]" in shown(pilot)
    saved = views.named(world.store, "hot ones")
    assert saved.filter == views.Filter(priorities=(4,), assignee="me", text="hot")


async def test_a_view_of_ones_own_can_be_removed(running: Running, world: TestDesk) -> None:
    for name in ("Cold ones", "Hot ones"):
        view_actions.save(world.desk, name, views.Filter(assignee="me"))
    async with running() as pilot:
        await pilot.press("8", ":", *"remove view", "enter")
        picker = pilot.app.screen.query_one(OptionList)
        assert str(picker.get_option_at_index(0).prompt).startswith("Hot ones")
        await pilot.press("enter")
        assert "The view Hot ones is removed; its tickets stay as they are." in toasts(pilot)
        assert "[1 Mine 2]" in shown(pilot)
        assert "Hot ones" not in queue_of(pilot).query_one(ViewTabs).words
        await queue_of(pilot).give("queue.remove_view")
        await pilot.press("escape")
    assert [one.name for one in views.saved(world.store)] == ["Cold ones"]


async def test_without_a_view_of_ones_own_there_is_none_to_remove(running: Running) -> None:
    async with running() as pilot:
        await queue_of(pilot).give("queue.remove_view")
        await pilot.pause()
        assert toasts(pilot) == ['No view of your own is kept. Ctrl+P "Save view" keeps one.']


async def test_the_order_can_be_chosen(running: Running, world: TestDesk) -> None:
    world.wait(60)
    newest = world.ticket("Newest")
    async with running() as pilot:
        assert queue_of(pilot).tickets.source.id_of(0) == 1
        await pilot.press("O", "n")
        assert queue_of(pilot).tickets.source.id_of(0) == newest
        assert "Order: newest" in shown(pilot)


async def test_what_comes_in_is_announced_and_fetched_by_a_key(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("j")
        due(world, 1, "Just arrived")
        host_of(pilot).tick()
        await pilot.pause()
        assert "1 new, R fetches." in shown(pilot)
        assert "Just arrived" not in shown(pilot)
        await pilot.press("R")
        assert "Just arrived" in shown(pilot)
        assert "fetches" not in shown(pilot)
        assert queue_of(pilot).tickets.row_id == 2


async def test_times_go_on_without_a_reread(running: Running, world: TestDesk) -> None:
    due(world, 62, "Soon enough")
    async with running() as pilot:
        assert "in 1h02" in shown(pilot)
        world.wait(180)
        host_of(pilot).tick()
        await pilot.pause()
        assert "soon 59m" in shown(pilot)


async def test_a_due_follow_up_is_said_five_minutes_before(
    running: Running, world: TestDesk
) -> None:
    world.store.insert(
        "follow_up", uid="f", ticket_id=2, kind="callback", text="call back about the refund",
        due_at=world.desk.now() + 6 * 60_000, created_at=0,
    )  # fmt: skip
    async with running(size=(100, 24)) as pilot:
        assert "call back" not in shown(pilot)
        world.wait(61)
        host_of(pilot).tick()
        await pilot.pause()
        assert "Due 09:06 Thomas Berg: call back about the refund." in shown(pilot)
        await pilot.press("5")
        assert "callback: call back" in shown(pilot)
        assert queue_of(pilot).tickets.row_id == 2


# changes of several tickets ----------------------------------------------------------------------


async def test_marked_tickets_are_changed_as_one_and_taken_back_as_one(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("x", "j", "x", "!", "u")
        assert "2 tickets: priority urgent. One undo takes all of it back." in shown(pilot)
        await pilot.press("y")
        ranks = [row[0] for row in world.store.all("SELECT priority FROM ticket")]
        assert ranks == [Priority.URGENT, Priority.URGENT]
        assert queue_of(pilot).tickets.marks == set()
        await pilot.press("u")
        ranks = [row[0] for row in world.store.all("SELECT priority FROM ticket")]
        assert ranks == [Priority.NORMAL, Priority.NORMAL]
    assert world.kinds().count("ticket.changed") == 2
    assert world.kinds().count("ticket.change_undone") == 2


async def test_the_question_says_how_many_are_so_already(running: Running, world: TestDesk) -> None:
    change(world.desk, 1, Change(priority=Priority.URGENT))
    async with running() as pilot:
        await pilot.press("x", "j", "x", "!", "u")
        assert "1 ticket: priority urgent. 1 ticket is so already." in shown(pilot)


async def test_a_marked_ticket_out_of_sight_is_changed_only_after_a_question(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("x", "j", "!", "u")
        assert "1 ticket: priority urgent." in shown(pilot)
        await pilot.press("n")
        assert world.store.value("SELECT max(priority) FROM ticket") == Priority.NORMAL


async def test_undo_takes_back_what_was_done_last(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await pilot.press("!", "u")
        world.wait(1)
        message.reply(world.desk, 1, "On its way")
        await pilot.press("u")
        assert opened(pilot) == 1  # the message is back in its ticket
        await host_of(pilot).go("queue")
        await pilot.press("u")
        assert world.store.value("SELECT max(priority) FROM ticket") == Priority.NORMAL


async def test_one_ticket_is_changed_without_a_question(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("a", *"colleague", "enter")
        assert world.store.value("SELECT assignee_id FROM ticket WHERE id = 1") == 2
        assert "[1 Mine 1]" in shown(pilot)
        await pilot.press("t", *"vip -old", "enter")
        assert tickets.ticket(world.store, 2).tags == ("vip",)


async def test_solving_what_had_no_answer_asks_why(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("s", "s")
        assert "no answer to the customer" in shown(pilot)
        await pilot.press("enter")
        assert "Say why" in shown(pilot)
        await pilot.press(*"by phone", "enter")
        assert tickets.ticket(world.store, 1).status is Status.SOLVED


async def test_range_marks_with_shift(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("shift+down")
        assert queue_of(pilot).tickets.marks == {1, 2}
        assert "2 marked" in shown(pilot)
        await pilot.press("escape")
        assert queue_of(pilot).tickets.marks == set()


# play ---------------------------------------------------------------------------------------------


async def test_play_opens_the_nearest_deadline_with_its_contact(
    running: Running, world: TestDesk
) -> None:
    nearest = due(world, 3)
    async with running(screens=SCREENS) as pilot:
        await pilot.press("p")
        assert opened(pilot) == nearest
        row = world.store.one("SELECT ticket_id, channel FROM interaction")
        assert row == (nearest, "email")
        await host_of(pilot).go("queue")
        await host_of(pilot).give("queue.play")
        assert opened(pilot) == 1


async def test_skip_asks_for_a_reason_that_may_be_empty(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await pilot.press("S", *"busy", "enter", "S", "enter", "p")
        assert opened(pilot) == 1  # both were skipped: the round began anew
        assert play.skipped(world.desk) == []
    assert world.kinds().count("play.skipped") == 2


async def test_nothing_left_to_play_is_said(running: Running, world: TestDesk) -> None:
    for ticket_id in (1, 2):
        change(world.desk, ticket_id, Change(status=Status.PENDING))
    async with running() as pilot:
        await pilot.press("p")
        said = "Nothing is left to play in Mine. Choose another view with V."
        assert said in toasts(pilot)


# find ---------------------------------------------------------------------------------------------


async def test_find_shows_hits_while_typing_and_opens_one(
    running: Running, world: TestDesk
) -> None:
    world.ticket("A walrus", body="it sang all night")
    async with running(screens=SCREENS) as pilot:
        await pilot.press("slash", *"walr")
        assert "A walrus" in shown(pilot)
        await pilot.press("tab")
        await host_of(pilot).workers.wait_for_complete()
        await pilot.pause()
        assert "Best first" in shown(pilot)
        assert pilot.app.screen.query_one(HitList).source.count() == 1
        await pilot.press("enter")
        assert opened(pilot) == 3


async def test_find_says_when_nothing_fits(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("slash", *"zzzz")
        assert "Nothing has these words." in shown(pilot)
        await pilot.press("enter", "escape")
        assert isinstance(pilot.app.screen, QueueScreen)


# sizes and foreign text ---------------------------------------------------------------------------


async def test_wide_windows_show_the_conversation(
    running: Running, world: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_screen, "REST_SECONDS", 0.001)
    world.ticket("With words", body="Where is [b]my[/b] parcel?")
    async with running(size=(130, 30)) as pilot:
        await pilot.press("end")
        while "Where is [b]my[/b] parcel?" not in shown(pilot):
            await pilot.pause(0.001)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not queue_of(pilot).query_one(TicketPreview).display
        assert "With words" in shown(pilot)


INERT = ["[/b]", "[ORDER-1]", "[@click=app.quit]x[/]", "\x1b[31mred", "\u202eabc", "a\x9bb", "\x00"]


@pytest.mark.parametrize("text", INERT)
async def test_hostile_subjects_are_shown_inert(
    running: Running, world: TestDesk, text: str
) -> None:
    world.ticket(f"{text} tail", body=f"{text} body")
    async with running(size=(130, 30)) as pilot:
        await pilot.press("end", "F", *"tail", "enter")
        await pilot.pause()
        words = shown(pilot)
        assert "tail" in words
        assert not any(char in words for char in "\x1b\x9b\u202e\x00")
