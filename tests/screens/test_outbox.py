"""The outbox: what needs the agent first, why each change is there, and every decision on it."""

from dataclasses import replace

import pytest
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from csr_desk.actions import draft
from csr_desk.config import AccountConfig, Config, DeskConfig
from csr_desk.domain.models import DraftKind
from csr_desk.screens.dialogs import Confirm
from csr_desk.screens.edit_text import EditText
from csr_desk.screens.outbox import OutboxScreen
from csr_desk.screens.ticket import TicketScreen
from csr_desk.store import remote
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.outbox_world import WORK, Uids, full


@pytest.fixture
def config() -> Config:
    return replace(
        Config(),
        desk=DeskConfig(zone="UTC"),
        accounts={WORK: AccountConfig(WORK, "zendesk", "https://example.zendesk.com")},
    )


@pytest.fixture
def uids(world: TestDesk) -> Uids:
    return full(world.desk)


def screen(pilot: Pilot[int]) -> OutboxScreen:
    place = host_of(pilot).place
    assert isinstance(place, OutboxScreen)
    return place


def rows(pilot: Pilot[int]) -> list[str]:
    lines = screen(pilot).lines
    shown = [lines.render_line(y).text for y in range(lines.size.height)]
    return [" ".join(line.split()) for line in shown if line.strip()]


def words(pilot: Pilot[int], selector: str) -> str:
    return str(screen(pilot).query_one(selector, Static).content)


def state(world: TestDesk, uid: str) -> str:
    return str(world.store.value("SELECT state FROM operation WHERE uid = ?", uid))


def choose(pilot: Pilot[int], world: TestDesk, uid: str) -> None:
    number = world.store.value("SELECT seq FROM operation WHERE uid = ?", uid)
    lines = screen(pilot).lines
    place = lines.source.index_of(number)
    assert place is not None
    lines.cursor = place


async def test_what_needs_the_agent_stands_first(running: Running, uids: Uids) -> None:
    async with running() as pilot:
        await pilot.press("g", "o")
        assert words(pilot, "#title") == "Outbox · 4 need you · 4 wait"
        assert [row.split("#")[0] for row in rows(pilot)] == [
            "▸conflict ",
            "held ",
            "refused ",
            "was it sent ",
            "leaves 15 s ",
            "queued ",
            "in 40 s ",
            "blocked ",
        ]
        assert "35430 Late parcel priority: you high, there urgent 09:00" in rows(pilot)[0]
        assert "behind the refused reply: tags" in rows(pilot)[-1]


