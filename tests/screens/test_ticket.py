"""The ticket screen by keyboard: what it shows, and whose seconds it counts."""

from pathlib import Path

import pytest

from csr_desk.actions import draft, interaction, message
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import AuthorKind, Channel, DraftKind, MessageKind, Status
from csr_desk.screens.ticket import TicketScreen
from csr_desk.store import tickets, timeline
from csr_desk.widgets.ticket_header import TicketHeader
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.shared import shared

HOSTILE = "[/b] [@click=app.quit]x[/] [ORDER-1] \x1b[2J\x1b]0;owned\x07 \u202egnp.exe \x9b31m end"


def screen_of(pilot: object) -> TicketScreen:
    screen = host_of(pilot).place  # type: ignore[arg-type]
    assert isinstance(screen, TicketScreen)
    return screen


async def opened(pilot: object, ticket_id: int = 1) -> TicketScreen:
    await host_of(pilot).go("ticket", ticket_id=ticket_id)  # type: ignore[arg-type]
    await pilot.pause()  # type: ignore[attr-defined]
    return screen_of(pilot)


async def test_opening_a_ticket_shows_it_and_gives_its_contact_the_focus(
    running: Running, world: TestDesk
) -> None:
    message.receive(world.desk, 1, "Where is my parcel?", author="Thomas Berg")
    message.note(world.desk, 1, "He called twice.")
    async with running() as pilot:
        screen = await opened(pilot)
        words = screen.conversation.words
        assert "┃ Thomas Berg  customer · email" in words
        assert "┃ Where is my parcel?" in words
        assert "NOTE internal You" in words
        assert "▒ He called twice." in words
        header = screen.query_one(TicketHeader).words
        assert "#1  Question 1" in header
        assert "Thomas Berg · email · open · normal · you" in header
        assert screen.composer.words.startswith("r reply  n note")
    focused = timeline.focused(world.store)
    assert focused is not None
    assert focused.ticket_id == 1
    assert tickets.ticket(world.store, 1).last_seen_at is not None


