"""Triage mode: fifty tickets by two keys each, skip, spam, undo, the state, hostile text."""

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from csr_desk.actions import interaction, shift
from csr_desk.config import Config, DeskConfig, KeyBinding
from csr_desk.domain.models import AgentState, Channel, Priority, Status
from csr_desk.reports import report, report_text
from csr_desk.screens.spam_question import SpamQuestion
from csr_desk.screens.triage import TriageScreen
from csr_desk.store import tickets, timeline, untriaged
from csr_desk.widgets.clock_bar import ClockBar
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts

WORD = {"1": "urgent", "2": "high", "3": "normal", "4": "low"}


@pytest.fixture
def teams(world: TestDesk) -> list[str]:
    names = ["Billing", "Logistics", "Technical", "Sales"]
    with world.store.transaction():
        for name in names:
            world.store.insert("team", name=name)
    return names


def new(world: TestDesk, subject: str, body: str = "Hello.") -> int:
    return world.ticket(subject, body=body, assign_to_me=False)


def many(world: TestDesk, count: int) -> list[int]:
    found = []
    for number in range(count):
        found.append(new(world, f"Case {number + 1}"))
        world.wait(1)
    return found


def words(pilot: Pilot[Any], name: str) -> str:
    return str(pilot.app.screen.query_one(f"#{name}", Static).content)


def subject(pilot: Pilot[Any]) -> str:
    return words(pilot, "head").partition("\n")[0]


def outcome(world: TestDesk, ticket_id: int) -> tuple[str, str | None]:
    one = tickets.ticket(world.store, ticket_id)
    return one.priority.word, one.team


async def burst(pilot: Pilot[Any], typed: str) -> None:
    """Type as fast as one write of the terminal brings it: no pause between the keys."""
    names = {".": "full_stop", " ": "space", "\r": "enter", "\x1b": "escape"}
    await pilot.press(*(names.get(char, char) for char in typed))
    await pilot.pause()


async def test_two_keys_a_ticket(running: Running, world: TestDesk, teams: list[str]) -> None:
    one, two = many(world, 2)
    async with running() as pilot:
        await pilot.press("g", "t")
        assert isinstance(pilot.app.screen, TriageScreen)
        assert subject(pilot) == "Case 1"
        assert "Thomas Berg" in words(pilot, "head")
        assert "email" in words(pilot, "head")
        assert words(pilot, "first-lines") == "Hello."
        assert words(pilot, "progress") == "0 done, 2 left"
        world.wait(20)
        await pilot.press("1")
        assert "[1 urgent]" in words(pilot, "priorities")
        await pilot.press("b")
        assert outcome(world, one) == ("urgent", "Billing")
        assert subject(pilot) == "Case 2"
        assert words(pilot, "progress") == "1 done, 1 left, 20 s each"
        await pilot.press("4", "l")
        assert outcome(world, two) == ("low", "Logistics")


async def test_a_burst_in_one_write(running: Running, world: TestDesk, teams: list[str]) -> None:
    found = many(world, 6)
    async with running() as pilot:
        await burst(pilot, "gt1b2b.3b4.2m")
        assert [outcome(world, one) for one in found] == [
            ("urgent", "Billing"),
            ("high", "Billing"),
            ("high", "Billing"),
            ("normal", "Billing"),
            ("low", "Billing"),
            ("high", None),
        ]
        assert tickets.ticket(world.store, found[-1]).assignee_id == 1
        assert "Nothing waits for triage" in words(pilot, "head")


async def test_fifty_tickets_in_ten_minutes(
    running: Running, world: TestDesk, teams: list[str]
) -> None:
    found = many(world, 50)
    keys = [("1234"[n % 4], "blt"[n % 3]) for n in range(50)]
    async with running() as pilot:
        await pilot.press("g", "t")
        began = world.desk.now()
        for digit, letter in keys:
            world.wait(11)
            await pilot.press(digit, letter)
        assert (world.desk.now() - began) / 1000 < 600
        names = {"b": "Billing", "l": "Logistics", "t": "Technical"}
        for one, (digit, letter) in zip(found, keys, strict=True):
            assert outcome(world, one) == (WORD[digit], names[letter])
        assert words(pilot, "progress") == "50 done, 0 left, 11 s each"
        assert untriaged.ids(world.store) == []
        await pilot.press("escape")
        await pilot.pause()
    written = report_text.as_json(
        report.shift(world.store, Config(), 1, world.desk.now()), world.desk.zone
    )
    assert written["states"]["TRIAGE"] == 550
    assert world.store.value("SELECT count(*) FROM event WHERE kind = 'triage.set'") == 50


async def test_the_letters_are_shown_and_s_is_never_one(
    running: Running, world: TestDesk, teams: list[str]
) -> None:
    many(world, 1)
    async with running() as pilot:
        await pilot.press("g", "t")
        shown = words(pilot, "groups")
        for answer in ("b Billing", "l Logistics", "t Technical", "a Sales", "m me"):
            assert answer in shown
        assert "again" not in shown
        assert "s" not in pilot.app.screen.letters  # type: ignore[attr-defined]


