"""A copy for the person and their erasure, from the record on the screen."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from csr_desk.actions import privacy
from csr_desk.actions.desk import Desk
from csr_desk.actions.privacy import Erasure
from csr_desk.screens.dialogs import AskText, Confirm, Info
from csr_desk.store import customers
from csr_desk.widgets.notice_line import NoticeLine
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.customer_world import SCREENS, late_parcel, show, words


async def erased(pilot: Pilot[int]) -> None:
    """Wait until the erasure has ended and the screen has heard of it."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


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
        await erased(pilot)
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
            "Contact 1 with this customer is not logged yet. Wrap it up first; then erase."
        )


async def test_a_long_erasure_leaves_the_desk_usable_and_is_waited_for(
    running: Running, world: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    erase = privacy.erase

    def slow(desk: Desk, customer_id: int, tell: Callable[[str], None]) -> Erasure:
        assert desk.store is not world.store
        tell("index and file are written anew")
        assert go_on.wait(20)
        return erase(desk, customer_id)

    monkeypatch.setattr(privacy, "erase", slow)
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await place.give("customer.erase")
        await pilot.press("y", "g", "q", "j")
        world.wait(5)
        host_of(pilot).tick()
        queue = host_of(pilot).place
        assert queue.PLACE == "queue"
        said = "Customer 1 is being erased: index and file are written anew."
        assert queue.query_one(NoticeLine).words == said
        await pilot.press("ctrl+q")
        assert f"{said} The desk closes as soon as that is done." in words(pilot, ".said")
        await pilot.press("escape", "g", "c")
        await host_of(pilot).give("customer.erase")
        await pilot.press("y")
        await pilot.pause()
        assert toasts(pilot)[-1].startswith("Another person is being erased.")
        await pilot.press("g", "q")
        go_on.set()
        await erased(pilot)
        assert host_of(pilot).screen is queue
        assert toasts(pilot)[-1].startswith("Customer 1 is erased: ")
        assert queue.query_one(NoticeLine).words == ""
    assert privacy.is_erased(world.desk, 1)


async def test_an_erasure_that_is_refused_meanwhile_says_why(
    running: Running, world: TestDesk
) -> None:
    from csr_desk.actions import interaction as contacts
    from csr_desk.domain.models import Channel

    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await place.give("customer.erase")
        await pilot.pause()
        contacts.open_contact(world.desk, 1, Channel.PHONE)
        await pilot.press("y")
        await erased(pilot)
        assert toasts(pilot)[-1].startswith("Contact 1 with this customer is not logged yet.")
        assert host_of(pilot).background == ""
    assert not privacy.is_erased(world.desk, 1)
