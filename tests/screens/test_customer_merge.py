"""Joining two records on the screen: choose, look, confirm, undo."""

from csr_desk.actions import customer_field, customer_merge
from csr_desk.screens.customer import CustomerScreen
from csr_desk.screens.customer_find import FindCustomer
from csr_desk.screens.customer_merge import MergeDialog
from csr_desk.store import customer_tickets, customers
from tests.desk import TestDesk
from tests.screens.conftest import Running, toasts
from tests.screens.customer_world import SCREENS, painted, person, show, words


async def test_the_likely_twin_is_joined_and_parted_again(
    running: Running, world: TestDesk
) -> None:
    twin = person(world, "Thomas Berg", "t.berg@example.com")
    customer_field.change(world.desk, twin, "city", "Bonn")
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("M")
        assert isinstance(pilot.app.screen, FindCustomer)
        assert any("same name" in line for line in painted(pilot))
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, MergeDialog)
        assert words(pilot, ".said") == (
            "Stays: Thomas Berg (record 1)\n"
            "Joins it: Thomas Berg (record 2)\n"
            "Moves: t.berg@example.com."
        )
        await pilot.press("y")
        await pilot.pause()
        place = pilot.app.screen
        assert isinstance(place, CustomerScreen)
        assert toasts(pilot) == ["The two records are one. u takes them apart again."]
        known = customers.record(world.store, 1)
        assert [one.value for one in known.identities] == ["t.berg@example.com"]
        assert known.value("city") == "Bonn"
        assert any("joined with Thomas Berg" in line for line in painted(pilot))
        await pilot.press("u")
        assert customers.record(world.store, 1).identities == ()
        assert customers.record(world.store, twin).merged_into is None
        assert toasts(pilot)[1] == "Thomas Berg is a record of its own again."
        await pilot.press("u")
        assert toasts(pilot)[2] == ("No record was joined with this one. There is nothing to undo.")


async def test_who_stays_and_which_value_stays_is_chosen(running: Running, world: TestDesk) -> None:
    twin = person(world, "Tom Berg")
    customer_field.change(world.desk, 1, "note", "mine")
    customer_field.change(world.desk, twin, "note", "theirs")
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("M", *"tom", "enter", "s")
        assert words(pilot, ".said").startswith("Stays: Tom Berg (record 2)")
        assert "Moves: 2 tickets." in words(pilot, ".said")
        await pilot.press("j", "down", "space")
        assert any("mine" in line and "beside: theirs" in line for line in painted(pilot))
        await pilot.press("y")
        await pilot.pause()
        place = pilot.app.screen
        assert isinstance(place, CustomerScreen)
        assert place.known is not None
        assert place.known.id == twin
        known = customers.record(world.store, twin)
        assert (known.name, known.note) == ("Tom Berg", "mine")
        assert known.value("note (merged)") == "theirs"
        assert known.value("name (merged)") == "Thomas Berg"
        assert len(customer_tickets.open_tickets(world.store, twin)) == 2


async def test_escape_joins_nothing(running: Running, world: TestDesk) -> None:
    person(world, "Thomas Berg")
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("M", "enter", "escape", "u")
        assert world.store.value("SELECT count(*) FROM customer_merge") == 0


async def test_a_merged_record_shows_the_one_it_went_into(
    running: Running, world: TestDesk
) -> None:
    twin = person(world, "Tom Berg")
    customer_merge.merge(world.desk, twin, 1)
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot, twin)
        assert place.known is not None
        assert place.known.id == 1
