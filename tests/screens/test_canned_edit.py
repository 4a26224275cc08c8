"""The form of a response: saved by key, checked, kept as typed over a crash, asked about on Esc."""

from textual.pilot import Pilot
from textual.widgets import Static

from csr_desk.actions import canned_edit
from csr_desk.actions.canned_form import Form
from csr_desk.actions.desk import Desk
from csr_desk.actions.kept_form import Kept
from csr_desk.domain.models import Scope, Status
from csr_desk.screens.canned import CannedScreen
from csr_desk.screens.canned_edit import CannedEditor
from csr_desk.store import canned as store
from tests.screens.conftest import Running, host_of, toasts


def editor_of(pilot: Pilot[int]) -> CannedEditor:
    screen = host_of(pilot).screen
    assert isinstance(screen, CannedEditor)
    return screen


def words(pilot: Pilot[int], selector: str) -> str:
    return str(editor_of(pilot).query_one(selector, Static).content)


async def open_form(pilot: Pilot[int], key: str = "c", **what: int) -> None:
    await host_of(pilot).go("canned", **what)
    await pilot.press(key)
    await pilot.pause()


async def test_a_new_response_by_keyboard(running: Running, desk: Desk) -> None:
    async with running() as pilot:
        await open_form(pilot)
        await pilot.press(*"delay", "tab", *"Orders", "tab", *"Late parcel", "tab")
        editor_of(pilot).query_one("#tags").value = "Late, order delay"  # type: ignore[attr-defined]
        editor_of(pilot).query_one("#set_status").value = "pending"  # type: ignore[attr-defined]
        editor_of(pilot).query_one("#valid_until").value = "2026-12-31"  # type: ignore[attr-defined]
        editor_of(pilot).query_one("#channels").value = "email chat"  # type: ignore[attr-defined]
        editor_of(pilot).body.focus()
        await pilot.press(*"Hello")
        await pilot.press("ctrl+s")
        await pilot.pause()
        made = store.by_name(desk.store, "delay")
        assert made is not None
        assert (made.title, made.folder, made.body) == ("Late parcel", "Orders", "Hello")
        assert (made.scope, made.set_status) == (Scope.TEAM, Status.PENDING)
        assert (made.tags, made.channels) == (("late", "order-delay"), ("email", "chat"))
        assert made.owner == "Me"
        assert toasts(pilot)[-1] == "/delay is saved as version 1."
        assert host_of(pilot).place.responses.current.name == "delay"  # type: ignore[attr-defined]


async def test_what_is_wrong_is_said_and_its_field_focused(running: Running, desk: Desk) -> None:
    canned_edit.create(desk, Form("taken", "Taken", "x"))
    async with running() as pilot:
        await open_form(pilot)
        await pilot.press("f10")
        assert words(pilot, ".wrong") == "Give it a short name, the word typed after /."
        await pilot.press(*"TAKEN", "f10")
        assert "taken by “Taken”" in words(pilot, ".wrong")
        await pilot.press("2", "tab", "tab", "t", "tab", *"tem", "f10")
        assert words(pilot, ".wrong").startswith("“teamtem” is none of mine, team, all.")
        assert host_of(pilot).focused is editor_of(pilot).query_one("#scope")


async def test_placeholders_are_named_while_they_are_typed(running: Running, desk: Desk) -> None:
    async with running() as pilot:
        await open_form(pilot)
        editor_of(pilot).body.load_text(
            "{{customer.first_name}} {{ticket.requester.email}} {{order.nummer}} {{oops"
        )
        await pilot.pause()
        shown = words(pilot, "#placeholders")
        assert "Placeholders: customer.first_name, customer.email" in shown
        assert 'order.nummer is unknown. Did you mean "order.number"?' in shown
        assert "{{oops is not closed" in shown


async def test_a_placeholder_is_picked_by_f4(running: Running) -> None:
    async with running() as pilot:
        await open_form(pilot)
        await pilot.press("f4")
        await pilot.pause()
        await pilot.press(*"tracking", "enter")
        await pilot.pause()
        assert editor_of(pilot).body.text == "{{order.tracking}}"


