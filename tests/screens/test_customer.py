"""The customer record: one line over all channels, editing in place, banner, last contacts."""

import json

import pytest
from textual.widgets import Input

from csr_desk.actions import customer_field
from csr_desk.domain.models import IdentityKind
from csr_desk.screens.customer import CustomerScreen
from csr_desk.screens.customer_merge import MergeDialog
from csr_desk.screens.dialogs import AskText, Choose, Info
from csr_desk.store import customers, people
from csr_desk.store.people import NewIdentity
from csr_desk.widgets.panel_row import RowKind
from csr_desk.widgets.record_panel import EditLine
from csr_desk.widgets.timeline import PAGE, Timeline
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.customer_world import SCREENS, burst, late_parcel, painted, person, show, words
from tests.screens.sample import SampleQueue, SampleTicket
from tests.shared import shared


def to_line(place: CustomerScreen, label: str) -> None:
    """Put the cursor of the record on the line of a label."""
    rows = place.panel.lines.source
    found = [n for n in range(rows.count()) if (row := rows.row(n)) and row.label == label]
    place.panel.lines.cursor = found[0]


async def test_the_record_says_who_how_often_and_what_was_promised(
    running: Running, world: TestDesk
) -> None:
    late_parcel(world)
    late_parcel(world)
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        assert words(pilot, ".person") == "Thomas Berg  called twice this week"
        again = words(pilot, ".again")
        assert again.startswith("order/late 2 times within 7 days, last 09:09 by Me (#1):")
        assert "pending customer" in again
        assert "Promised: call back with news, due 24 Nov 09:04 (Me, today)." in again


async def test_no_banner_without_a_contact_within_seven_days(
    running: Running, world: TestDesk
) -> None:
    late_parcel(world)
    world.wait(7 * 86_400)
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        assert not place.query_one(".again").display
        assert words(pilot, ".person") == "Thomas Berg  no call this week"


async def test_the_timeline_shows_each_kind_and_the_whole_entry(
    running: Running, world: TestDesk
) -> None:
    late_parcel(world)
    customer_field.change(world.desk, 1, "city", "Bonn")
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        lines = painted(pilot)
        assert any("change" in line and "city: (empty) → Bonn" in line for line in lines)
        assert any("follow-up" in line and "call back with news" in line for line in lines)
        assert any("phone 4:12" in line and "order/late pending" in line for line in lines)
        await pilot.press("j", "j")
        assert words(pilot, ".entry") == (
            "09:00  phone 4:12  Me  order/late pending customer #1  talk 4:12 hold 0:00"
            " after-call 0:00\nasked the carrier"
        )


async def test_enter_opens_the_ticket_of_an_entry_and_escape_comes_back(
    running: Running, world: TestDesk
) -> None:
    late_parcel(world, 2)
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("enter")
        ticket = pilot.app.screen
        assert isinstance(ticket, SampleTicket)
        assert ticket.shown == 2
        await host_of(pilot).back()
        assert isinstance(host_of(pilot).place, CustomerScreen)


async def test_filter_and_the_last_five_contacts(running: Running, world: TestDesk) -> None:
    for _ in range(7):
        late_parcel(world)
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        assert place.line.pages.count() == 14
        await pilot.press("5")
        assert place.line.pages.count() == 5
        assert "the last 5 contacts" in words(pilot, ".panes")
        await pilot.press("5")
        assert place.line.pages.count() == 14
        await pilot.press("F")
        assert isinstance(pilot.app.screen, Choose)
        await pilot.press("f")
        assert {entry.kind.value for entry in place.line.pages.entries} == {"follow-up"}
        assert "[Timeline: follow-ups]" in words(pilot, ".panes")


# editing in place --------------------------------------------------------------------------------


