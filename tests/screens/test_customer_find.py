"""A call, a visitor and a chat begin with very few keys, and typed-ahead keys find their place."""

import pytest
from textual.widgets import Input

from csr_desk.actions import customer_field, customer_merge, ticket
from csr_desk.domain.models import Channel
from csr_desk.screens.caller import CallerDialog
from csr_desk.screens.customer_new import NewCustomerDialog
from csr_desk.store import customers, timeline
from csr_desk.widgets.found_list import FoundList
from csr_desk.widgets.ticket_choice import TicketChoice
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.customer_world import SCREENS, burst, late_parcel, painted, person, words
from tests.screens.sample import SampleQueue, SampleTicket


def names(dialog: CallerDialog) -> list[str]:
    """Return whom the dialog shows."""
    source = dialog.query_one(FoundList).source
    return [row.name for n in range(source.count()) if (row := source.row(n))]


def contact(world: TestDesk) -> tuple[object, ...]:
    """Return ticket, customer, channel and direction of the last contact."""
    row = world.store.one(
        "SELECT ticket_id, customer_id, channel, direction FROM interaction ORDER BY id DESC"
    )
    assert row is not None
    return tuple(row)


async def test_a_call_takes_four_keys_and_the_digits(running: Running, world: TestDesk) -> None:
    ann = person(world, "Ann Baker", "+49 30 5550123")
    ours = ticket.create(world.desk, ann, "Late parcel", "email")
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5", *"0123", "enter", "enter")
        await pilot.pause()
        shown = pilot.app.screen
        assert isinstance(shown, SampleTicket)
        assert shown.shown == ours
        assert contact(world) == (ours, ann, "phone", "in")
        focused = timeline.focused(world.store)
        assert focused is not None
        assert focused.channel is Channel.PHONE


async def test_keys_typed_ahead_reach_the_ticket_and_nothing_else(
    running: Running, world: TestDesk
) -> None:
    ann = person(world, "Ann Baker", "+49 30 5550123")
    ticket.create(world.desk, ann, "Late parcel", "email")
    async with running(screens=SCREENS) as pilot:
        queue = host_of(pilot).place
        assert isinstance(queue, SampleQueue)
        await burst(pilot, "f5", *"5550123", "enter", "enter", *"jjhello")
        shown = pilot.app.screen
        assert isinstance(shown, SampleTicket)
        assert shown.query_one(Input).value == "jjhello"
        assert queue.moved == 0


async def test_without_an_open_ticket_the_same_keys_make_one(
    running: Running, world: TestDesk
) -> None:
    ann = person(world, "Ann Baker", "+49 30 5550123")
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5", *"5550123", "enter", "enter")
        await pilot.pause()
        assert contact(world) == (3, ann, "phone", "in")
        assert world.store.value("SELECT subject FROM ticket WHERE id = 3") == (
            "Call with Ann Baker"
        )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ann@example.com", ["Ann Baker"]),
        ("ann@ex", ["Ann Baker"]),
        ("bak", ["Ann Baker"]),
        ("0123", ["Ann Baker"]),
        ("A-77", ["Ann Baker"]),
        ("a-7", ["Ann Baker"]),
        ("#3", ["Ann Baker"]),
        ("acme", ["Ann Baker"]),
        ("berg", ["Thomas Berg"]),
        ("nobody", []),
        ("'; DROP TABLE customer --", []),
        ("[/b]", []),
        ("\x1b[2J", []),
    ],
)
async def test_results_while_typing(
    running: Running, world: TestDesk, typed: str, found: list[str]
) -> None:
    ann = person(world, "Ann Baker", "ann@example.com", "+49 30 5550123")
    ticket.create(world.desk, ann, "Late parcel", "email")
    world.store.insert("customer_order", number="A-77", customer_id=ann)
    customer_field.change(world.desk, ann, "organisation", "Acme GmbH")
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5")
        dialog = pilot.app.screen
        assert isinstance(dialog, CallerDialog)
        dialog.query_one("#find", Input).value = typed
        await pilot.pause()
        assert names(dialog)[:-1] == found
        assert names(dialog)[-1] == typed.strip()


