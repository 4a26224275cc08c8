"""Writing on a ticket: drafts, reply and note, responses, cards, typed ahead and killed."""

import pytest

from csr_desk.actions import draft
from csr_desk.domain.models import DraftKind
from csr_desk.screens.dialogs import Confirm
from csr_desk.widgets.canned_popup import CannedPopup
from csr_desk.widgets.composer import Composer
from csr_desk.widgets.editor import Editor
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of
from tests.screens.test_ticket import opened, screen_of

CARD = "4111 1111 1111 1111"


def response(world: TestDesk, name: str, body: str, **more: object) -> int:
    with world.store.transaction():
        return world.store.insert(
            "canned",
            uid=world.hands.uid(),
            name=name,
            title=f"Title of {name}",
            body=body,
            created_at=world.desk.now(),
            updated_at=world.desk.now(),
            **more,
        )


def saved(world: TestDesk, kind: DraftKind = DraftKind.REPLY, ticket_id: int = 1) -> str:
    kept = draft.load(world.desk, ticket_id, kind)
    return kept.body if kept else ""


async def test_keys_typed_ahead_reach_the_reply(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("o", "r", *"Thank you")
        assert screen_of(pilot).composer.text == "Thank you"


async def test_a_card_still_being_typed_is_masked_in_the_store_at_once(
    running: Running, world: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Composer, "SAVE_AFTER", 0.001)
    monkeypatch.setattr(Composer, "MASK_AFTER", 60.0)
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"378282246310005")
        await pilot.pause(0.01)
        assert saved(world) == "•••• 0005"
        assert screen.composer.text == "378282246310005"
        await pilot.press("space")
        await pilot.pause(0.01)
        assert screen.composer.text == "•••• 0005 "


async def test_the_text_is_saved_by_itself(
    running: Running, world: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Composer.SAVE_AFTER <= 0.25
    monkeypatch.setattr(Composer, "SAVE_AFTER", 0.001)
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"Hello")
        await pilot.pause(0.01)
        assert saved(world) == "Hello"
        assert screen.composer.text == "Hello"


async def test_a_draft_is_back_after_the_desk_was_killed(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await opened(pilot)
        await pilot.press("r", *"Dear Thomas", "left", "left")
        host_of(pilot).save_typed()
    assert saved(world) == "Dear Thomas"
    async with running() as pilot:
        screen = await opened(pilot)
        assert "goes on with the draft reply: Dear Thomas" in screen.composer.words
        await pilot.press("r", "X")
        assert screen.composer.text == "Dear ThomXas"


async def test_reply_and_note_differ_in_word_colour_and_place(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        await pilot.pause()
        reply = (
            screen.composer.words.partition("  ")[0],
            screen.composer.editor.background_colors,
            screen.composer.editor.region.x,
        )
        await pilot.press("escape", "n")
        await pilot.pause()
        note = (
            screen.composer.words.partition("  ")[0],
            screen.composer.editor.background_colors,
            screen.composer.editor.region.x,
        )
        assert reply[0] == "REPLY to customer by email"
        assert note[0].startswith("NOTE internal")
        assert all(one != other for one, other in zip(reply, note, strict=True))
        assert screen.composer.editor.region.right == screen.size.width


async def test_a_note_becomes_a_reply_only_after_a_question(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("n", *"Text", "escape", "r")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n")
        assert screen.composer.kind is DraftKind.NOTE
        await pilot.press("escape", "r", "y", *"!")
        assert (screen.composer.kind, screen.composer.text) == (DraftKind.REPLY, "Text!")
        await pilot.press("escape", "n", "escape", "r")
        assert (screen.composer.kind, screen.composer.text) == (DraftKind.REPLY, "Text!")
    assert saved(world) == "Text!"
    assert saved(world, DraftKind.NOTE) == ""


async def test_two_begun_texts_both_stay(running: Running, world: TestDesk) -> None:
    draft.save(world.desk, 1, DraftKind.NOTE, "my note")
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"reply", "escape", "n")
        assert screen.composer.text == "my note"
        await pilot.press("escape", "r", "y")
        assert screen.composer.text == "reply"
    assert (saved(world), saved(world, DraftKind.NOTE)) == ("reply", "my note")


async def test_a_card_is_masked_before_the_store_and_can_be_taken_back(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *f"it is {CARD} ok")
        screen.save_typed()
        assert screen.composer.text == "it is •••• 1111 ok"
        assert "Ctrl+Z" in screen.composer.notice
        assert saved(world) == "it is •••• 1111 ok"
        await pilot.press("ctrl+z")
        screen.save_typed()
        assert screen.composer.text == f"it is {CARD} ok"
        assert saved(world) == f"it is {CARD} ok"
    assert "pii.masked" in world.kinds()


async def test_a_slash_finds_a_response_and_enter_puts_it_at_the_cursor(
    running: Running, world: TestDesk
) -> None:
    response(
        world, "late-parcel", "Sorry {{customer.first_name}}, parcel {{order.number}} is late."
    )
    response(world, "thanks", "Thank you.")
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"Hi  end", *["left"] * 4)
        await pilot.press("slash")
        popup = pilot.app.screen
        assert isinstance(popup, CannedPopup)
        await pilot.press(*"late")
        preview = str(popup.query_one(".preview").render())
        assert "Sorry Thomas, parcel {{order.number}} is late." in preview
        await pilot.press("enter")
        editor = screen.composer.editor
        assert editor.text == "Hi Sorry Thomas, parcel {{order.number}} is late. end"
        assert editor.selected_text == "{{order.number}}"
        await pilot.press(*"A7")
        assert "parcel A7 is late" in editor.text
        for _ in range(3):
            editor.action_undo()
        assert editor.text == "Hi  end"


async def test_a_slash_inside_a_word_or_before_a_blank_is_a_slash(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r", *"and/or ", "slash", "space", *"x", "slash")
        assert screen.composer.text == "and/or / x/"


async def test_a_placeholder_without_a_value_blocks_and_tab_finds_it(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        screen.insert("Order {{order.number}} comes on {{order.eta}}.")
        await pilot.press("f10")
        assert "{{order.number}} has no value: fill it or remove it." in screen.composer.notice
        assert screen.composer.editor.selected_text == "{{order.number}}"
        await pilot.press("A", "tab")
        assert screen.composer.editor.selected_text == "{{order.eta}}"
        await pilot.press("B", "f10")
        assert screen.composer.kind is None
    assert world.store.value("SELECT body FROM message") == "Order A comes on B."


async def test_open_placeholders_are_painted_in_another_style(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        screen.insert("x {{order.eta}}")
        await pilot.pause()
        editor = screen.composer.editor
        spans = editor.get_line(0).spans
        assert [(one.start, one.end) for one in spans] == [(2, 15)]


async def test_a_paste_of_a_megabyte_is_taken_cleaned(running: Running, world: TestDesk) -> None:
    from textual.events import Paste

    big = "line of words \x1b[2J\n" * 60_000
    async with running() as pilot:
        screen = await opened(pilot)
        await pilot.press("r")
        pilot.app.post_message(Paste(big))
        await pilot.pause()
        assert screen.composer.text.count("line of words") == 60_000
        assert "\x1b" not in screen.composer.text
        assert "characters were pasted" in screen.composer.notice
        screen.save_typed()
        assert len(saved(world)) > 1_000_000
        assert isinstance(pilot.app.focused, Editor)
