"""A new customer: possible matches while typing, what is wrong, consent."""

from textual.widgets import Input

from csr_desk.screens.customer import CustomerScreen
from csr_desk.screens.customer_new import NewCustomerDialog
from csr_desk.store import customers
from tests.desk import TestDesk
from tests.screens.conftest import Running, toasts
from tests.screens.customer_world import SCREENS, person, show, words


def matches(dialog: NewCustomerDialog) -> list[tuple[str, tuple[str, ...]]]:
    """Return the possible matches in sight."""
    source = dialog.matches.source
    return [(row.name, row.reasons) for n in range(source.count()) if (row := source.row(n))]


async def test_possible_matches_come_while_typing_with_their_reasons(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("N", *"Thom")
        dialog = pilot.app.screen
        assert isinstance(dialog, NewCustomerDialog)
        assert matches(dialog) == []
        await pilot.press(*"as Ber")
        assert matches(dialog) == [("Thomas Berg", ("similar name",))]
        await pilot.press("g")
        assert matches(dialog) == [("Thomas Berg", ("same name",))]


async def test_enter_uses_the_match(running: Running, world: TestDesk) -> None:
    person(world, "Ann Baker", "ann@example.com")
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("N", *"Annie", "down", *"ann@example.com", "enter", "enter")
        await pilot.pause()
        place = pilot.app.screen
        assert isinstance(place, CustomerScreen)
        assert place.known is not None
        assert place.known.name == "Ann Baker"
        assert world.store.value("SELECT count(*) FROM customer") == 2
        assert "duplicate.use" in world.kinds()
        assert world.kinds().count("duplicate.suggest") == 1


async def test_n_makes_a_new_one_all_the_same(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("N", *"Thomas Berg", "enter", "n")
        await pilot.pause()
        place = pilot.app.screen
        assert isinstance(place, CustomerScreen)
        assert place.known is not None
        assert (place.known.id, place.known.name) == (2, "Thomas Berg")


async def test_escape_goes_from_the_matches_to_the_fields_and_then_out(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("N", *"Thomas Berg", "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, NewCustomerDialog)
        assert words(pilot, ".hint").startswith("Enter uses this customer")
        await pilot.press("escape", "n")
        assert dialog.value("name") == "Thomas Bergn"
        assert words(pilot, ".hint").startswith("Enter makes it")
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, CustomerScreen)
        assert world.store.value("SELECT count(*) FROM customer") == 1


async def test_all_fields_and_consent_are_saved(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("N", *"Zoe Quinn", "tab", *"zoe@example.com", "tab", *"0171 234567")
        await pilot.press("tab", *"Acme", "tab", *"Bonn", "tab", *"de", "tab", *"2026-01", "tab")
        await pilot.press("y", "enter")
        await pilot.pause()
        known = customers.record(world.store, 2)
        assert (known.name, known.organisation, known.language) == ("Zoe Quinn", "Acme", "de")
        assert [one.value for one in known.identities] == ["zoe@example.com", "0171 234567"]
        assert known.value("city") == "Bonn"
        assert (known.value("consent"), known.value("consent text")) == ("granted", "2026-01")


async def test_what_is_wrong_is_said_and_its_field_has_the_keyboard(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("N", "enter")
        assert words(pilot, ".wrong") == "A customer needs a name."
        await pilot.press(*"Zoe", "down", *"zoe@", "enter")
        assert words(pilot, ".wrong") == "An e-mail address looks like name@example.com."
        focused = pilot.app.focused
        assert isinstance(focused, Input)
        assert focused.id == "email"
        await pilot.press(*"x.example", "up", "up")
        dialog = pilot.app.screen
        assert isinstance(dialog, NewCustomerDialog)
        dialog.query_one("#text_version", Input).value = "v1"
        await pilot.press("ctrl+s")
        assert words(pilot, ".wrong") == "Did the customer agree to this text? Type y or n."
        await pilot.press("n", "ctrl+s")
        await pilot.pause()
        assert customers.record(world.store, 2).value("consent") == "refused"


async def test_a_card_number_is_no_telephone_number(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("N", *"Zoe", "down", "down", *"4111111111111111", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, NewCustomerDialog)
        assert "card numbers are not saved" in toasts(pilot)[0]
        assert world.store.value("SELECT count(*) FROM customer") == 1