async def test_esc_leaves_at_once_when_nothing_changed(running: Running, desk: Desk) -> None:
    made = canned_edit.create(desk, Form("delay", "Late", "Body"))
    async with running() as pilot:
        await open_form(pilot, "e", canned_id=made)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(host_of(pilot).screen, CannedScreen)


async def test_esc_asks_when_something_changed(running: Running, desk: Desk) -> None:
    made = canned_edit.create(desk, Form("delay", "Late", "Body"))
    async with running() as pilot:
        await open_form(pilot, "e", canned_id=made)
        await pilot.press("X", "escape")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert editor_of(pilot).body.text == "XBody"
        await pilot.press("escape", "d")
        await pilot.pause()
        assert isinstance(host_of(pilot).screen, CannedScreen)
        assert store.response(desk.store, made).body == "Body"
        assert Kept(desk, "canned", made).load() is None
        await pilot.press("e", "Y", "escape", "s")
        await pilot.pause()
        assert store.response(desk.store, made).body == "YBody"
        assert store.response(desk.store, made).version == 2


async def test_what_was_typed_is_back_after_a_crash(running: Running, desk: Desk) -> None:
    made = canned_edit.create(desk, Form("delay", "Late", "Body"))
    async with running() as pilot:
        await open_form(pilot, "e", canned_id=made)
        await pilot.press(*"Lost? ")
        host_of(pilot).save_typed()
    assert (Kept(desk, "canned", made).load() or {})["body"] == "Lost? Body"
    async with running() as pilot:
        await open_form(pilot, "e", canned_id=made)
        assert editor_of(pilot).body.text == "Lost? Body"
        assert "is back" in words(pilot, ".wrong")
        await pilot.press("f10")
        await pilot.pause()
    assert store.response(desk.store, made).body == "Lost? Body"
    assert Kept(desk, "canned", made).load() is None


async def test_a_card_number_is_masked_in_the_form_before_it_is_kept(
    running: Running, desk: Desk
) -> None:
    async with running() as pilot:
        await open_form(pilot)
        editor_of(pilot).body.load_text("Card 4111 1111 1111 1111 is fine")
        await pilot.pause()
        editor_of(pilot).save_typed()
        assert "4111 1111" not in editor_of(pilot).body.text
        assert "1111 is fine" in editor_of(pilot).body.text
    assert "4111 1111" not in str(desk.store.all("SELECT * FROM meta"))


async def test_a_response_changed_meanwhile_is_not_overwritten(
    running: Running, desk: Desk
) -> None:
    made = canned_edit.create(desk, Form("delay", "Late", "Body"))
    async with running() as pilot:
        await open_form(pilot, "e", canned_id=made)
        canned_edit.edit(desk, made, Form("delay", "Late", "Theirs"))
        await pilot.press("X", "f10")
        await pilot.pause()
        assert "changed meanwhile" in toasts(pilot)[-1]
        assert editor_of(pilot).body.text == "XBody"
    assert store.response(desk.store, made).body == "Theirs"


async def test_duplicate_opens_the_form_of_ones_own_copy(running: Running, desk: Desk) -> None:
    made = canned_edit.create(desk, Form("delay", "Late", "Body"))
    async with running() as pilot:
        await open_form(pilot, "d", canned_id=made)
        copy = store.by_name(desk.store, "delay-2")
        assert copy is not None
        assert copy.scope is Scope.MINE
        assert str(editor_of(pilot).query_one(".box").border_title) == "Edit /delay-2"


async def test_the_form_fits_80_by_24(running: Running) -> None:
    async with running() as pilot:
        await open_form(pilot)
        editor = editor_of(pilot)
        assert editor.body.region.height >= 6
        hint = editor.query_one(".hint", Static)
        assert hint.region.bottom < 24
        assert all(field.region.width >= 20 for field in editor.query("Input"))


async def test_the_text_is_wrapped_anew_in_another_window(running: Running, desk: Desk) -> None:
    made = canned_edit.create(desk, Form("delay", "Late", "word " * 60))
    async with running(size=(120, 40)) as pilot:
        await open_form(pilot, "e", canned_id=made)
        wide = editor_of(pilot).body.wrapped_document.height
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        body = editor_of(pilot).body
        assert body.wrapped_document.height > wide
        shown = "".join(body.render_line(y).text for y in range(body.size.height))
        assert shown.count("word") == 60