async def test_a_field_is_edited_in_place_and_saved_with_history(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await pilot.press("tab", "j", "enter", *" Jr", "enter")
        known = customers.record(world.store, 1)
        assert known.name == "Thomas Berg Jr"
        assert customers.history(world.store, 1)[0].old == "Thomas Berg"
        assert words(pilot, ".person").startswith("Thomas Berg Jr")
        assert place.focused is place.panel.lines
        await pilot.press("h")
        assert isinstance(pilot.app.screen, Info)
        assert "name: Thomas Berg → Thomas Berg Jr  (Me, agent)" in words(pilot, ".said")


async def test_keys_typed_ahead_of_a_save_reach_the_next_dialog(
    running: Running, world: TestDesk
) -> None:
    person(world, "Tara Ingram")
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await burst(pilot, "tab", "j", "enter", *"xy", "enter", "M", *"ingram", "enter")
        assert customers.record(world.store, 1).name == "Thomas Bergxy"
        assert isinstance(pilot.app.screen, MergeDialog)
        assert "Tara Ingram" in words(pilot, ".said")


async def test_escape_leaves_the_old_value_and_letters_are_no_commands(
    running: Running, world: TestDesk
) -> None:
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await pilot.press("tab", "j", "e", *"jkM5", "escape", "j")
        assert customers.record(world.store, 1).name == "Thomas Berg"
        assert not place.panel.is_editing
        row = place.panel.lines.current
        assert row is not None
        assert row.field == "first_name"


async def test_what_is_wrong_is_said_under_the_field_until_it_is_right(
    running: Running, world: TestDesk
) -> None:
    people.add_identity(world.store, 1, NewIdentity(IdentityKind.EMAIL, "t@example.com"))
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await pilot.press("tab")
        to_line(place, "email*")
        await pilot.press("enter", *("backspace",) * 4, "enter")
        assert words(pilot, ".wrong") == (
            "An e-mail address looks like name@example.com. Nothing was changed."
        )
        assert place.focused is place.query_one(EditLine)
        assert toasts(pilot) == []
        await pilot.press("tab")
        assert toasts(pilot) == ["Enter keeps the value, Esc leaves it as it was."]
        await pilot.press(*".org")
        assert not place.query_one(".wrong").display
        await pilot.press("enter")
        found = customers.record(world.store, 1).identities
        assert [one.value for one in found] == ["t@example.org"]


async def test_an_empty_name_is_refused_in_place(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await pilot.press("tab", "j", "enter", *("backspace",) * 11, "enter")
        assert words(pilot, ".wrong").startswith("A customer needs a name.")
        await pilot.press("escape")
        assert customers.record(world.store, 1).name == "Thomas Berg"
        assert place.focused is place.panel.lines


async def test_a_note_of_several_lines_keeps_them(running: Running, world: TestDesk) -> None:
    customer_field.change(world.desk, 1, "note", "one\ntwo")
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await pilot.press("tab")
        to_line(place, "Note")
        await pilot.press("enter", *" x", "enter")
        assert customers.record(world.store, 1).note == "one\ntwo x"


async def test_addresses_and_facts_are_added(running: Running, world: TestDesk) -> None:
    other = person(world, "Tom Berg", "tom@example.com")
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await pilot.press("tab")
        to_line(place, "+ address")
        await pilot.press("enter", *"tom@example", "enter")
        assert isinstance(pilot.app.screen, AskText)
        await pilot.press(*".com", "enter")
        await pilot.pause()
        found = customers.record(world.store, 1).identities
        assert [(one.kind.value, one.value) for one in found] == [("email", "tom@example.com")]
        assert toasts(pilot) == ["Tom Berg has this address too. M joins two records."]
        assert other
        to_line(place, "+ fact")
        await pilot.press("enter", *"city: Bonn", "enter")
        await pilot.pause()
        assert customers.record(world.store, 1).value("city") == "Bonn"


async def test_consent_is_asked_with_its_text_version(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        await pilot.press("tab")
        to_line(place, "Consent")
        await pilot.press("enter", *"2026-01", "enter", "g")
        await pilot.pause()
        row = world.store.one("SELECT data FROM event WHERE kind = 'consent.record'")
        assert row is not None
        assert json.loads(row[0]) == {"granted": True, "text_version": "2026-01"}
        to_line(place, "Consent")
        current = place.panel.lines.current
        assert current is not None
        assert current.value == "granted, text 2026-01"


async def test_confirmed_details_have_their_date(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        assert words(pilot, ".addresses") == "Never confirmed, C confirms.  no address"
        await pilot.press("C")
        assert customers.record(world.store, 1).verified_at == world.desk.now()
        assert words(pilot, ".addresses") == "no address"


async def test_a_ticket_is_made_and_opened_from_here(running: Running, world: TestDesk) -> None:
    async with running(screens=SCREENS) as pilot:
        await show(pilot)
        await pilot.press("t", *"Broken lamp", "enter")
        await pilot.pause()
        ticket = pilot.app.screen
        assert isinstance(ticket, SampleTicket)
        assert ticket.shown == 3
        assert world.store.one("SELECT subject, customer_id FROM ticket WHERE id = 3") == (
            "Broken lamp",
            1,
        )


async def test_tickets_orders_invoices_and_promises_stand_in_the_record(
    running: Running, world: TestDesk
) -> None:
    late_parcel(world)
    now = world.desk.now()
    order = world.store.insert(
        "customer_order", number="A-1", customer_id=1, placed_at=now, status="shipped",
        currency="EUR", total=4_250,
    )  # fmt: skip
    world.store.insert("order_line", order_id=order, product="kettle", quantity=2, unit_price=2_125)
    world.store.insert(
        "invoice", number="I-1", customer_id=1, order_id=order, issued_at=now, due_at=now - 1,
        currency="EUR", amount=4_250, paid=250,
    )  # fmt: skip
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        source = place.panel.lines.source
        rows = [row for n in range(source.count()) if (row := source.row(n))]
        shown = {row.label: row.value for row in rows}
        heads = [row.label for row in rows if row.kind is RowKind.HEAD]
        assert heads == [
            "Person",
            "Open tickets (2)",
            "Promised (1)",
            "Orders (1)",
            "Invoices (1), balance 40.00 EUR",
        ]
        assert shown["A-1"] == "shipped  42.50 EUR  today"
        assert shown[""] == "2 x kettle  21.25 EUR"
        assert shown["I-1"] == "42.50 EUR  40.00 EUR open  late since today  order A-1"
        assert shown["task"] == "24 Nov 09:04  call back with news  (Me)"


# size and strangeness ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "both"), [((80, 24), False), ((100, 30), True), ((120, 40), True)]
)
async def test_side_by_side_from_a_hundred_columns(
    running: Running, world: TestDesk, size: tuple[int, int], both: bool
) -> None:
    async with running(screens=SCREENS, size=size) as pilot:
        place = await show(pilot)
        assert place.panel.display is both
        assert all(len(line) <= size[0] for line in painted(pilot))
        await pilot.press("tab")
        assert place.panel.display
        assert place.query_one("#line").display is both
        assert place.on_record


async def test_a_click_on_a_line_chooses_and_a_second_one_opens(
    running: Running, world: TestDesk
) -> None:
    late_parcel(world, 2)
    async with running(screens=SCREENS, size=(120, 40)) as pilot:
        place = await show(pilot)
        await pilot.click(Timeline, offset=(5, 1))
        assert place.line.cursor == 1
        await pilot.click(Timeline, offset=(5, 1))
        await pilot.pause()
        assert isinstance(pilot.app.screen, SampleTicket)


async def test_thousands_of_messages_open_with_one_page_and_reach_the_first(
    running: Running, world: TestDesk
) -> None:
    with world.store.transaction():
        for number in range(3_000):
            world.store.insert(
                "message", uid=world.hands.uid(), ticket_id=1, at=number, kind="public",
                author_kind="customer", author="Thomas Berg", channel="email",
                body=f"message {number}", state="received",
            )  # fmt: skip
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot)
        assert place.line.pages.count() == PAGE
        assert words(pilot, ".entry").endswith("message 2999")
        await pilot.press("pagedown", "pagedown")
        assert place.line.pages.count() == PAGE
        await pilot.press("end")
        assert place.line.pages.count() == 3_000
        assert words(pilot, ".entry").endswith("message 0")
        await pilot.press("home")
        assert words(pilot, ".entry").endswith("message 2999")


async def test_hostile_words_are_inert_on_every_line(running: Running, world: TestDesk) -> None:
    corpus = json.loads(shared("fixtures/hostile/terminal_attacks.json").read_text("utf-8"))
    strings = [one["text"] for one in corpus["cases"] if "text" in one][::6]
    assert len(strings) > 20
    late_parcel(world)
    async with running(screens=SCREENS, size=(120, 40)) as pilot:
        for value in strings:
            foreign = value.encode("utf-8", "replace").decode()
            for table, columns in (
                ("customer", "name = ?1, note = ?1"),
                ("ticket", "subject = ?1"),
                ("wrap_up", "note = ?1"),
                ("follow_up", "text = ?1"),
            ):
                world.store.execute(f"UPDATE {table} SET {columns}", foreign)
            await show(pilot)
            joined = "".join(painted(pilot))
            assert "\x1b" not in joined
            assert not any(0x80 <= ord(char) < 0xA0 for char in joined)
            assert not any(char in joined for char in "\u202e\u2066\u200b")


async def test_markup_in_a_name_is_shown_as_it_is(running: Running, world: TestDesk) -> None:
    name = "[b]Bob[/] [@click=app.quit]x[/] [/nope]"
    person(world, name, "bob@example.com")
    async with running(screens=SCREENS) as pilot:
        place = await show(pilot, 2)
        assert words(pilot, ".person").startswith(name)
        await pilot.press("tab", "j", "enter")
        assert place.query_one(EditLine).value == name
        assert isinstance(place.query_one(EditLine), Input)
        await pilot.press("escape")
        assert any("[@click=app.quit]x[/]" in line for line in painted(pilot))


async def test_without_a_customer_it_says_how_to_find_one(running: Running) -> None:
    async with running(screens=SCREENS) as pilot:
        await host_of(pilot).go("customer")
        await pilot.pause()
        assert toasts(pilot) == ["No customer was chosen. Find one with /."]
        assert not isinstance(pilot.app.screen, SampleQueue)
