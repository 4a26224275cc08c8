"""Files on the ticket screen: listed, fetched, saved, attached to a reply."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from csr_desk.actions import message
from csr_desk.screens.files import AskPath, Files, file_content
from csr_desk.screens.ticket import TicketScreen
from csr_desk.store import remote_files
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"p" * 120_000)
    return path


def file_of(world: TestDesk, name: str, **more: object) -> int:
    message_id = message.receive(world.desk, 1, "See the file.", author="Ann")
    return world.store.insert(
        "attachment",
        ticket_id=1,
        message_id=message_id,
        remote_id="9",
        name=name,
        size=120_000,
        url="https://example.com/9",
        **more,
    )


def top(pilot: Pilot[int]) -> object:
    return pilot.app.screen


def ticket(pilot: Pilot[int]) -> TicketScreen:
    place = host_of(pilot).place
    assert isinstance(place, TicketScreen)
    return place


async def test_a_file_is_asked_for_comes_and_is_saved(
    running: Running, world: TestDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id = file_of(world, "[/b]photo.jpg")
    async with running() as pilot:
        kicks: list[bool] = []
        await host_of(pilot).go("ticket", ticket_id=1)
        monkeypatch.setattr(host_of(pilot), "kick_sync", lambda: kicks.append(True))
        await pilot.press("A", "enter")
        files = top(pilot)
        assert isinstance(files, Files)
        assert kicks == [True]
        assert "[/b]photo.jpg" in str(file_content(files._files[0]))
        assert "120 kB  being fetched" in str(file_content(files._files[0]))
        sha256 = remote_files.keep(world.desk.places.data, b"pixels")
        with world.store.transaction():
            world.store.execute(
                "UPDATE attachment SET sha256 = ?, wanted_at = NULL WHERE id = ?", sha256, file_id
            )
        files._read()
        assert "here" in str(file_content(files._files[0]))
        await pilot.press("enter")
        ask = top(pilot)
        assert isinstance(ask, AskPath)
        ask.query_one(Input).value = str(tmp_path)
        await pilot.press("enter")
        assert (tmp_path / "b]photo.jpg").read_bytes() == b"pixels"
        assert toasts(pilot)[-1].endswith("Nothing was opened.")


async def test_malware_is_never_asked_for(running: Running, world: TestDesk) -> None:
    file_of(world, "a.zip", scan="malware_found")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("A", "enter")
        assert toasts(pilot) == [
            "The helpdesk found malware in this file. Ask the sender for another one."
        ]
        assert world.store.value("SELECT wanted_at FROM attachment") is None


async def test_a_ticket_without_files_says_so(running: Running, world: TestDesk) -> None:
    message.receive(world.desk, 1, "Hello", author="Ann")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("A")
        assert toasts(pilot) == ["No message of this ticket has a file. Nothing is to be fetched."]


async def test_a_file_is_attached_by_its_path_and_sent(
    running: Running, world: TestDesk, photo: Path
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("r", *"See", "ctrl+o")
        ask = top(pilot)
        assert isinstance(ask, AskPath)
        ask.query_one(Input).value = f"{photo.parent}/pho"
        await pilot.pause()
        await pilot.press("tab", "enter")
        composer = ticket(pilot).composer
        assert "REPLY to customer by email ⎘ 1 file" in composer.words
        assert composer.notice == "Attached: ⎘ photo.jpg (120 kB)"
        assert composer.editor.has_focus
        await pilot.press(" ", *"photo attached.", "f10")
        row = world.store.one(
            "SELECT m.body, a.name FROM attachment a JOIN message m ON m.id = a.message_id"
        )
        assert row == ("See photo attached.", "photo.jpg")
        assert ticket(pilot).files == ()


async def test_attached_files_survive_leaving_and_undo(
    running: Running, world: TestDesk, photo: Path
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("r", *"Here")
        ticket(pilot)._attach_path(str(photo))
        await host_of(pilot).go("ticket", ticket_id=2)
        assert ticket(pilot).files == ()
        await host_of(pilot).go("ticket", ticket_id=1)
        assert len(ticket(pilot).files) == 1
        await pilot.press("f10")
        assert ticket(pilot).files == ()
        await pilot.press("u")
        await pilot.pause()
        assert ticket(pilot).composer.text == "Here"
        assert "⎘ 1 file" in ticket(pilot).composer.words


async def test_a_file_is_taken_off_again(running: Running, world: TestDesk, photo: Path) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("r", *"Here")
        ticket(pilot)._attach_path(str(photo))
        ticket(pilot).do_composer_detach()
        await pilot.pause()
        await pilot.press("enter")
        assert ticket(pilot).files == ()
        assert "⎘" not in ticket(pilot).composer.words
        assert world.store.value("SELECT count(*) FROM attachment") == 0


async def test_a_missing_path_is_said_and_nothing_changes(
    running: Running, world: TestDesk
) -> None:
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        await pilot.press("r", *"Here", "ctrl+o")
        ask = top(pilot)
        assert isinstance(ask, AskPath)
        ask.query_one(Input).value = "/nowhere/x.png"
        await pilot.press("enter")
        assert toasts(pilot) == ["x.png cannot be read: No such file or directory. Check the path."]
        assert ticket(pilot).composer.text == "Here"


async def test_the_conversation_names_the_files_and_warns(
    running: Running, world: TestDesk
) -> None:
    file_of(world, "[/b]invoice.pdf")
    file_of(world, "tool.exe", scan="malware_found")
    with world.store.transaction():
        world.store.execute("UPDATE message SET warnings = 'The sender is not sure.' WHERE id = 2")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=1)
        words = ticket(pilot).conversation.words
        assert "⎘ [/b]invoice.pdf (120 kB)" in words
        assert "⎘ tool.exe (120 kB, malware found)" in words
        assert "! The sender is not sure." in words
