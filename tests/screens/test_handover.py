"""The handover sheet at the desk, and the end of the shift that leads to each of its blockers."""

from pathlib import Path

import pytest
from textual.widgets import Input

from csr_desk.actions import follow_up, shift
from csr_desk.domain.instants import HOUR
from csr_desk.screens.dialogs import AskText, Choose
from csr_desk.screens.handover import HandoverSheet
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.sample import SAMPLE


@pytest.fixture
def promised(world: TestDesk) -> TestDesk:
    """A running shift with a promise that is open."""
    shift.start(world.desk)
    due = world.desk.now() + HOUR
    follow_up.add(world.desk, "Look at the refund", due, ticket_id=1)
    return world


async def test_the_command_shows_what_is_open(running: Running, promised: TestDesk) -> None:
    async with running(screens=SAMPLE) as pilot:
        host = host_of(pilot)
        host.place.do_shift_handover()
        await pilot.pause()
        assert isinstance(host.screen, HandoverSheet)
        assert "Look at the refund" in host.screen.words
        await pilot.press("c")
        await pilot.pause()
        assert toasts(pilot)[-1].startswith("The handover is copied")
        assert "Look at the refund" in host.clipboard
    assert "shift.handover" in promised.kinds()


async def test_it_is_saved_as_a_private_file_on_wish(
    running: Running, promised: TestDesk, tmp_path: Path
) -> None:
    path = tmp_path / "sheet.txt"
    async with running(screens=SAMPLE) as pilot:
        host = host_of(pilot)
        host.place.do_shift_handover()
        await pilot.pause()
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(host.screen, AskText)
        host.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await pilot.pause()
    assert "Look at the refund" in path.read_text(encoding="utf-8")


async def test_the_end_of_the_shift_shows_what_it_leaves(
    running: Running, promised: TestDesk
) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("Q")
        await pilot.pause()
        host = host_of(pilot)
        assert isinstance(host.screen, HandoverSheet)
        assert toasts(pilot)[-1] == "The shift has ended."
        await pilot.press("escape")
        host.place.do_shift_handover()
        await pilot.pause()
        assert isinstance(host.screen, HandoverSheet)
    assert promised.store.value("SELECT count(*) FROM handover") == 1


async def test_an_end_with_nothing_open_shows_no_sheet(running: Running, world: TestDesk) -> None:
    shift.start(world.desk)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("Q")
        await pilot.pause()
        assert not isinstance(host_of(pilot).screen, HandoverSheet)


async def test_a_conflict_leads_to_the_outbox(running: Running, promised: TestDesk) -> None:
    with promised.store.transaction():
        promised.store.insert(
            "conflict", account="work", ticket_id=1, field="status", at=promised.desk.now(),
            base="1", mine="2", theirs="3",
        )  # fmt: skip
    async with running() as pilot:
        host = host_of(pilot)
        await pilot.press("Q")
        await pilot.pause()
        assert isinstance(host.screen, Choose)
        await pilot.press("1")
        await pilot.pause()
        assert host.place.PLACE == "outbox"
