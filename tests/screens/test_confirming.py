"""Details of a record confirmed one by one, with keys."""

from csr_desk.actions import customer_consent, customer_field, customer_merge
from csr_desk.screens.customer import CustomerScreen
from csr_desk.store import customers, details
from tests.desk import TestDesk
from tests.screens.conftest import Running, toasts
from tests.screens.customer_world import SCREENS, person, show, words


def to_line(place: CustomerScreen, label: str) -> None:
    """Put the cursor of the record on the line of a label."""
    rows = place.panel.lines.source
    found = [n for n in range(rows.count()) if (row := rows.row(n)) and row.label == label]
    place.panel.lines.cursor = found[0]


def stamps(place: CustomerScreen) -> dict[str, str]:
    rows = place.panel.lines.source
    found = [rows.row(n) for n in range(rows.count())]
    return {row.label: row.stamp for row in found if row is not None and row.stamp}


def confirmed(world: TestDesk, customer_id: int) -> set[str]:
    known = customers.record(world.store, customer_id)
    return {one.field for one in details.of(world.store, known) if one.at is not None}


async def test_one_line_is_confirmed_alone_and_taken_back(
    running: Running, world: TestDesk
) -> None:
    one = person(world, "Ann Baker", "ann@example.com")
    customer_field.change(world.desk, one, "city", "Bonn")
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot, one)
        await pilot.press("tab")
        to_line(place, "city")
        await pilot.press("C")
        assert confirmed(world, one) == {"city"}
        assert stamps(place) == {"city": "ok today"}
        assert "city alone. u takes it back" in toasts(pilot)[-1]
        assert words(pilot, ".addresses").startswith("To confirm: name, email, C confirms.")
        await pilot.press("u")
        assert confirmed(world, one) == set()
        assert toasts(pilot)[-1] == "Not confirmed any more: 1 detail."
        to_line(place, "Confirmed")
        await pilot.press("C")
        assert confirmed(world, one) == {"name", "email", "city"}


async def test_an_edited_line_loses_its_date_and_an_old_one_is_named(
    running: Running, world: TestDesk
) -> None:
    one = person(world, "Ann Baker", "ann@example.com")
    customer_field.change(world.desk, one, "city", "Bonn")
    customer_consent.confirm_details(world.desk, one)
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot, one)
        await pilot.press("tab")
        to_line(place, "city")
        await pilot.press("e", "x", "enter")
        await pilot.pause()
        assert stamps(place) == {"Name": "ok today", "email*": "ok today"}
        assert words(pilot, ".addresses").startswith("To confirm: city, C confirms.")
        world.wait(200 * 86_400)
        place.reread()
        assert set(stamps(place).values()) == {"old 2026-11-23"}


async def test_the_key_takes_a_merge_back_where_nothing_was_confirmed_since(
    running: Running, world: TestDesk
) -> None:
    one, other = person(world, "Ann Baker", "ann@example.com"), person(world, "A. Baker")
    customer_consent.confirm_details(world.desk, one)
    world.wait(60)
    customer_merge.merge(world.desk, other, one)
    async with running(screens=SCREENS) as pilot:
        await show(pilot, one)
        await pilot.press("u")
        await pilot.pause()
        assert toasts(pilot)[-1] == "A. Baker is a record of its own again."
        assert confirmed(world, one) == {"name", "email"}