async def test_a_letter_without_a_priority_is_refused(
    running: Running, world: TestDesk, teams: list[str]
) -> None:
    (one,) = many(world, 1)
    async with running() as pilot:
        await pilot.press("g", "t", "b", "m")
        assert "no priority yet" in toasts(pilot)[0]
        await pilot.press(".")
        assert "no last group" in toasts(pilot)[-1]
        assert untriaged.ids(world.store) == [one]
        await pilot.press("2", "3", "b")
        assert outcome(world, one) == ("normal", "Billing")


async def test_spam_asks_first(running: Running, world: TestDesk) -> None:
    one, two = many(world, 2)
    async with running() as pilot:
        await pilot.press("g", "t", "s")
        assert isinstance(pilot.app.screen, SpamQuestion)
        await pilot.press("escape")
        assert untriaged.ids(world.store) == [one, two]
        await burst(pilot, "s\r")
        found = tickets.ticket(world.store, one)
        assert (found.is_spam, found.status) == (True, Status.CLOSED)
        assert subject(pilot) == "Case 2"
        await pilot.press("u")
        assert subject(pilot) == "Case 1"
        assert tickets.ticket(world.store, one).status is Status.NEW
        assert timeline.open_segment(world.store).state is AgentState.TRIAGE  # type: ignore[union-attr]


async def test_spam_by_mouse(running: Running, world: TestDesk) -> None:
    (one,) = many(world, 1)
    async with running() as pilot:
        await pilot.press("g", "t", "s")
        await pilot.click("OptionList", offset=(4, 0))
        await pilot.pause()
        assert tickets.ticket(world.store, one).is_spam


async def test_skipped_tickets_come_back_at_the_end_of_the_round(
    running: Running, world: TestDesk, teams: list[str]
) -> None:
    many(world, 3)
    async with running() as pilot:
        await burst(pilot, "gt ")
        assert subject(pilot) == "Case 2"
        assert words(pilot, "progress") == "0 done, 3 left, 1 of them skipped"
        await burst(pilot, "1b1b")
        assert subject(pilot) == "Case 1"
        assert "the round is over" in words(pilot, "progress")
        assert toasts(pilot) == []
        await burst(pilot, "1b")
        assert "Nothing waits" in words(pilot, "head")


async def test_what_arrives_meanwhile_joins_the_round(
    running: Running, world: TestDesk, teams: list[str]
) -> None:
    many(world, 1)
    async with running() as pilot:
        await pilot.press("g", "t")
        new(world, "Just in")
        await burst(pilot, "1b")
        assert subject(pilot) == "Just in"


async def test_undo_takes_back_one_after_the_other(
    running: Running, world: TestDesk, teams: list[str]
) -> None:
    one, two, three = many(world, 3)
    async with running() as pilot:
        await burst(pilot, "gt1b2lu")
        assert subject(pilot) == "Case 2"
        assert untriaged.ids(world.store) == [two, three]
        assert outcome(world, two) == ("normal", None)
        await pilot.press("u")
        assert untriaged.ids(world.store) == [one, two, three]
        assert words(pilot, "progress") == "0 done, 3 left · #3 is back"
        await pilot.press("u")
        assert "Nothing was triaged here yet" in toasts(pilot)[-1]
        await burst(pilot, "3t")
        assert outcome(world, one) == ("normal", "Technical")


async def test_the_state_is_triage_and_comes_back(running: Running, world: TestDesk) -> None:
    many(world, 1)
    shift.set_state(world.desk, AgentState.ADMIN)
    world.wait(10)
    async with running() as pilot:
        await pilot.press("g", "t")
        world.wait(65)
        host_of(pilot).tick()
        assert "TRIAGE 01:05" in pilot.app.screen.query_one(ClockBar).words
        await pilot.press("escape")
        await pilot.pause()
        assert timeline.open_segment(world.store).state is AgentState.ADMIN  # type: ignore[union-attr]
        spans = timeline.segments(world.store, 1)
        assert [(one.state, ((one.to_at or 0) - one.from_at) // 1000) for one in spans[:2]] == [
            (AgentState.ADMIN, 10),
            (AgentState.TRIAGE, 65),
        ]


async def test_every_way_out_gives_the_state_back(running: Running, world: TestDesk) -> None:
    many(world, 1)
    async with running() as pilot:
        for way in (("g", "q"), ("g", "l"), ("g", "c"), ("escape",)):
            await pilot.press("g", "t")
            assert timeline.open_segment(world.store).state is AgentState.TRIAGE  # type: ignore[union-attr]
            await pilot.press(*way)
            await pilot.pause()
            assert timeline.open_segment(world.store).state is AgentState.AVAILABLE  # type: ignore[union-attr]
        await pilot.press("g", "t", "f12")
        await pilot.pause()
        assert timeline.open_segment(world.store).state is AgentState.TRIAGE  # type: ignore[union-attr]


async def test_enter_opens_the_ticket_and_escape_comes_back(
    running: Running, world: TestDesk
) -> None:
    (one,) = many(world, 1)
    async with running() as pilot:
        await pilot.press("g", "t", "enter")
        await pilot.pause()
        assert host_of(pilot).place.PLACE == "ticket"
        focused = timeline.focused(world.store)
        assert focused is not None
        assert focused.ticket_id == one
        assert timeline.current_shift(world.store).base_state is AgentState.AVAILABLE  # type: ignore[union-attr]
        world.wait(5)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, TriageScreen)
        assert subject(pilot) == "Case 1"
        assert timeline.open_segment(world.store).state is AgentState.TRIAGE  # type: ignore[union-attr]


