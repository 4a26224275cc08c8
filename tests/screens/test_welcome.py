"""The first start with an empty store: sample, import, or start empty, a key each."""

from pathlib import Path

from csr_desk.screens.table import SAMPLE
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of


def words(pilot: object) -> str:
    screen = host_of(pilot).screen  # type: ignore[arg-type]
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in screen._compositor.render_strips()
    )


async def test_the_page_names_three_ways_to_begin(running: Running, world: TestDesk) -> None:
    async with running(first="welcome") as pilot:
        shown = words(pilot)
        for sentence in ("Its store is empty", "300 tickets", "start empty: F5", "F1 shows"):
            assert sentence in shown


async def test_the_sample_is_asked_for_by_leaving(running: Running, world: TestDesk) -> None:
    async with running(first="welcome") as pilot:
        await pilot.press("s")
        assert pilot.app.return_value == SAMPLE


async def test_enter_goes_to_the_empty_queue(running: Running, world: TestDesk) -> None:
    async with running(first="welcome") as pilot:
        await pilot.press("enter")
        assert host_of(pilot).place.PLACE == "queue"


async def test_a_file_is_imported_and_the_queue_shows_it(
    running: Running, world: TestDesk, tmp_path: Path
) -> None:
    file = tmp_path / "tickets.csv"
    file.write_text(
        "Ticket ID,Subject,Requester,Requester email,Status\n"
        "71,Where is my parcel,Ann Baker,ann@example.com,Open\n"
    )
    async with running(first="welcome") as pilot:
        await pilot.press("i", *str(file), "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert host_of(pilot).place.PLACE == "queue"
        sql = "SELECT count(*) FROM ticket WHERE subject = 'Where is my parcel'"
        assert world.store.value(sql) == 1


async def test_a_path_that_is_no_file_is_said_in_place(running: Running, world: TestDesk) -> None:
    async with running(first="welcome") as pilot:
        await pilot.press("i", *"/nowhere", "enter")
        assert "There is no such file" in words(pilot)
