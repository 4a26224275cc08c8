"""Leaving while nothing can be saved: the agent hears what would be lost, and may still go."""

from textual.pilot import Pilot
from textual.widgets import Static

from csr_desk.actions import draft
from csr_desk.domain.models import DraftKind
from csr_desk.screens.dialogs import Confirm
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of


def fill_disk(world: TestDesk) -> None:
    """Let the store grow by not a page more."""
    pages = world.store.value("PRAGMA page_count")
    world.store.all(f"PRAGMA max_page_count={pages}")


def said(pilot: Pilot[int]) -> str:
    assert isinstance(pilot.app.screen, Confirm)
    return str(pilot.app.screen.query_one(".said", Static).content)


async def test_a_full_disk_does_not_hold_the_agent(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("r", *"Hello")
        editor = host_of(pilot).place.query_one("Editor")
        fill_disk(world)
        editor.insert("x" * 20_000)  # type: ignore[attr-defined]
        await pilot.press("ctrl+q")
        words = said(pilot)
        assert words.startswith("The disk with ")
        assert "is full; nothing was changed." in words
        assert "Leaving now loses the last changes to the reply on #1." in words
        await pilot.press("n")
        assert host_of(pilot).is_running
        assert host_of(pilot).place.PLACE == "ticket"
        await pilot.press("ctrl+q", "y")
        await pilot.pause()
        assert host_of(pilot).return_code == 1
    found = draft.load(world.desk, 1, DraftKind.REPLY)
    assert found is None or "x" not in found.body


async def test_with_room_again_the_text_is_saved_on_leaving(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("r")
        editor = host_of(pilot).place.query_one("Editor")
        fill_disk(world)
        editor.insert("x" * 20_000)  # type: ignore[attr-defined]
        await pilot.press("ctrl+q", "n")
        world.store.all("PRAGMA max_page_count=100000")
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert host_of(pilot).return_code == 0
    found = draft.load(world.desk, 1, DraftKind.REPLY)
    assert found is not None
    assert found.body == "x" * 20_000


async def test_a_wrap_up_that_cannot_be_saved_is_named(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("enter", "f9")
        fill_disk(world)
        await pilot.press("o", "l")
        strip = host_of(pilot).place.query_one("WrapStrip")
        strip.entry = strip.entry.with_text(  # type: ignore[attr-defined]
            next(field for field in type(strip.entry.field) if field.value == "note"),  # type: ignore[attr-defined]
            "y" * 20_000,
        )
        await pilot.press("ctrl+q")
        assert "Leaving now loses what is typed for the wrap-up of #1." in said(pilot)