async def test_leaving_without_doing_anything_takes_the_contact_back(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await opened(pilot)
        world.wait(20)
        await pilot.press("escape")
        assert host_of(pilot).place.PLACE == "queue"
    assert timeline.unwrapped(world.store, 1) == []
    assert timeline.focused(world.store) is None


async def test_a_typed_draft_keeps_the_contact(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("r", *"Hello", "escape", "escape")
        assert host_of(pilot).place.PLACE == "queue"
    assert [one.ticket_id for one in timeline.unwrapped(world.store, 1)] == [1]


async def test_a_skipped_ticket_is_put_aside_and_the_next_one_opens(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("S", *"busy", "enter")
        await pilot.pause()
        assert screen_of(pilot) is screen
        assert screen.ticket_id == 2
    assert world.store.all("SELECT ticket_id, reason FROM play_skip") == [(1, "busy")]
    assert [one.ticket_id for one in timeline.unwrapped(world.store, 1)] == [2]


async def test_a_solved_ticket_is_only_looked_at_until_something_is_written(
    running: Running, world: TestDesk
) -> None:
    with world.store.transaction():
        world.store.execute("UPDATE ticket SET status = ? WHERE id = 1", Status.SOLVED)
    async with running() as pilot:
        screen = await opened(pilot)
        assert "only looking" in screen.query_one(TicketHeader).words
        assert timeline.unwrapped(world.store, 1) == []
        await pilot.press("n")
        assert [one.ticket_id for one in timeline.unwrapped(world.store, 1)] == [1]


async def test_a_live_call_keeps_its_seconds_while_another_ticket_is_looked_at(
    running: Running, world: TestDesk
) -> None:
    call = interaction.open_contact(world.desk, 1, Channel.PHONE)
    async with running() as pilot:
        screen = await opened(pilot, 2)
        assert "#1 keeps the time" in screen.query_one(TicketHeader).words
        await pilot.press("r", *"On it")
        screen.save_typed()
        world.wait(5)
        await pilot.press("escape", "escape")
        focused = timeline.focused(world.store)
        assert focused is not None
        assert focused.id == call.id
    segments = timeline.segments(world.store, 1)
    assert {one.interaction_id for one in segments} <= {call.id, None}


async def test_two_contacts_keep_their_own_text_and_cursor(
    running: Running, world: TestDesk
) -> None:
    interaction.open_contact(world.desk, 2, Channel.CHAT)
    async with running() as pilot:
        screen = await opened(pilot, 1)
        await pilot.press("r", *"abc", "left", "f3")
        assert screen.ticket_id == 2
        await pilot.press("r", *"chat", "f3")
        assert screen.ticket_id == 1
        assert screen.composer.text == "abc"
        assert screen.composer.cursor == 2
        await pilot.press("X", "f3")
        assert screen.composer.text == "chat"
    kept = draft.load(world.desk, 1, DraftKind.REPLY)
    assert kept is not None
    assert kept.body == "abXc"
    assert {one.ticket_id for one in timeline.unwrapped(world.store, 1)} == {1, 2}


async def test_hostile_words_are_shown_and_do_nothing(running: Running, world: TestDesk) -> None:
    message.receive(world.desk, 1, HOSTILE, author=HOSTILE)
    with world.store.transaction():
        world.store.execute("UPDATE ticket SET subject = ?1, reference = ?1 WHERE id = 1", HOSTILE)
        world.store.execute("UPDATE customer SET name = ?1, note = ?1 WHERE id = 1", HOSTILE)
    async with running(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        words = screen.conversation.words
        assert "[/b] [@click=app.quit]x[/] [ORDER-1]" in words
        for shown in (words, screen.query_one(TicketHeader).words):
            assert not any(mark in shown for mark in "\x1b\x07\x9b\u202e")
        await pilot.press("r")
        assert pilot.app.is_running


async def test_the_shared_hostile_texts_open(running: Running, world: TestDesk) -> None:
    folder: Path = shared("fixtures/hostile")
    for file in sorted(folder.glob("*.txt"))[:20]:
        body = file.read_bytes().decode("utf-8", "replace")
        message.receive(world.desk, 1, body, author="x")
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("home", "end", "[", "enter")
        assert "\x1b" not in screen.conversation.words


async def test_what_comes_in_is_shown_without_moving_what_is_read(
    running: Running, world: TestDesk
) -> None:
    for number in range(30):
        message.receive(world.desk, 1, f"message {number}\nline\nline", author="Thomas Berg")
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("home")
        before = screen.conversation.words
        message.receive(world.desk, 1, "one more", author="Thomas Berg")
        host_of(pilot).tick()
        assert screen.conversation.words == before
        await pilot.pause()
        assert toasts(pilot)[-1] == "1 new message below: End shows it."
        await pilot.press("end")
        assert "one more" in screen.conversation.words
        message.receive(world.desk, 1, "and another", author="Thomas Berg")
        host_of(pilot).tick()
        assert "and another" in screen.conversation.words


async def test_fields_change_by_letters_and_undo_takes_them_back(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("exclamation_mark", "u")
        assert "urgent" in screen.query_one(TicketHeader).words
        await pilot.press("u")
        assert "normal" in screen.query_one(TicketHeader).words
        await pilot.press("t", *"late refund", "enter")
        assert tickets.ticket(world.store, 1).tags == ("late", "refund")
        await pilot.press("t", *"-la", "tab", "enter")
        assert tickets.ticket(world.store, 1).tags == ("refund",)


async def test_a_wide_window_shows_the_customer_beside_it(
    running: Running, world: TestDesk
) -> None:
    async with running(size=(120, 40)) as pilot:
        screen = await opened(pilot)
        await pilot.pause()
        side = screen.query_one("#side")
        assert side.display
        assert "Thomas Berg" in str(side.render())
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not side.display


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16), (200, 60)])
async def test_it_fits_any_window(running: Running, world: TestDesk, size: tuple[int, int]) -> None:
    message.receive(world.desk, 1, "word " * 300, author="Thomas Berg")
    async with running(size=size) as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"Hi")
        await pilot.pause()
        assert screen.composer.region.bottom <= size[1] - 2
        assert screen.conversation.size.height >= 3


async def test_a_copy_goes_to_the_clipboard_cleaned(running: Running, world: TestDesk) -> None:
    message.receive(world.desk, 1, "safe \x1b]52;c;x\x07 text", author="Thomas Berg")
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("c")
        assert "\x1b" not in pilot.app.clipboard
        assert pilot.app.clipboard.startswith("safe ")


async def test_only_web_links_are_listed(running: Running, world: TestDesk) -> None:
    body = "see https://shop.example/a and javascript:alert(1) and http://b.example/x"
    message.receive(world.desk, 1, body, author="Thomas Berg")
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("w", "down", "enter")
        assert pilot.app.clipboard == "http://b.example/x"


def test_the_kinds_of_message_read_differently(desk: Desk) -> None:
    from csr_desk.store import ticket_page
    from csr_desk.widgets.conversation_blocks import mark_of

    message.receive(desk, 1, "a", author="T")
    message.receive(desk, 1, "b", author="C", author_kind=AuthorKind.AGENT)
    message.receive(
        desk, 1, "c", author="C", author_kind=AuthorKind.AGENT, kind=MessageKind.INTERNAL
    )
    marks = [mark_of(one) for one in ticket_page.entries(desk.store, 1, 1)]
    assert len(set(marks)) == 3