async def test_a_ticket_number_chooses_that_ticket(running: Running, world: TestDesk) -> None:
    late_parcel(world, 2)
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5", "#", "1", "enter")
        choice = pilot.app.screen.query_one(TicketChoice).current
        assert choice is not None
        assert choice.ticket is not None
        assert choice.ticket.reference == "1"
        assert words(pilot, ".person") == "Thomas Berg  called once this week"
        assert words(pilot, ".again").startswith("order/late within 7 days")


async def test_a_call_may_be_outgoing_and_about_something_new(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5", "tab", *"berg", "enter", "down", "down", "enter")
        await pilot.pause()
        assert contact(world) == (3, 1, "phone", "out")


async def test_escape_goes_back_to_the_customer_and_then_out(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5", *"berg", "enter", "escape")
        dialog = pilot.app.screen
        assert isinstance(dialog, CallerDialog)
        assert dialog.query_one(FoundList).display
        await pilot.press("escape", "j")
        place = pilot.app.screen
        assert isinstance(place, SampleQueue)
        assert place.moved == 1
    assert world.store.value("SELECT count(*) FROM interaction") == 0


async def test_before_anything_is_typed_the_customer_in_sight_stands_first(
    running: Running, world: TestDesk
) -> None:
    person(world, "Ann Baker")
    late_parcel(world)
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5")
        dialog = pilot.app.screen
        assert isinstance(dialog, CallerDialog)
        assert names(dialog) == ["Thomas Berg", ""]
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert contact(world)[1] == 1


async def test_a_visitor_is_received(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f6", *"berg", "enter", "enter")
        await pilot.pause()
        assert contact(world)[2:] == ("in_person", "in")


async def test_an_unknown_caller_becomes_a_customer_on_the_way(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5", *"0171 2345678", "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, NewCustomerDialog)
        assert dialog.value("phone") == "0171 2345678"
        await pilot.press(*"Zoe Quinn", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CallerDialog)
        assert words(pilot, ".person").startswith("Zoe Quinn")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleTicket)
        assert contact(world) == (3, 2, "phone", "in")


async def test_an_unknown_caller_typed_in_one_breath_is_on_the_line(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        keys = ("f5", *"01712345678", "enter", *"Zoe", "enter", "enter", *"jj")
        await burst(pilot, *keys)
        assert isinstance(pilot.app.screen, SampleTicket)
        assert contact(world) == (3, 2, "phone", "in")
        assert customers.record(world.store, 2).name == "Zoe"


async def test_a_merged_record_is_found_as_its_survivor(running: Running, world: TestDesk) -> None:
    twin = person(world, "Tom Berg", "tom@example.com")
    customer_merge.merge(world.desk, twin, 1)
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5", *"tom@example.com")
        dialog = pilot.app.screen
        assert isinstance(dialog, CallerDialog)
        assert names(dialog)[0] == "Thomas Berg"


async def test_the_chat_that_waits_longest_is_taken(running: Running, world: TestDesk) -> None:
    ticket.change(world.desk, 2, ticket.Change(unassign=True))
    world.wait(60)
    world.ticket("Chat later", "chat")
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f7")
        await pilot.pause()
        shown = pilot.app.screen
        assert isinstance(shown, SampleTicket)
        assert shown.shown == 2
        assert contact(world) == (2, 1, "chat", "in")
        assert world.store.value("SELECT assignee_id FROM ticket WHERE id = 2") == 1
        await pilot.press("f7")
        await pilot.pause()
        assert contact(world)[0] == 3
        await pilot.press("f7")
        assert toasts(pilot) == ["No chat is waiting. The queue shows what else there is to do."]


async def test_hostile_names_are_listed_as_they_are(running: Running, world: TestDesk) -> None:
    person(world, "Eve [@click=app.quit]x[/] \x1b[2J\u202eevil", "eve@example.com")
    async with running(screens=SCREENS) as pilot:
        await pilot.press("f5", *"eve@example.com")
        lines = "".join(painted(pilot))
        assert "Eve [@click=app.quit]x[/]" in lines
        assert "\x1b" not in lines
        assert "\u202e" not in lines
        await pilot.press("enter")
        assert words(pilot, ".person").startswith("Eve [@click=app.quit]x[/]")
