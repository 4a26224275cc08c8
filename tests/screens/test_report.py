"""The statistics: periods, figures, comparison, what is behind a figure, plots, export, the HUD."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from csr_desk.actions import interaction, shift, wrap_up
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import hud, report
from csr_desk.screens import report_days
from csr_desk.screens.report import ReportScreen
from csr_desk.screens.report_work import Job
from csr_desk.screens.shift_hud import AFTER_CHANGE, AT_REST, ShiftHud
from csr_desk.widgets import report_list
from csr_desk.widgets.clock_bar import ClockBar
from csr_desk.widgets.report_lines import ReportLine
from csr_desk.widgets.report_plots import ReportPlots
from tests.desk import TestDesk
from tests.screens.conftest import Running, host_of, toasts
from tests.screens.sample import SAMPLE, SampleTicket

Handle = Callable[..., int]


@pytest.fixture
def handle(world: TestDesk) -> Handle:
    """Handle one call of so many seconds, then log it."""

    def one(
        talk: int = 400, outcome: str = "resolved", reason: str = "order/late", ticket: int = 1
    ) -> int:
        opened = interaction.open_contact(world.desk, ticket, Channel.PHONE)
        world.wait(talk)
        interaction.end(world.desk)
        world.wait(20)
        wrap_up.commit(world.desk, opened.id, WrapUp(reason, outcome))
        return opened.id

    return one


def words(pilot: Pilot[int], selector: str) -> str:
    return str(pilot.app.screen.query_one(selector, Static).content)


def screen(pilot: Pilot[int]) -> ReportScreen:
    found = pilot.app.screen
    assert isinstance(found, ReportScreen)
    return found


async def counted(pilot: Pilot[int]) -> ReportScreen:
    """Wait until the report is counted and shown."""
    await pilot.pause()
    found = host_of(pilot).get_screen("report")
    assert isinstance(found, ReportScreen)
    while found.job is not None:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
    await pilot.pause()
    return found


def line(found: ReportScreen, key: str) -> ReportLine:
    rows = found.report_lines.source
    place = rows.index_of(hash(key))
    assert place is not None, key
    row = rows.row(place)
    assert row is not None
    return row


def behind_rows(found: ReportScreen) -> list[str]:
    shown = found.list_behind
    lines = [shown.render_line(y).text for y in range(shown.size.height)]
    return [" ".join(one.split()) for one in lines if one.strip()]


async def test_g_s_shows_the_shift_and_w_the_week(running: Running, handle: Handle) -> None:
    handle()
    handle(talk=800, outcome="pending_customer")
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        assert words(pilot, "#title") == "Shift"
        assert "as of 23 Nov 09:20" in words(pilot, "#header")
        assert "own contacts · definitions kpi 1" in words(pilot, "#header")
        assert line(found, "interactions").value == "2 contacts"
        assert found.report_lines.current == line(found, "interactions")
        aht = line(found, "aht")
        assert (aht.value, aht.place) == ("620.0 s (1240/2)", ("above", "soon"))
        assert line(found, "csat").value == "–"
        assert line(found, "log_remote_30min").value == "not measured"
        assert line(found, "handle_spread:median").value == "620.0 s (1240/2)"
        await pilot.press("W")
        await counted(pilot)
        assert words(pilot, "#title") == "Week of 2026-11-23"
        assert line(found, "interactions").value == "2 contacts"


async def test_the_figures_are_those_of_the_report(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    for talk in (100, 420, 700):
        handle(talk=talk)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("W")
        found = await counted(pilot)
        desk = world.desk
        written = report.week(desk.store, desk.config, 1, desk.now(), desk.zone)
        for name, figure in written.report.figures.items():
            if name != "wage_per_hour":
                assert line(found, name).value == figure.text.partition(" 95 %")[0]


async def test_periods_go_back_and_forth(running: Running, handle: Handle, world: TestDesk) -> None:
    handle()
    shift.end(world.desk)
    world.wait(24 * 3600)
    handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        await counted(pilot)
        await pilot.press("[")
        found = await counted(pilot)
        assert words(pilot, "#title") == "Shift 1"
        await pilot.press("[")
        await counted(pilot)
        assert toasts(pilot) == ["There is no shift before this one. V shows days."]
        await pilot.press("]")
        await counted(pilot)
        assert line(found, "interactions").value == "1 contacts"
        await pilot.press("V", "d")
        await counted(pilot)
        assert words(pilot, "#title") == "Day 2026-11-24"
        await pilot.press("left")
        await counted(pilot)
        assert words(pilot, "#title") == "Day 2026-11-23"
        await pilot.press("V", "m")
        await counted(pilot)
        assert words(pilot, "#title") == "Month 2026-11"
        assert line(found, "interactions").value == "2 contacts"
        await pilot.press("]")
        await counted(pilot)
        assert "still to come" in toasts(pilot)[-1]
        await pilot.press("d", *"23.11. to 24.11.", "enter")
        await counted(pilot)
        assert words(pilot, "#title") == "2026-11-23 to 2026-11-24"
        await pilot.press("[")
        await counted(pilot)
        assert words(pilot, "#title") == "2026-11-21 to 2026-11-22"
        await pilot.press("t")
        await counted(pilot)
        assert words(pilot, "#title") == "Day 2026-11-24"


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("yesterday", date(2026, 11, 22), date(2026, 11, 22)),
        ("2026-11-01 to 2026-11-15", date(2026, 11, 1), date(2026, 11, 15)),
        ("2026-11-01..2026-11-15", date(2026, 11, 1), date(2026, 11, 15)),
        ("1.11. - 15.11.", date(2026, 11, 1), date(2026, 11, 15)),
        ("24.12. bis 2.1.", date(2025, 12, 24), date(2026, 1, 2)),
        ("mon", date(2026, 11, 23), date(2026, 11, 23)),
    ],
)
def test_days_are_read_as_people_type_them(typed: str, first: date, last: date) -> None:
    assert report_days.parse(typed, date(2026, 11, 23)) == (first, last)


@pytest.mark.parametrize("typed", ["", "tomorrow", "fri to thu", "1.1. to 2.2. to 3.3.", "soon"])
def test_what_names_no_days_is_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        report_days.parse(typed, date(2026, 11, 23))


async def test_the_comparison_says_better_and_worse_by_the_band(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    handle(talk=1_000)
    world.wait(24 * 3600)
    handle(talk=400)
    handle(talk=400, outcome="pending_customer")
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s", "V", "d")
        found = await counted(pilot)
        await pilot.press("c")
        await counted(pilot)
        assert words(pilot, "#title") == "Day 2026-11-24 · compared with day 2026-11-23"
        assert line(found, "aht").change == ("−600.0 better", "good")
        assert line(found, "fcr_reported").change == ("−50.00 worse", "soon")
        assert line(found, "spam").change.text == "±0"
        assert line(found, "csat").change.text == "–"
        assert line(found, "mean_talk").change.text == "−600.0"
        assert line(found, "reason order/late").change.text == "+1"
        await pilot.press("c")
        await counted(pilot)
        assert line(found, "aht").change.text == ""


async def test_a_figure_opens_its_contacts_and_escape_comes_back_to_it(
    running: Running, handle: Handle
) -> None:
    handle()
    handle(outcome="pending_customer", ticket=2)
    handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        found.report_lines.go_to("fcr_reported")
        await pilot.press("enter")
        await pilot.pause()
        title = "FCR as reported: 3 contacts, 2 counted"
        assert words(pilot, "#drill-title") == title
        assert [row.split()[0] for row in behind_rows(found)] == ["▸#3", "#2", "#1"]
        await pilot.press("n")
        assert words(pilot, "#drill-title") == "FCR as reported: 2 of 3 contacts, counted"
        await pilot.press("n")
        assert words(pilot, "#drill-title") == "FCR as reported: 1 of 3 contacts, not counted"
        await pilot.press("enter")
        await pilot.pause()
        ticket = pilot.app.screen
        assert isinstance(ticket, SampleTicket)
        assert ticket.shown == 2
        await pilot.press("escape")
        await pilot.pause()
        assert words(pilot, "#drill-title") == "FCR as reported: 1 of 3 contacts, not counted"
        await pilot.press("escape")
        assert found.behind is None
        current = found.report_lines.current
        assert current is not None
        assert current.key == "fcr_reported"


async def test_groups_open_theirs_and_a_line_without_contacts_says_so(
    running: Running, handle: Handle
) -> None:
    handle(reason="returns/refund")
    handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        found.report_lines.go_to("reason returns/refund")
        await pilot.press("o")
        await pilot.pause()
        assert words(pilot, "#drill-title") == "returns/refund: 1 contact"
        await pilot.press("n")
        assert toasts(pilot)[-1].startswith("“returns/refund” counts every one of these.")
        await pilot.press("escape")
        found.report_lines.go_to("state AVAILABLE")
        await pilot.press("home", "enter")
        assert toasts(pilot)[-1].startswith("This line is no figure.")
        found.report_lines.go_to("csat")
        await pilot.press("enter")
        assert toasts(pilot)[-1].startswith("No contact and no ticket of this time is behind")


async def test_every_part_is_there_and_can_be_gone_to(running: Running, handle: Handle) -> None:
    handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        rows = found.report_lines.source
        heads = [row.label for n in range(rows.count()) if (row := rows.row(n)) and row.is_heading]
        for part in ("First contact resolution", "Time by state", "Top reasons", "By channel"):
            assert part in heads
        assert heads[-5:] == ["By channel", "By reason", "By tag", "By customer", "By hour"]
        await pilot.press("b", *"by cust", "enter")
        await pilot.pause()
        current = found.report_lines.current
        assert current is not None
        assert current.label == "By customer"
        await pilot.press("j")
        current = found.report_lines.current
        assert current is not None
        assert current.label == "Thomas Berg"


async def test_what_a_narrow_line_cuts_stands_below_it(
    running: Running, handle: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        found.report_lines.go_to("fcr_strict_customer")
        await pilot.pause()
        assert words(pilot, "#details").startswith("first contacts that")
        monkeypatch.setattr(report_list, "LABEL", 24)
        found.report_lines.go_to("interactions")
        await pilot.pause()
        assert words(pilot, "#details").startswith("contacts that ended")
        found.report_lines.go_to("fcr_strict_customer")
        await pilot.pause()
        shown = words(pilot, "#details")
        assert shown.startswith("FCR provisional, same customer, 7 days: 100.00 % (1/1) · ")


async def test_definitions_are_shown_on_demand(running: Running, handle: Handle) -> None:
    handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        found.report_lines.go_to("aht")
        await pilot.pause()
        assert "(talk + hold + after-call work)" in words(pilot, "#details")
        assert "usual: 360 to 600" in words(pilot, "#details")
        assert words(pilot, "#details").startswith("7:00 min · ")
        found.report_lines.go_to("fcr_strict_customer")
        await pilot.press("D")
        shown = words(pilot, ".said")
        for name in ("fcr_reported", "fcr_issue_7d_matured", "fcr_strict_customer"):
            assert f"{name}: " in shown


async def test_keys_typed_while_a_report_is_counted_wait_for_it_in_order(
    running: Running, handle: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle()
    gate = threading.Event()
    run = Job.run
    monkeypatch.setattr(Job, "run", lambda job: (gate.wait(20), run(job))[1])
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("W", "b", *"hand", "enter", "j", "enter")
        found = screen(pilot)
        assert found.job is not None
        assert found.shown is None
        gate.set()
        await counted(pilot)
        for _ in range(20):
            await pilot.pause()
        assert words(pilot, "#drill-title") == "AHT: 1 contact"
        assert toasts(pilot) == []


async def test_keys_that_lead_away_do_not_wait(
    running: Running, handle: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle()
    gate = threading.Event()
    run = Job.run
    monkeypatch.setattr(Job, "run", lambda job: (gate.wait(20), run(job))[1])
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("W", "g", "l")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ReportScreen)
        gate.set()
        found = await counted(pilot)
        assert found.shown is not None
        assert not isinstance(pilot.app.screen, ReportScreen)


async def test_a_report_that_takes_long_shows_how_far_it_is(
    running: Running, handle: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle()
    gate = threading.Event()
    run = Job.run
    monkeypatch.setattr(Job, "run", lambda job: (gate.wait(20), run(job))[1])
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("W")
        await pilot.pause()
        found = screen(pilot)
        assert found.job is not None
        found.job.share = 0.5
        for _ in range(5):
            found._look()
        assert words(pilot, "#progress").endswith("50 %")
        assert found.query_one("#progress").display
        gate.set()
        await counted(pilot)
        assert not found.query_one("#progress").display


async def test_another_period_gives_up_the_one_that_is_counted(
    running: Running, handle: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle()
    seen: list[Job] = []
    run = Job.run

    def noted(job: Job) -> None:
        seen.append(job)
        run(job)

    monkeypatch.setattr(Job, "run", noted)
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("W", "left", "left")
        await counted(pilot)
        assert words(pilot, "#title") == "Week of 2026-11-09"
        assert all(job.stopped for job in seen[:-1])


async def test_before_the_first_shift_there_is_a_sentence(running: Running) -> None:
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        assert words(pilot, "#title") == "Week of 2026-11-23"
        assert line(found, "aht").value == "–"
        await pilot.press("V", "s")
        await counted(pilot)
        assert "There was no shift yet." in toasts(pilot)[-1]
        assert words(pilot, "#title") == "Week of 2026-11-23"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_plots_come_with_their_numbers_in_words(
    running: Running, handle: Handle, size: tuple[int, int]
) -> None:
    for talk in (100, 420, 700):
        handle(talk=talk)
    async with running(screens=SAMPLE, size=size) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        plots = found.query_one(ReportPlots)
        if size[0] < 112:
            assert not plots.display
            await pilot.press("p")
            await pilot.pause()
        assert plots.display
        assert words(pilot, "#plot-title").startswith("Handle times in minutes")
        assert "median 7:20 · p90 12:00 · max 12:00" in words(pilot, "#plot-numbers")
        await pilot.press("p")
        await pilot.pause()
        assert "09:00: 3" in words(pilot, "#plot-numbers")
        await pilot.press("p")
        await pilot.pause()
        assert words(pilot, "#plot-numbers").startswith("not measured: no calendar is set")
        await pilot.press("p")
        await pilot.pause()
        assert "order/late: 3, 100.00 % so far" in words(pilot, "#plot-numbers")
        await pilot.press("escape")
        await pilot.pause()
        if size[0] < 112:
            assert isinstance(pilot.app.screen, ReportScreen)
            assert not plots.display


@pytest.mark.parametrize(("key", "kind"), [("c", "csv"), ("x", "xlsx")])
async def test_a_report_is_written_to_a_private_file(
    running: Running, handle: Handle, world: TestDesk, tmp_path: Path, key: str, kind: str
) -> None:
    handle()
    path = tmp_path / f"figures.{kind}"
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        await counted(pilot)
        await pilot.press("x", key)
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert str(path) in toasts(pilot)[-1]
        assert path.stat().st_mode & 0o777 == 0o600
        assert "report.exported" in world.kinds()
        await pilot.press("x", key)
        pilot.app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert "exists already" in toasts(pilot)[-1]
        assert host_of(pilot).background == ""


async def test_the_figures_of_the_shift_can_be_switched_off(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    desk = replace(world.desk.config.desk, shift_figures=False)
    world.desk.config = replace(world.desk.config, desk=desk)
    async with running(screens=SAMPLE) as pilot:
        host = host_of(pilot)
        handle()
        world.wait(3)
        for _ in range(2):
            host.keep_hud()
            await pilot.app.workers.wait_for_complete()
        host.tick()
        assert "AHT" not in pilot.app.screen.query_one(ClockBar).words


async def test_the_clock_bar_shows_the_figures_of_the_shift(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    async with running(screens=SAMPLE) as pilot:
        host = host_of(pilot)

        async def bar() -> str:
            host.keep_hud()
            await pilot.app.workers.wait_for_complete()
            host.keep_hud()
            host.tick()
            return str(pilot.app.screen.query_one(ClockBar).words)

        assert "AHT" not in await bar()
        handle()
        world.wait(3)
        line = await bar()
        assert "AHT 07:00 ok  FCR 100% high  logged 100% ok  occ" in line
        handle(talk=800)
        assert "AHT 10:20 high" in await bar()
        shift.end(world.desk)
        host.tick()
        assert "AHT" not in pilot.app.screen.query_one(ClockBar).words


async def test_the_figures_are_read_after_a_change_and_seldom_at_rest(
    running: Running, handle: Handle, world: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = []
    read = hud.figures
    monkeypatch.setattr(hud, "figures", lambda *all: (reads.append(1), read(*all))[1])
    async with running(screens=SAMPLE) as pilot:
        host, kept = host_of(pilot), ShiftHud()
        handle()
        assert kept.keep(host)
        with world.store.transaction():
            world.desk.log("note.changed")
        assert not kept.keep(host)
        assert len(reads) == 1, "it was read just now"
        world.wait(AFTER_CHANGE // SECOND)
        kept.keep(host)
        assert len(reads) == 2
        world.wait(AT_REST // SECOND - 1)
        kept.keep(host)
        assert len(reads) == 2, "nothing has changed"
        world.wait(1)
        kept.keep(host)
        assert len(reads) == 3


async def test_a_key_reads_no_figures(
    running: Running, handle: Handle, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle()
    monkeypatch.setattr(hud, "figures", lambda *all: pytest.fail("a key waited for the figures"))
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("j", "k", "g", "l", "escape")


async def test_what_a_customer_is_called_is_only_letters_here(
    running: Running, handle: Handle, world: TestDesk
) -> None:
    hostile = "[/b]\x1b]0;owned\x07[@click=app.quit]x[/]\u202e"
    with world.store.transaction():
        world.store.execute("UPDATE customer SET name = ?", hostile)
    number = handle()
    async with running(screens=SAMPLE) as pilot:
        await pilot.press("g", "s")
        found = await counted(pilot)
        found.report_lines.go_to(f"customer {hostile} {number}")
        await pilot.press("enter")
        await pilot.pause()
        lines = pilot.app.screen._compositor.render_strips()
        shown = "".join(segment.text for strip in lines for segment in strip)
        assert "[/b]" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)


async def test_a_click_on_a_figure_of_the_clock_bar_opens_the_shift(
    running: Running, handle: Handle
) -> None:
    handle()
    async with running(screens=SAMPLE) as pilot:
        host = host_of(pilot)
        host.keep_hud()
        await pilot.app.workers.wait_for_complete()
        host.keep_hud()
        host.tick()
        bar = pilot.app.screen.query_one(ClockBar)
        await pilot.click(ClockBar, offset=(bar.words.index("AHT") + 1, 0))
        await counted(pilot)
        assert words(pilot, "#title") == "Shift"
