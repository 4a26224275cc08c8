"""The helpdesk's own views in the queue: their counts, their order, and what is asked for them."""

import pytest
from textual.pilot import Pilot

from csr_desk.screens.queue import QueueScreen
from csr_desk.store import remote_catalogue
from csr_desk.widgets.queue_bars import ViewTabs
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.outbox_world import WORK, remote_ticket


@pytest.fixture
def tickets(world: TestDesk) -> list[int]:
    """Three tickets; the view `Angry` has the last and the first of them, `Slow` is unknown."""
    made = [remote_ticket(world.desk, 35430 + n, f"Parcel {n}") for n in range(3)]
    with world.store.transaction():
        rows = {"71": {"title": "Angry", "position": 1}, "72": {"title": "[/b]Slow", "position": 2}}
        remote_catalogue.replace(world.store, WORK, "remote_view", rows)
        remote_catalogue.set_count(world.store, WORK, "71", 12, world.desk.now())
        remote_catalogue.set_view_tickets(world.store, WORK, "71", [made[2], made[0]])
    return made


def queue(pilot: Pilot[int]) -> QueueScreen:
    place = host_of(pilot).place
    assert isinstance(place, QueueScreen)
    return place


def ids(pilot: Pilot[int]) -> list[int | None]:
    source = queue(pilot).tickets.source
    return [source.id_of(index) for index in range(source.count())]


def wanted(world: TestDesk, view: str) -> object:
    return world.store.value("SELECT wanted_at FROM remote_view WHERE remote_id = ?", view)


async def test_a_view_of_the_helpdesk_has_its_count_and_its_order(
    running: Running, world: TestDesk, tickets: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(size=(120, 40)) as pilot:
        kicks: list[bool] = []
        monkeypatch.setattr(host_of(pilot), "kick_sync", lambda: kicks.append(True))
        tabs = queue(pilot).query_one(ViewTabs)
        assert "7 Angry 12  8 [/b]Slow …  9 Escalated 0" in tabs.words
        await pilot.press("7")
        assert ids(pilot) == [tickets[2], tickets[0]]
        assert wanted(world, "71") == world.desk.now()
        assert kicks == [True]
        assert "Order: as in the helpdesk" in queue(pilot).query_one("QueueInfo").words  # type: ignore[attr-defined]
        await pilot.press("O", "d")
        assert ids(pilot) == [tickets[0], tickets[2]]
        await pilot.press("O", "h")
        assert ids(pilot) == [tickets[2], tickets[0]]


async def test_it_is_found_by_the_chooser_and_filtered(
    running: Running, tickets: list[int]
) -> None:
    async with running() as pilot:
        await pilot.press("V", *"angry", "enter")
        assert ids(pilot) == [tickets[2], tickets[0]]
        await pilot.press("F", *"cel 0")
        await pilot.pause()
        assert ids(pilot) == [tickets[0]]


async def test_an_unknown_view_is_empty_until_it_comes(
    running: Running, world: TestDesk, tickets: list[int]
) -> None:
    async with running() as pilot:
        await pilot.press("8")
        assert ids(pilot) == []
        assert "Nothing of this view is here yet." in queue(pilot).tickets.empty
        await pilot.press(":", *"save view", "enter")
        assert toasts(pilot) == [
            "The view [/b]Slow cannot be saved. Choose another view first."
        ]  # fmt: skip
