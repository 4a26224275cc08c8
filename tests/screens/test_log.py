"""The log: sums equal to the report, days, filter, details, corrections, a year of contacts."""

from collections.abc import Callable
from datetime import date

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from csr_desk.actions import interaction, shift, time_correction, wrap_up
from csr_desk.domain.models import Channel, Phase
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import log_span, log_sums, report
from csr_desk.screens.correction import CorrectWrapUp, seconds_of
from csr_desk.screens.dialogs import Confirm
from csr_desk.screens.log import LogScreen
from csr_desk.screens.wrap_up import WrapUpScreen
from csr_desk.store import timeline
from csr_desk.widgets.log_details import sums_line
from csr_desk.widgets.strip_line import StripLine
from csr_desk.widgets.wrap_strip import WrapStrip
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.sample import SAMPLE, SampleTicket

Handle = Callable[..., int]


@pytest.fixture
def handle(world: TestDesk) -> Handle:
    """Handle one call: talk, hold and after-call work in seconds, then the wrap-up."""

    def one(
        talk: int = 300,
        hold: int = 0,
        acw: int = 55,
        wanted: WrapUp | None = None,
        ticket_id: int = 1,
    ) -> int:
        opened = interaction.open_contact(world.desk, ticket_id, Channel.PHONE)
        world.wait(talk)
        if hold:
            interaction.hold(world.desk)
            world.wait(hold)
            interaction.resume(world.desk)
        interaction.end(world.desk)
        world.wait(acw)
        wrap_up.commit(world.desk, opened.id, wanted or WrapUp("order/late", "resolved"))
        return opened.id

    return one


def words(pilot: Pilot[int], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).content)


def rows(pilot: Pilot[int]) -> list[str]:
    screen = pilot.app.screen
    assert isinstance(screen, LogScreen)
    lines = [screen.records.render_line(y).text for y in range(screen.records.size.height)]
    return [" ".join(line.split()) for line in lines if line.strip()]


def screen(pilot: Pilot[int]) -> LogScreen:
    assert isinstance(pilot.app.screen, LogScreen)
    return pilot.app.screen


async def test_the_shift_with_its_sums(running: Running, handle: Handle, world: TestDesk) -> None:
    handle(300, 60, 55)
    handle(100, 0, 20, WrapUp("returns/refund", "pending_customer", note="broken", tags=("vip",)))
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l")
        assert words(pilot, "#title") == "Shift since Mon 23 Nov 09:00 · 2 contacts"
        assert rows(pilot) == [
            "▸#2 09:06 phone 2:00 returns/refund pending_customer Thomas Berg",
            "#1 09:00 phone 6:55 order/late resolved Thomas Berg",
        ]
        assert words(pilot, "#sums") == (
            "handled 2 · AHT 267.5 s (535/2) · talk 6:40 · hold 1:00 · acw 1:15"
        )
        shown = words(pilot, "#details Static")
        assert "talk 1:40  hold 0:00  after-call work 0:20  handle 2:00" in shown
        assert "Tags: vip" in shown
        assert "Note: broken" in shown
        await pilot.press("j")
        assert "talk 5:00  hold 1:00  after-call work 0:55" in words(pilot, "#details Static")


