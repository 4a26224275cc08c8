"""Sending from a ticket by keyboard: undo, checks, later, held back, and on to the wrap-up."""

import pytest
from textual.widgets import Static

from csr_desk.actions import draft, message
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import AuthorKind, DraftKind
from csr_desk.screens.held_reply import HeldReply
from csr_desk.screens.ticket import TicketScreen
from csr_desk.store import timeline
from csr_desk.store.tickets import messages
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.test_ticket import opened, screen_of
from tests.screens.test_ticket_writing import response, saved


def states(world: TestDesk) -> list[str]:
    return [row[0] for row in world.store.all("SELECT state FROM operation ORDER BY seq")]


async def test_a_reply_waits_counts_down_and_is_taken_back(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"On its way", "f10")
        assert "leaves in 15 s  u undo" in screen.conversation.words
        world.wait(3)
        host_of(pilot).tick()
        await pilot.pause()
        assert "leaves in 12 s" in screen.conversation.words
        await pilot.press("u")
        await pilot.pause()
        assert screen.composer.text == "On its way"
        assert screen.composer.cursor == 10
        await pilot.press("!")
        assert screen.composer.text == "On its way!"
        assert "leaves" not in screen.conversation.words
    assert messages(world.store, 1) == []


@pytest.mark.parametrize("key", ["f10", "f11"])
async def test_the_own_word_is_no_news(
    running: Running, world: TestDesk, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    """Also where the conversation has not come to its end yet while the editor above it closes."""
    async with running() as pilot:
        screen = await opened(pilot)
        monkeypatch.setattr(type(screen.conversation), "at_end", False)
        await pilot.press("r", *"On its way", key)
        assert not any("new message" in said for said in toasts(pilot))
        monkeypatch.undo()
        assert len(messages(world.store, 1)) == 1


async def test_undo_keeps_what_was_typed_since(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"one", "ctrl+s", "r", *"two", "escape", "u")
        assert screen.composer.text == "one\n\ntwo"


async def test_a_chat_stays_open_for_the_next_line(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        screen = await opened(pilot, 2)
        await pilot.press("r", *"one", "f10", *"two", "f10")
        assert screen.composer.kind is DraftKind.REPLY
    assert [one.body for one in messages(world.store, 2)] == ["one", "two"]


async def test_a_note_is_saved_at_once(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("n", *"only us", "f10")
        assert "▒ only us" in screen.conversation.words
    assert [one.kind.value for one in messages(world.store, 1)] == ["internal"]


@pytest.mark.parametrize("key", ["f10", "f11"])
async def test_a_warning_is_said_once_and_names_its_key(
    running: Running, world: TestDesk, key: str
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"Dear Anna, see the attached file.", key)
        assert "nothing is attached" in screen.composer.notice
        assert f"{key.upper()} again" in screen.composer.notice
        assert messages(world.store, 1) == []
        await pilot.press(key)
    assert len(messages(world.store, 1)) == 1


async def test_personal_data_never_leaves_in_public(running: Running, world: TestDesk) -> None:
    ticket_id = world.ticket("On the wall", "social")
    async with running() as pilot:
        screen = await opened(pilot, ticket_id)
        await pilot.press("r", *"Write to tom@example.com", "f10", "f10")
        assert "Everyone can read this post" in screen.composer.notice
        assert "in public" in screen.composer.words
    assert messages(world.store, ticket_id) == []
    assert "pii.blocked" in world.kinds()


async def _held(pilot: object, world: TestDesk) -> TicketScreen:
    screen = await opened(pilot)
    await pilot.press("r", *"On its way")  # type: ignore[attr-defined]
    screen.save_typed()
    message.receive(
        world.desk, 1, "I have [/b] answered", author="Colleague", author_kind=AuthorKind.AGENT
    )
    await pilot.press("f10")  # type: ignore[attr-defined]
    return screen


async def test_a_stale_reply_is_held_and_shows_what_changed(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await _held(pilot, world)
        dialog = pilot.app.screen
        assert isinstance(dialog, HeldReply)
        assert "I have [/b] answered" in str(dialog.query_one(".said").render())
        await pilot.press("escape")
        assert "HELD, not sent" in screen.conversation.words
        assert states(world) == ["acknowledged", "acknowledged", "held"]
        await pilot.press("end", "enter")
        assert isinstance(pilot.app.screen, HeldReply)


@pytest.mark.parametrize(
    ("key", "state", "kinds", "typed"),
    [
        ("s", "waiting", ["public", "public"], ""),
        ("n", "dropped", ["public", "internal"], ""),
        ("d", "dropped", ["public"], ""),
        ("e", "dropped", ["public"], "On its way"),
        ("enter", "dropped", ["public"], "On its way"),
    ],
)
async def test_a_held_reply_goes_the_chosen_way(
    running: Running, world: TestDesk, key: str, state: str, kinds: list[str], typed: str
) -> None:
    async with running() as pilot:
        screen = await _held(pilot, world)
        await pilot.press(key)
        await pilot.pause()
        assert screen.composer.text == typed
        if typed:
            await pilot.press("f10")
            assert states(world)[-1] == "waiting"
    assert states(world)[2] == state
    found = [one.kind.value for one in messages(world.store, 1)]
    assert found[: len(kinds)] == kinds


async def test_editing_a_held_reply_keeps_a_newer_one(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        screen = await _held(pilot, world)
        await pilot.press("escape", "r", *"newer", "escape", "end", "enter", "e")
        assert screen.composer.text == "On its way\n\nnewer"
    assert saved(world) == "On its way\n\nnewer"


async def test_a_reply_can_leave_later(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"On its way", "ctrl+l", *"tomorrow 10", "enter")
        assert "leaves in 25 h  u undo" in screen.conversation.words
        await pilot.press("u")
        assert screen.composer.text == "On its way"


async def test_send_solve_next_opens_the_wrap_up_with_resolved(
    running: Running, world: TestDesk
) -> None:
    seen: list[object] = []
    async with running(screens={"wrap_up": "tests.screens.sample_wrap_up:SampleWrapUp"}) as pilot:
        await opened(pilot)
        await pilot.press("r", *"Done", "f11")
        place = host_of(pilot).place
        seen.append(place.shown)  # type: ignore[attr-defined]
    assert seen == [{"interaction_id": 1, "outcome": "resolved"}]
    one = timeline.interaction(world.store, 1)
    assert one.ended_at is not None
    assert [each.body for each in messages(world.store, 1)] == ["Done"]


async def test_send_solve_next_reaches_the_real_wrap_up(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("r", *"Done", "f11")
        assert host_of(pilot).place.PLACE == "wrap_up"


async def test_undo_in_the_wrap_up_brings_the_text_back(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("r", *"Done", "f11")
        await host_of(pilot).give("message.undo")
        await pilot.pause()
        assert screen_of(pilot).composer.text == "Done"


async def test_what_a_response_carries_is_done_on_sending(
    running: Running, world: TestDesk
) -> None:
    response(world, "wait", "We look into it.", tags='["waiting"]', set_status=2)
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("r", "slash", *"wait", "enter", "f10")
    row = world.store.one("SELECT status, tags FROM ticket WHERE id = 1")
    assert row == (2, '["waiting"]')
    assert world.store.value("SELECT uses FROM canned") == 1


async def test_nothing_to_send_says_why(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("f10")
        await pilot.pause()
        assert messages(world.store, 1) == []
    assert draft.unsent(world.desk) == []


async def test_a_response_adds_its_follow_up_and_undo_takes_it_back(
    running: Running, world: TestDesk
) -> None:
    response(world, "ask", "I ask the carrier.", follow_up_days=2)
    tasks = "SELECT text, due_at, interaction_id FROM follow_up WHERE dropped_at IS NULL"
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("r", "/", *"ask")
        popup = pilot.app.screen
        assert "Adds a follow-up due in 2 days." in str(popup.query_one(".preview", Static).content)
        await pilot.press("enter", "f10")
        due = world.desk.now() + 2 * DAY
        assert world.store.all(tasks) == [("Title of ask", due, 1)]
        await pilot.press("u")
        assert world.store.all(tasks) == []
        await pilot.press("f10")
        assert len(world.store.all(tasks)) == 1


async def test_what_stopped_a_send_is_not_said_of_another_text(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"By {{promise.date}}.", "f10")
        assert "{{promise.date}} has no value" in screen.composer.notice
        await pilot.press(*"Friday")  # the placeholder is chosen: typing replaces it
        screen.composer.flush()
        assert screen.composer.text == "By Friday."
        assert screen.composer.notice == ""


async def test_ones_own_reply_is_no_news(running: Running, world: TestDesk) -> None:
    for number in range(30):
        message.receive(world.desk, 1, f"message {number}\nline\nline", author="Thomas Berg")
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("home", "r", *"Thank you", "f10")
        await pilot.pause()
        assert toasts(pilot) == []
