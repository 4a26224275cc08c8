"""The responses place: found, filled, inserted, moved, put away, at 80 and 120 columns."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from csr_desk.actions import canned_edit, canned_move
from csr_desk.actions.canned_form import Form
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Scope, Status
from csr_desk.screens.canned import CannedScreen
from csr_desk.screens.canned_edit import CannedEditor
from csr_desk.store import canned as store
from csr_desk.widgets.canned_list import CannedInfo, CannedList, FolderList
from csr_desk.widgets.canned_preview import CannedPreview
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts

DELAY = "Hello {{customer.first_name|there}}, order {{order.number}} of ticket {{ticket.number}}."


@pytest.fixture
def library(desk: Desk) -> dict[str, int]:
    """Three responses: a delay, a refund that sets and tags, a greeting that has expired."""
    forms = [
        Form("delay", "Parcel is late", DELAY, "Orders"),
        Form(
            "refund",
            "Refund is on its way",
            "Your refund was sent.",
            "Money",
            tags=("refund",),
            set_status=Status.PENDING,
        ),
        Form("winter", "Winter greeting", "Happy holidays.", "General", valid_until=1),
    ]
    return {form.name: canned_edit.create(desk, form) for form in forms}


def place_of(pilot: Pilot[int]) -> CannedScreen:
    place = host_of(pilot).place
    assert isinstance(place, CannedScreen)
    return place


def names(pilot: Pilot[int]) -> list[str]:
    source = place_of(pilot).query_one(CannedList).source
    rows = [source.row(number) for number in range(source.count())]
    return [row.name for row in rows if row is not None]


def current(pilot: Pilot[int]) -> str:
    found = place_of(pilot).responses.current
    return "" if found is None else found.name


def previewed(pilot: Pilot[int]) -> str:
    return str(place_of(pilot).query_one(CannedPreview).query_one(Static).content)


async def visit(pilot: Pilot[int], **what: int) -> None:
    await host_of(pilot).go("canned", **what)
    await pilot.pause()


async def test_the_list_names_all_with_the_expired_one_last(
    running: Running, library: dict[str, int]
) -> None:
    async with running() as pilot:
        await visit(pilot, ticket_id=1)
        assert sorted(names(pilot)) == ["delay", "refund", "winter"]
        assert names(pilot)[-1] == "winter"
        line = place_of(pilot).responses.render_line(2).text
        assert "expired" in line
        assert (
            "3 responses · by fit · for #1 Thomas Berg"
            in place_of(pilot).query_one(CannedInfo).words
        )


async def test_letters_narrow_and_the_preview_is_filled(
    running: Running, library: dict[str, int]
) -> None:
    async with running() as pilot:
        await visit(pilot, ticket_id=1)
        await pilot.press("slash", *"prcl")
        await pilot.pause()
        assert names(pilot) == ["delay"]
        shown = previewed(pilot)
        assert "Hello Thomas, order {{order.number}} missing of ticket 1." in shown
        spans = place_of(pilot).query_one(CannedPreview).query_one(Static).content.spans  # type: ignore[union-attr]
        assert any("$text-error" in str(span.style) for span in spans)
        await pilot.press("escape")
        assert len(names(pilot)) == 3
        assert isinstance(host_of(pilot).place, CannedScreen)


async def test_the_preview_says_what_it_does(running: Running, library: dict[str, int]) -> None:
    async with running() as pilot:
        await visit(pilot, ticket_id=1, canned_id=library["refund"])
        assert current(pilot) == "refund"
        assert "Adds the tag refund." in previewed(pilot)
        assert "Sets the ticket to pending when it is sent." in previewed(pilot)


async def test_enter_inserts_into_the_reply_of_the_ticket_left(
    running: Running, library: dict[str, int], desk: Desk
) -> None:
    async with running() as pilot:
        host = host_of(pilot)
        await host.go("ticket", ticket_id=1)
        await pilot.pause()
        await pilot.press("g", "r", "slash", *"refund", "enter")
        await pilot.pause()
        assert host.place.PLACE == "ticket"
        assert host.place.composer.editor.text == "Your refund was sent."  # type: ignore[attr-defined]
        host.place.save_typed()
        body, extra = desk.store.one("SELECT body, extra FROM draft WHERE ticket_id = 1") or (
            "",
            "",
        )
        assert body == "Your refund was sent."
        assert str(library["refund"]) in extra
        await host.go("queue")
        await host.back()
        await pilot.pause()
        assert host.place.composer.editor.text == "Your refund was sent."  # type: ignore[attr-defined]


async def test_an_expired_one_is_asked_about(running: Running, library: dict[str, int]) -> None:
    async with running() as pilot:
        await visit(pilot, ticket_id=1, canned_id=library["winter"])
        await pilot.press("enter")
        await pilot.pause()
        assert "Expired" in str(host_of(pilot).screen.query_one(".box").border_title)
        await pilot.press("n")
        await pilot.pause()
        assert host_of(pilot).place.PLACE == "canned"


async def test_without_a_ticket_insert_says_why(running: Running, library: dict[str, int]) -> None:
    async with running() as pilot:
        await visit(pilot)
        await pilot.press("i")
        assert "No ticket is open" in toasts(pilot)[-1]


async def test_archive_is_taken_back(running: Running, library: dict[str, int], desk: Desk) -> None:
    async with running() as pilot:
        await visit(pilot, canned_id=library["delay"])
        await pilot.press("D")
        assert "delay" not in names(pilot)
        assert "/delay is archived. u takes it back." in toasts(pilot)[-1]
        await pilot.press("u")
        assert current(pilot) == "delay"
        assert store.response(desk.store, library["delay"]).archived_at is None


async def test_archived_ones_are_shown_and_restored(
    running: Running, library: dict[str, int], desk: Desk
) -> None:
    canned_move.archive(desk, library["delay"])
    async with running() as pilot:
        await visit(pilot)
        await pilot.press("V", *"archived", "enter")
        await pilot.pause()
        assert names(pilot) == ["delay"]
        await pilot.press("D")
        assert store.response(desk.store, library["delay"]).archived_at is None


async def test_move_to_a_folder_and_back(
    running: Running, library: dict[str, int], desk: Desk
) -> None:
    async with running() as pilot:
        await visit(pilot, canned_id=library["delay"])
        await pilot.press("m", *"Money", "enter")
        await pilot.pause()
        assert store.response(desk.store, library["delay"]).folder == "Money"
        await pilot.press("u")
        assert store.response(desk.store, library["delay"]).folder == "Orders"
        await pilot.press("m", *"new folder", "enter", *"Fresh", "enter")
        await pilot.pause()
        assert store.response(desk.store, library["delay"]).folder == "Fresh"


async def test_scope_and_order(running: Running, library: dict[str, int], desk: Desk) -> None:
    canned_edit.create(desk, Form("mine", "My own", "x", scope=Scope.MINE))
    async with running() as pilot:
        await visit(pilot)
        await pilot.press("V", *"scope mine", "enter")
        await pilot.pause()
        assert names(pilot) == ["mine"]
        await pilot.press("V", *"all scopes", "enter", "s", "n")
        await pilot.pause()
        assert names(pilot) == ["delay", "mine", "refund", "winter"]


async def test_folders_stand_beside_the_list_in_wide_windows(
    running: Running, library: dict[str, int]
) -> None:
    async with running(size=(120, 40)) as pilot:
        await visit(pilot)
        place = place_of(pilot)
        folders = place.query_one(FolderList)
        assert folders.display
        folders.focus()
        await pilot.press("down", "down")
        await pilot.pause()
        assert folders.folder == "Money"
        assert names(pilot) == ["refund"]


async def test_folders_are_not_there_at_80_columns(
    running: Running, library: dict[str, int]
) -> None:
    async with running() as pilot:
        await visit(pilot)
        assert not place_of(pilot).query_one(FolderList).display
        assert place_of(pilot).query_one(CannedPreview).region.width == 80


@pytest.mark.parametrize(
    "hostile",
    ["[/b] [@click=app.quit]x[/]", "\x1b]0;owned\x07\x1b[2J", "\u202egnp.exe", "漢字" * 80],
)
async def test_hostile_texts_are_shown_and_nothing_runs(
    running: Running, desk: Desk, hostile: str
) -> None:
    made = canned_edit.create(desk, Form("evil", hostile, f"{hostile} {{{{order.eta}}}}", hostile))
    async with running() as pilot:
        await visit(pilot, ticket_id=1, canned_id=made)
        lines = [place_of(pilot).responses.render_line(y).text for y in range(3)]
        shown = "\n".join([*lines, previewed(pilot)])
        assert not any(char in shown for char in "\x1b\x07\u202e")
        assert "{{order.eta}} missing" in previewed(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert isinstance(host_of(pilot).screen, CannedEditor)
        assert not any(one in host_of(pilot).screen.body.text for one in "\x1b\x07\u202e")
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(host_of(pilot).screen, CannedScreen)


async def test_the_find_field_moves_the_list(running: Running, library: dict[str, int]) -> None:
    async with running() as pilot:
        await visit(pilot)
        await pilot.press("slash", "down")
        assert isinstance(host_of(pilot).focused, Input)
        assert place_of(pilot).responses.cursor == 1


async def test_export_writes_a_file(
    running: Running, library: dict[str, int], world: TestDesk
) -> None:
    async with running() as pilot:
        await visit(pilot)
        await host_of(pilot).give("canned.export")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert (world.folder / "responses.jsonl").read_text(encoding="utf-8").count("\n") == 3
        assert toasts(pilot)[-1].startswith("3 responses are in")
