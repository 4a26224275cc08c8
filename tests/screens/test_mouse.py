"""The mouse can do what the keys can: choose, open, write, answer, scroll."""

from textual.events import MouseEvent, MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import OptionList

from csr_desk.actions import interaction, message
from csr_desk.domain.models import Channel, Priority, Scope
from csr_desk.screens.dialogs import Choose
from csr_desk.screens.wrap_up import WrapUpScreen
from csr_desk.store import tickets
from csr_desk.widgets.bar_line import BarLine
from csr_desk.widgets.canned_popup import CannedPopup
from csr_desk.widgets.clock_bar import ClockBar
from csr_desk.widgets.composer import Composer
from csr_desk.widgets.conversation import Conversation
from csr_desk.widgets.editor import Editor
from csr_desk.widgets.key_footer import KeyFooter
from csr_desk.widgets.queue_bars import ViewTabs
from csr_desk.widgets.queue_list import QueueList
from csr_desk.widgets.strip_line import StripLine
from csr_desk.widgets.wrap_strip import WrapStrip
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of
from tests.screens.test_ticket_writing import response


async def click(pilot: Pilot[int], wanted: type[Widget], column: int = 2, row: int = 0) -> None:
    """Click a cell of a widget of the screen in sight."""
    await pilot.click(pilot.app.screen.query_one(wanted), offset=(column, row))
    await pilot.pause()


async def click_words(pilot: Pilot[int], bar: type[BarLine], words: str) -> None:
    """Click the words where they stand in a line."""
    shown = pilot.app.screen.query_one(bar).words
    assert words in shown, shown
    # One cell more: the line has a padding.
    await click(pilot, bar, shown.index(words) + 1)


async def test_a_click_chooses_a_view(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await click_words(pilot, ViewTabs, "3 Open")
        assert "[3 Open 2]" in pilot.app.screen.query_one(ViewTabs).words


async def test_a_click_chooses_a_row_and_a_second_one_opens_it(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await click(pilot, QueueList, row=1)
        chosen = pilot.app.screen.query_one(QueueList).row_id
        assert host_of(pilot).place.PLACE == "queue"
        await click(pilot, QueueList, row=1)
        place = host_of(pilot).place
        assert (place.PLACE, place.situation().ticket_id) == ("ticket", chosen)


async def test_a_click_with_shift_marks_up_to_the_row(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.click(QueueList, offset=(2, 1), shift=True)
        await pilot.pause()
        assert pilot.app.screen.query_one(QueueList).marks == {1, 2}


async def test_a_click_on_a_key_gives_its_command(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await click_words(pilot, KeyFooter, "Open")
        assert host_of(pilot).place.PLACE == "ticket"
        await click_words(pilot, KeyFooter, "Note")
        kind = pilot.app.screen.query_one(Composer).kind
        assert kind is not None
        assert kind.value == "note"


async def test_a_click_puts_the_cursor_into_the_text(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("o", "r", *"Hello")
        await click(pilot, Conversation)
        assert isinstance(pilot.app.focused, Conversation)
        await click(pilot, Editor, column=3)
        await pilot.press("X")
        assert "X" in pilot.app.screen.query_one(Composer).text


async def test_a_click_inserts_a_response(running: Running, world: TestDesk) -> None:
    response(world, "late", "It is late.", scope=Scope.ALL)
    response(world, "lost", "It is lost.", scope=Scope.ALL)
    async with running() as pilot:
        await pilot.press("o", "r", "/")
        assert isinstance(pilot.app.screen, CannedPopup)
        second = str(pilot.app.screen.query_one(OptionList).options[1].prompt)
        await click(pilot, OptionList, row=1)
        assert not isinstance(pilot.app.screen, CannedPopup)
        wanted = "It is lost." if "lost" in second else "It is late."
        assert wanted in pilot.app.screen.query_one(Composer).text


async def test_a_click_answers_a_question(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        ticket_id = pilot.app.screen.query_one(QueueList).row_id or 0
        await pilot.press("!")
        assert isinstance(pilot.app.screen, Choose)
        await click(pilot, OptionList, row=3)
        assert not isinstance(pilot.app.screen, Choose)
        assert tickets.ticket(world.store, ticket_id).priority is Priority.URGENT


async def test_a_click_goes_to_a_field_of_the_wrap_up(running: Running, world: TestDesk) -> None:
    one = interaction.open_contact(world.desk, 1, Channel.PHONE)
    world.wait(60)
    interaction.end(world.desk, one.id)
    async with running() as pilot:
        await host_of(pilot).go("wrap_up", interaction_id=one.id)
        assert isinstance(pilot.app.screen, WrapUpScreen)
        await click_words(pilot, StripLine, "outcome")
        entry = pilot.app.screen.query_one(WrapStrip).entry
        assert entry is not None
        assert entry.field.value == "outcome"
        await click_words(pilot, KeyFooter, "Later")
        assert host_of(pilot).place.PLACE == "queue"


async def test_a_click_switches_to_another_open_contact(running: Running, world: TestDesk) -> None:
    interaction.open_contact(world.desk, 1, Channel.EMAIL)
    world.wait(10)
    interaction.open_contact(world.desk, 2, Channel.CHAT)
    async with running(size=(120, 24)) as pilot:
        await click_words(pilot, ClockBar, "email")
        place = host_of(pilot).place
        assert (place.PLACE, place.situation().ticket_id) == ("ticket", 1)


async def turn(pilot: Pilot[int], wanted: Widget, wheel: type[MouseEvent]) -> None:
    """Turn the wheel over a widget."""
    await pilot._post_mouse_events([wheel], wanted, offset=(5, 2))
    await pilot.pause()


async def test_the_wheel_scrolls_the_list_and_leaves_the_cursor(
    running: Running, world: TestDesk
) -> None:
    for number in range(40):
        world.ticket(f"More {number}")
    async with running() as pilot:
        rows = pilot.app.screen.query_one(QueueList)
        await turn(pilot, rows, MouseScrollDown)
        assert rows.scroll_offset.y > 0
        assert rows.cursor == 0


async def test_the_wheel_scrolls_the_conversation(running: Running, world: TestDesk) -> None:
    words = "\n".join(f"Line {number}" for number in range(30))
    message.receive(world.desk, 1, words, author="Thomas Berg")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.pause()
        conversation = pilot.app.screen.query_one(Conversation)
        await turn(pilot, conversation, MouseScrollDown)
        below = conversation.scroll_offset.y
        assert below > 0
        await turn(pilot, conversation, MouseScrollUp)
        assert conversation.scroll_offset.y < below
