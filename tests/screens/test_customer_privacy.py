"""A copy for the person and their erasure, from the record on the screen."""

import json
from pathlib import Path

from textual.widgets import Input

from csr_desk.actions import privacy
from csr_desk.screens.dialogs import AskText, Confirm, Info
from csr_desk.store import customers
from tests.desk import TestDesk
from tests.screens.conftest import Running, toasts
from tests.screens.customer_world import SCREENS, late_parcel, show, words


async def test_everything_goes_into_a_private_file(
    running: Running, world: TestDesk, tmp_path: Path
) -> None:
    path = tmp_path / "copy.json"
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await place.give("customer.export")
        await pilot.pause()
        assert isinstance(pilot.app.screen, AskText)
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await pilot.pause()
        assert json.loads(path.read_text(encoding="utf-8"))["records"][0]["name"] == "Thomas Berg"
        assert toasts(pilot)[0].endswith(f"rows on this person are in {path}.")


async def test_erasing_asks_first_and_says_what_went(running: Running, world: TestDesk) -> None:
    late_parcel(world)
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await place.give("customer.erase")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Confirm)
        assert words(pilot, ".said").startswith("Thomas Berg\nErasing customer 1 takes away: ")
        await pilot.press("n")
        await pilot.pause()
        assert customers.record(world.store, 1).name == "Thomas Berg"
        await place.give("customer.erase")
        await pilot.pause()
        await pilot.press("y")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Info)
        assert words(pilot, ".said").startswith("Customer 1 is erased: ")
        assert privacy.is_erased(world.desk, 1)
        await pilot.press("enter")
        assert words(pilot, ".person").startswith("erased")


async def test_what_stands_in_the_way_is_said(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await pilot.pause()
        from csr_desk.actions import interaction as contacts
        from csr_desk.domain.models import Channel

        contacts.open_contact(world.desk, 1, Channel.PHONE)
        place = await show(pilot)
        await place.give("customer.erase")
        await pilot.pause()
        assert toasts(pilot)[-1] == (
            "contact 1 with this customer is not logged yet. Wrap it up first; then erase."
        )