async def test_the_seconds_run_down_and_the_cursor_stays(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j", "j")
        world.wait(5)
        host_of(pilot).tick()
        assert "leaves 10 s" in rows(pilot)[4]
        assert "in 35 s" in rows(pilot)[6]
        with world.store.transaction():
            world.store.execute("UPDATE operation SET state = 'dropped' WHERE uid = ?", uids.held)
        host_of(pilot).tick()
        assert rows(pilot)[1].startswith("▸refused #35432")


async def test_a_conflict_has_three_values_in_words(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o")
        told = words(pilot, "#details Static")
        assert "You and somebody else changed the priority, 09:00." in told
        assert "It was  normal\nYours   high (m sends it)\nTheirs  urgent (t keeps it)" in told
        await pilot.press("t")
        assert toasts(pilot) == ["Ticket #35430: priority is urgent."]
        assert state(world, uids.clashing) == "dropped"
        assert rows(pilot)[0].startswith("▸held")


async def test_my_side_of_a_conflict_is_queued(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "m")
        assert state(world, uids.clashing) == "queued"
        assert toasts(pilot) == ["Ticket #35430: priority is high."]


async def test_a_held_reply_shows_what_others_wrote_and_is_sent(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j")
        await pilot.pause()
        told = words(pilot, "#details Static")
        assert "Your refund is on its way.\nIt takes three days." in told
        assert "Colleague, 09:00" in told
        assert "I wrote to the bank already." in told
        await pilot.press("s")
        assert state(world, uids.held) == "waiting"
        assert "leaves 15 s" in " ".join(rows(pilot))


async def test_a_held_reply_becomes_a_note(running: Running, uids: Uids, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j", "n")
        assert state(world, uids.held) == "dropped"
        assert toasts(pilot) == ["The reply on #35431 is an internal note now."]


async def test_a_held_reply_goes_back_into_the_composer(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    draft.save(world.desk, uids.held_ticket, DraftKind.REPLY, "begun anew")
    async with running() as pilot:
        await host_of(pilot).go("ticket", ticket_id=uids.held_ticket, compose="reply")
        await pilot.press("escape", "g", "o", "j", "enter")
        await pilot.pause()
        ticket = host_of(pilot).place
        assert isinstance(ticket, TicketScreen)
        assert ticket.composer.text == (
            "Your refund is on its way.\nIt takes three days.\n\nbegun anew"
        )
        assert state(world, uids.held) == "dropped"


async def test_only_what_the_helpdesk_said_counts_as_its_words(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    with world.store.transaction():
        for uid in (uids.queued, uids.held, uids.waiting):
            world.store.execute("UPDATE operation SET error = 'no line' WHERE uid = ?", uid)
    async with running() as pilot:
        await pilot.press("g", "o")
        for uid, told in ((uids.queued, "Last try: no line"), (uids.held, ""), (uids.waiting, "")):
            choose(pilot, world, uid)
            await pilot.pause()
            shown = words(pilot, "#details Static")
            assert "In its words" not in shown
            assert (told in shown) if told else ("no line" not in shown)


async def test_a_refused_reply_is_edited_and_queued(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j", "j")
        await pilot.pause()
        assert "In its words: Order: is required when solving a ticket" in words(
            pilot, "#details Static"
        )
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, EditText)
        pilot.app.screen.query_one(TextArea).text = ""
        await pilot.press("ctrl+s")
        assert isinstance(pilot.app.screen, EditText)
        pilot.app.screen.query_one(TextArea).text = "Size 43 it is."
        await pilot.press("ctrl+s")
        assert state(world, uids.refused) == "queued"
        assert state(world, uids.behind) == "queued"
        assert "Size 43 it is." in " ".join(rows(pilot))


async def test_leaving_the_editor_keeps_the_old_text(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j", "j", "enter", "x", "escape")
        assert state(world, uids.refused) == "rejected"
        assert "We send size 42 today." in words(pilot, "#details Static")


async def test_a_refused_change_is_tried_again(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j", "j", "r")
        assert state(world, uids.refused) == "queued"


async def test_dropping_a_text_asks_first(running: Running, uids: Uids, world: TestDesk) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j", "j", "d")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n")
        assert state(world, uids.refused) == "rejected"
        await pilot.press("d", "y")
        assert state(world, uids.refused) == "dropped"
        body = world.store.value(
            "SELECT body FROM message WHERE id = (SELECT message_id FROM operation WHERE uid = ?)",
            uids.refused,
        )
        assert body == "We send size 42 today."


async def test_dropping_a_field_change_does_not_ask(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o")
        choose(pilot, world, uids.later)
        assert "assignee Colleague" in rows(pilot)[6]
        await pilot.press("d")
        assert state(world, uids.later) == "dropped"
        assert toasts(pilot) == ["The update on #35435 is dropped."]


async def test_dropping_in_the_undo_window_gives_the_text_back(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o")
        choose(pilot, world, uids.waiting)
        await pilot.press("d")
        await pilot.pause()
        ticket = host_of(pilot).place
        assert isinstance(ticket, TicketScreen)
        assert ticket.composer.text == "It is blue."


@pytest.mark.parametrize(
    ("key", "after"), [("y", "acknowledged"), ("S", "queued")], ids=["arrived", "again"]
)
async def test_the_agent_judges_what_is_in_doubt(
    running: Running, uids: Uids, world: TestDesk, key: str, after: str
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j", "j", "j", key)
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n")
        assert state(world, uids.asked) == "in_doubt"
        await pilot.press(key, "y")
        assert state(world, uids.asked) == after


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("s", "Only a held reply is sent anyway. r tries a refused one."),
        ("n", "Only a reply can be kept as a note."),
        ("d", "Settle the conflict: m sends yours, t keeps theirs."),
        ("enter", "There is no text in it to edit. o opens its ticket."),
        ("r", "Only what was refused or waits its turn is tried again."),
        ("y", "There is no doubt about this one."),
    ],
)
async def test_what_cannot_be_done_says_why(
    running: Running, uids: Uids, key: str, reason: str
) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", key)  # on the conflict
        assert toasts(pilot) == [reason]


async def test_a_ticket_is_opened_and_left_again(running: Running, uids: Uids) -> None:
    async with running() as pilot:
        await pilot.press("g", "o", "j", "o")
        ticket = host_of(pilot).place
        assert isinstance(ticket, TicketScreen)
        assert ticket.ticket_id == uids.held_ticket
        await pilot.press("escape")
        assert isinstance(host_of(pilot).place, OutboxScreen)


async def test_an_empty_outbox_says_so(running: Running) -> None:
    async with running() as pilot:
        await pilot.press("g", "o")
        assert rows(pilot)[0].startswith("The outbox is empty: everything is where it belongs.")
        await pilot.press("d")
        assert toasts(pilot) == ["The outbox is empty: nothing waits for a decision."]


async def test_the_status_line_leads_here(running: Running, uids: Uids) -> None:
    async with running() as pilot:
        line = host_of(pilot).place.query_one("StatusLine")
        at = line.words.index("outbox") + 1  # type: ignore[attr-defined]
        await pilot.click("StatusLine", offset=(at + 1, 0))
        assert isinstance(host_of(pilot).place, OutboxScreen)


async def test_what_the_account_needs_is_one_sentence(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    with world.store.transaction():
        remote.set_account(world.store, WORK, state="sign_in")
    async with running() as pilot:
        await pilot.press("g", "o")
        assert words(pilot, "#needs") == (
            "work wants you to sign in again: run `csr-desk account add work`."
        )
        with world.store.transaction():
            remote.set_account(world.store, WORK, state="online")
        host_of(pilot).tick()
        assert not screen(pilot).query_one("#needs").display


async def test_syncing_now_asks_the_app(
    running: Running, uids: Uids, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as pilot:
        asked: list[bool] = []
        monkeypatch.setattr(host_of(pilot), "kick_sync", lambda: asked.append(True))
        await pilot.press("g", "o", "R")
        assert asked == [True]


async def test_hostile_text_stays_text(running: Running, uids: Uids, world: TestDesk) -> None:
    with world.store.transaction():
        world.store.execute("UPDATE ticket SET subject = '[/b]\x1b[2J {message.send}'")
        world.store.execute(
            "UPDATE operation SET error = '[@click=app.quit]x[/] {help}' WHERE uid = ?",
            uids.refused,
        )
    async with running() as pilot:
        await pilot.press("g", "o", "j", "j")
        await pilot.pause()
        told = words(pilot, "#details Static")
        assert "[/b]␛[2J {message.send}" in told
        assert "[@click=app.quit]x[/] {help}" in told


async def test_the_footer_and_the_lines_fit_80_columns(running: Running, uids: Uids) -> None:
    async with running(size=(80, 24)) as pilot:
        await pilot.press("g", "o")
        assert len(screen(pilot).footer_words) <= 78
        assert screen(pilot).footer_words.startswith("F1 Help  o Open  m Mine  t Theirs")
        await pilot.press("j")
        await pilot.pause()
        assert screen(pilot).footer_words.startswith(
            "F1 Help  Enter Edit  s Send  n As note  d Drop  o Open"
        )


async def test_opening_a_ticket_asks_the_helpdesk_for_it(
    running: Running, uids: Uids, world: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wanted() -> object:
        sql = "SELECT wanted_at FROM remote_ticket WHERE ticket_id = ?"
        return world.store.value(sql, uids.held_ticket)

    async with running() as pilot:
        kicks: list[bool] = []
        monkeypatch.setattr(host_of(pilot), "kick_sync", lambda: kicks.append(True))
        await host_of(pilot).go("ticket", ticket_id=uids.held_ticket)
        first = wanted()
        assert first == world.desk.now()
        world.wait(30)
        await host_of(pilot).go("ticket", ticket_id=uids.held_ticket)
        assert wanted() == first
        world.wait(31)
        await host_of(pilot).go("ticket", ticket_id=uids.held_ticket)
        assert wanted() == world.desk.now()
        await host_of(pilot).go("ticket", ticket_id=1)
        assert kicks == [True, True]


async def test_the_details_stay_scrolled_while_the_engine_works(
    running: Running, uids: Uids, world: TestDesk
) -> None:
    with world.store.transaction():
        world.store.execute(
            "UPDATE message SET body = ? WHERE id = (SELECT message_id FROM operation"
            " WHERE uid = ?)",
            "\n".join(f"line {number}" for number in range(60)),
            uids.refused,
        )
    async with running() as pilot:
        await pilot.press("g", "o", "j", "j")
        await pilot.pause()
        await pilot.press("ctrl+down", "ctrl+down")
        details = screen(pilot).query_one("#details")
        at = details.scroll_offset.y
        assert at > 0
        with world.store.transaction():
            world.store.execute("UPDATE operation SET attempts = 9 WHERE uid = ?", uids.queued)
        host_of(pilot).tick()
        await pilot.pause()
        assert details.scroll_offset.y == at
        await pilot.press("j")
        await pilot.pause()
        assert details.scroll_offset.y == 0


async def test_a_refused_text_goes_on_in_a_follow_up_ticket(
    running: Running, world: TestDesk, uids: Uids
) -> None:
    async with running(first="queue") as pilot:
        await host_of(pilot).go("outbox")
        choose(pilot, world, uids.refused)
        await pilot.press("f")
        await pilot.pause()
        assert "follows up on" in " ".join(toasts(pilot))
    assert state(world, uids.refused) == "dropped"