async def test_a_contact_with_something_in_it_is_kept(running: Running, world: TestDesk) -> None:
    (one,) = many(world, 1)
    async with running() as pilot:
        await pilot.press("g", "t", "enter", "r", *"Hi", "escape", "escape")
        await pilot.pause()
        assert host_of(pilot).place.PLACE == "triage"
        assert timeline.focused(world.store).ticket_id == one  # type: ignore[union-attr]
        assert "no contact is in focus" in words(pilot, "head")
        assert "is in focus" in toasts(pilot)[-1]
        await pilot.press("1", "m")
        assert untriaged.ids(world.store) == [one]


async def test_it_is_refused_while_a_contact_is_in_focus(running: Running, world: TestDesk) -> None:
    (one,) = many(world, 1)
    interaction.open_contact(world.desk, one, Channel.PHONE)
    async with running() as pilot:
        await pilot.press("g", "t")
        assert host_of(pilot).place.PLACE == "queue"
        assert "is in focus" in toasts(pilot)[0]
        assert "before triage" in toasts(pilot)[0]


async def test_nothing_to_triage_is_said(running: Running, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("g", "t")
        assert words(pilot, "head").startswith("Nothing waits for triage")
        assert "Esc leaves" in words(pilot, "head")
        assert words(pilot, "groups") == ""
        await pilot.press("1", "b", "s", "space", "enter")
        assert isinstance(pilot.app.screen, TriageScreen)
        assert toasts(pilot)
        assert all(one == "No ticket waits for triage." for one in toasts(pilot))


async def test_a_group_by_its_name(running: Running, world: TestDesk, teams: list[str]) -> None:
    (one,) = many(world, 1)
    async with running() as pilot:
        await pilot.press("g", "t", "2", "G", *"tech", "enter")
        await pilot.pause()
        assert outcome(world, one) == ("high", "Technical")


async def test_hostile_text_is_inert(running: Running, world: TestDesk) -> None:
    evil = "[/b][@click=app.quit]x[/] \x1b]0;t\x07\x1b[2J \u202eevil [bold]"
    with world.store.transaction():
        world.store.insert("team", name="[red]Billing\x1b[31m")
    one = new(world, evil, body=evil * 50 + "\n" * 9_000 + "z" * 9_000)
    async with running() as pilot:
        await pilot.press("g", "t")
        await pilot.pause()
        for name in ("head", "first-lines", "groups"):
            assert "\x1b" not in words(pilot, name)
            assert "\u202e" not in words(pilot, name)
        assert "[/b][@click=app.quit]x[/]" in subject(pilot)
        assert pilot.app.screen.query_one("#groups").size.height <= 5
        await pilot.press("pagedown", "s")
        assert isinstance(pilot.app.screen, SpamQuestion)
        await pilot.press("escape", "1", "r")
        assert tickets.ticket(world.store, one).priority is Priority.URGENT


async def test_the_text_stays_in_sight_at_eighty_columns(running: Running, world: TestDesk) -> None:
    with world.store.transaction():
        for number in range(30):
            world.store.insert("team", name=f"A rather long group {number}")
    new(world, "Subject " * 40, body="First line.\nSecond line.")
    async with running() as pilot:
        await pilot.press("g", "t")
        await pilot.pause()
        box = pilot.app.screen.query_one("#text")
        assert box.size.height >= 3
        lines = words(pilot, "groups").splitlines()
        assert max(map(len, lines)) <= 78
        assert all(line.startswith(("Group     ", " " * 10)) for line in lines)
        assert "by name" in words(pilot, "groups")


class TestOwnKeys:
    """The agent's own keys: letters give way, the words show what is pressed today."""

    @pytest.fixture
    def config(self) -> Config:
        keys = {
            "triage.urgent": KeyBinding(("b",), 1),
            "triage.mine": KeyBinding(("o",), 2),
        }
        return Config(desk=DeskConfig(zone="UTC"), keys=keys)

    async def test_a_remapped_key_is_no_group_letter(
        self, running: Running, world: TestDesk, teams: list[str]
    ) -> None:
        (one,) = many(world, 1)
        async with running() as pilot:
            await pilot.press("g", "t", "b")
            assert "[b urgent]" in words(pilot, "priorities")
            screen = pilot.app.screen
            assert isinstance(screen, TriageScreen)
            letter = next(key for key, team in screen.letters.items() if team == 1)
            assert letter not in "bo"
            await pilot.press(letter)
            assert outcome(world, one) == ("urgent", "Billing")