async def test_the_sums_are_those_of_the_report(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    handle(300, 60, 55)
    handle(90, 0, 0, WrapUp("other/wrong-number", "spam"))
    number = handle(120, 0, 30)
    time_correction.correct(world.desk, number, Phase.TALK, -20, "the phone lay beside")
    opened = interaction.open_contact(world.desk, 2, Channel.CHAT)
    world.wait(50)
    interaction.end(world.desk, opened.id)
    interaction.park(world.desk, opened.id)
    world.wait(5)
    desk = world.desk
    for written, span in (
        (
            report.shift(desk.store, desk.config, desk.agent_id, desk.now()),
            log_span.shift_span(desk.store, desk.now(), desk.zone),
        ),
        (
            report.day(desk.store, desk.config, desk.agent_id, desk.now(), desk.zone),
            log_span.day_span(date(2026, 11, 23), desk.now(), desk.zone),
        ),
    ):
        assert span is not None
        found = log_sums.sums(desk.store, desk.config, desk.agent_id, span)
        figures = written.report.figures
        assert found.aht == figures["aht"]
        assert found.handled == figures["interactions"].num == 2
        assert found.unlogged == figures["unlogged"].num == 1
        assert found.spam == 1
        assert found.talk_s == figures["mean_talk"].num == 300 + 120 - 20
        assert found.hold_s == figures["mean_hold"].num == 60
        assert found.after_call_work_s == figures["mean_acw"].num == 85
    assert sums_line(found).endswith("unlogged 1 · spam 1")


async def test_days_before_and_after(running: Running, handle: Handle, world: TestDesk) -> None:
    handle()
    shift.end(world.desk, force=True)
    world.wait(24 * 3600)
    handle(60, 0, 0)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l")
        assert len(rows(pilot)) == 1
        await pilot.press("[")
        assert words(pilot, "#title") == "Mon 23 Nov 2026 · 1 contact"
        assert rows(pilot)[0].startswith("▸#1 ")
        await pilot.press("left")
        assert words(pilot, "#title") == "Sun 22 Nov 2026 · 0 contacts"
        assert "No contact ended in this time." in rows(pilot)[0]
        assert words(pilot, "#sums").startswith("handled 0 · AHT –")
        await pilot.press("t")
        assert words(pilot, "#title") == "Tue 24 Nov 2026 (today) · 1 contact"
        await pilot.press("]")
        assert "(today)" in words(pilot, "#title")
        await pilot.press("d", *"yesterday", "enter")
        assert words(pilot, "#title").startswith("Mon 23 Nov 2026")
        await pilot.press("d", *"tomorrow", "enter")
        assert "is still to come" in words(pilot, ".wrong")
        await pilot.press("escape", "V", "y")
        assert words(pilot, "#title") == "The last twelve months · 2 contacts"
        assert "23 Nov 09:00" in rows(pilot)[1]
        await pilot.press("V", "s")
        assert words(pilot, "#title").startswith("Shift since Tue 24 Nov")


async def test_filter_as_you_type(running: Running, handle: Handle, world: TestDesk) -> None:
    handle()
    handle(wanted=WrapUp("returns/refund", "pending_customer", tags=("vip",)))
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l", "F", *"refund VIP")
        assert words(pilot, "#title").endswith("1 of 2 contacts")
        assert rows(pilot)[0].startswith("▸#2 ")
        await pilot.press(*" zzz")
        assert "No contact of this time has these words." in rows(pilot)[0]
        await pilot.press("escape")
        assert len(rows(pilot)) == 2
        assert not screen(pilot).query_one("#filter", Input).display


async def test_a_correction_asks_why_and_the_log_keeps_both(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    number = handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l", "c")
        dialog = pilot.app.screen
        assert isinstance(dialog, CorrectWrapUp)
        assert "order/late resolved" in " ".join(dialog.query_one(StripLine).words.split())
        await pilot.press("enter")
        assert "Nothing is changed" in words(pilot, ".problem")
        await pilot.press("r", "r", "enter")
        assert words(pilot, ".problem").startswith("A correction needs a reason")
        await pilot.press(*"pressed o", "enter")
        await pilot.pause()
        assert toasts(pilot) == ["#1 is corrected; the log keeps both versions."]
        assert "returns/refund" in rows(pilot)[0]
        shown = words(pilot, "#details Static")
        assert "Every version" in shown
        assert "order/late · resolved" in shown
        assert "Corrected: pressed o" in shown
    assert world.store.value("SELECT count(*) FROM wrap_up") == 2
    found = wrap_up.current(world.desk, number)
    assert found is not None
    assert found.reason == "returns/refund"


async def test_a_correction_of_time_keeps_the_original(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l", "T", "t", *"30", "enter")
        assert "Write + or -" in words(pilot, ".wrong")
        await pilot.press("ctrl+u", *"-1:30", "enter", *"forgot to hang up", "enter")
        await pilot.pause()
        assert "4:25" in rows(pilot)[0]
        assert "corrected talk −1:30: forgot to hang up" in words(pilot, "#details Static")
        assert "talk 3:30" in words(pilot, "#sums")
        await pilot.press("T", "h", *"-5", "enter", "x", "enter")
        await pilot.pause()
        assert toasts(pilot) == ["Hold has only 0 seconds. Nothing was changed."]


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("-30", -30), ("+1:30", 90), ("−0:45", -45), ("30", None), ("+0", None), ("+1:75", None)],
)
def test_seconds_are_read_with_their_sign(typed: str, seconds: int | None) -> None:
    assert seconds_of(typed) == seconds


async def test_undo_asks_and_opens_the_wrap_up(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    number = handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l", "U")
        assert isinstance(pilot.app.screen, Confirm)
        await pilot.press("n", "U", "y")
        await pilot.pause()
        assert isinstance(pilot.app.screen, WrapUpScreen)
        entry = pilot.app.screen.query_one(WrapStrip).entry
        assert entry is not None
        assert (entry.reason, entry.outcome) == ("order/late", "resolved")
    assert wrap_up.current(world.desk, number) is None


async def test_an_unlogged_contact_is_marked_and_c_goes_to_its_wrap_up(
    running: Running, world: TestDesk
) -> None:
    one = interaction.open_contact(world.desk, 1, Channel.PHONE)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l")
        assert "running" in rows(pilot)[0]
        world.wait(61)
        host_of(pilot).tick()
        assert "1:01" in rows(pilot)[0]
        await pilot.press("c")
        assert toasts(pilot) == ["#1 still runs. Switch to it, then F9 ends it."]
        interaction.end(world.desk, one.id)
        interaction.park(world.desk, one.id)
        host_of(pilot).tick()
        assert "unlogged" in rows(pilot)[0]
        await pilot.press("c", "o", "l", "r", "enter")
        await pilot.pause()
    assert timeline.interaction(world.store, one.id).wrapped_at is not None


async def test_two_contacts_are_linked(running: Running, handle: Handle, world: TestDesk) -> None:
    handle()
    handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l", "l", *"#1", "enter")
        await pilot.pause()
        assert "Same issue as #1" in words(pilot, "#details Static")
        await pilot.press("l", *"#9", "enter")
        await pilot.pause()
        assert toasts(pilot) == ["There is no contact 9. `csr-desk log` lists them."]


async def test_enter_opens_the_ticket(running: Running, handle: Handle) -> None:
    handle(ticket_id=2)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l", "enter")
        await pilot.pause()
        ticket = pilot.app.screen
        assert isinstance(ticket, SampleTicket)
        assert ticket.shown == 2


async def test_wide_windows_show_the_phases_and_the_details_beside(
    running: Running, handle: Handle
) -> None:
    handle(300, 60, 55)
    async with running(screens=SAMPLE, size=(160, 40)) as pilot:
        await pilot.press("g", "l")
        await pilot.pause()
        assert "6:55 5:00 1:00 0:55 order/late" in rows(pilot)[0]
        assert screen(pilot).query_one("#details").region.x > 80


async def test_a_year_of_contacts_reads_only_what_is_in_sight(
    running: Running, world: TestDesk
) -> None:
    shift.start(world.desk)
    begin = world.desk.second() - 300 * 86_400_000
    with world.store.transaction():
        world.store.insert_many(
            "INSERT INTO interaction (uid, ticket_id, customer_id, channel, direction, agent_id,"
            " shift_id, started_at, ended_at, phase) VALUES (?, 1, 1, 'email', 'in', 1, 1, ?, ?,"
            " 'acw')",
            [
                (f"u{n}", begin + n * 5_000_000, begin + n * 5_000_000 + 60_000)
                for n in range(3_000)
            ],
        )
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "l", "V", "y")
        while not isinstance(pilot.app.screen, LogScreen):  # a slow machine is late
            await pilot.pause()
        assert words(pilot, "#title") == "The last twelve months · 3000 contacts"
        await pilot.press("end", "pageup")
        assert len(screen(pilot).page._records) < 200
        assert screen(pilot).records.cursor > 2_900
