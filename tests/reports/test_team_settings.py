"""What a team may set about the figures holds everywhere, in the numbers and in their words."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import interaction, shift, wrap_up
from csr_desk.actions import ticket as tickets
from csr_desk.config import parse
from csr_desk.domain import kpi
from csr_desk.domain.instants import HOUR, MINUTE, to_datetime
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.errors import DeskError
from csr_desk.reports import (
    drill,
    drill_others,
    export_xlsx,
    feed,
    groupings,
    hud,
    report,
    trend,
    verify,
)
from csr_desk.reports.report import Written
from csr_desk.reports.report_labels import sections
from csr_desk.screens.report_behind import behind
from csr_desk.screens.report_work import Job, Wanted
from csr_desk.widgets.report_lines import lines
from tests.desk import Hands, TestDesk

SET = "[desk]\nzone = 'UTC'\n[kpi]\nfcr_window_s = 7200\nlog_limit_s = 600\nces_scale = '1-5'"


def desk_with(folder: Path, toml: str) -> TestDesk:
    data = folder / "data"
    data.mkdir(mode=0o700)
    # The store is there before a calendar counts in it.
    hands = Hands()
    TestDesk(data, hands).store.close()
    world = TestDesk(data, hands, parse(toml, data / "config.toml"))
    world.customer("Ann")
    return world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[TestDesk]:
    """Two contacts of one issue, three hours apart; each is logged after 15 minutes."""
    made = desk_with(tmp_path, SET)
    one = tickets.create(made.desk, 1, "Late", "email")
    shift.start(made.desk)
    for _ in range(2):
        contact(made, one)
        made.wait(3 * HOUR // 1000)
    yield made
    made.store.close()
    made.heartbeat.close()


def contact(world: TestDesk, ticket: int, outcome: str = "resolved") -> int:
    opened = interaction.open_contact(world.desk, ticket, Channel.PHONE)
    world.wait(60)
    interaction.end(world.desk, opened.id)
    world.wait(15 * 60)
    wrap_up.commit(world.desk, opened.id, WrapUp("order/late", outcome, told="by phone"))
    return opened.id


def written_of(world: TestDesk) -> Written:
    return report.shift(world.store, world.config, 1, world.desk.now())


def test_the_window_and_the_limit_change_every_figure_they_are_in(world: TestDesk) -> None:
    written = written_of(world)
    figures = written.report.figures
    assert figures["fcr_issue_7d_provisional"].text == "100.00 % (2/2)"
    assert figures["fcr_issue_7d_matured"].den == 2
    assert figures["fcr_strict_customer"].den == 2
    assert figures["log_local_30min"].text == "0.00 % (0/2)"
    assert written.report.evidence["log_local_late"] == (1, 2)
    assert drill.contacts(written, "fcr_issue_7d_provisional", only="num") == (1, 2)
    assert drill.contacts(written, "log_local_30min", only="num") == ()
    (line,) = groupings.by(world.store, written, "channel", world.desk.zone)
    assert line.fcr == figures["fcr_issue_7d_provisional"]
    found = hud.figures(world.store, world.config, 1, world.desk.now())
    assert found is not None
    for name, figure in found._asdict().items():
        assert figure == figures[name], name


def test_the_usual_settings_see_the_repeat_and_the_logs_in_time(world: TestDesk) -> None:
    usual = parse("", world.places.config)
    found = report.shift(world.store, usual, 1, world.desk.now()).report.figures
    assert found["fcr_issue_7d_provisional"].text == "0.00 % (0/1)"
    assert found["log_local_30min"].text == "100.00 % (2/2)"


def test_the_words_name_the_settings(world: TestDesk) -> None:
    written = written_of(world)
    words = kpi.definitions(written.settings)
    assert "within 2 hours (7,200 s) of" in words["fcr_issue_7d_provisional"]
    assert words["fcr_issue_7d_matured"].endswith("2 hours are over")
    assert "within 600 s of" in words["log_local_30min"]
    labels = {
        name: one for _, found in sections(written.report, written.settings)
        for name, one in found.items()
    }  # fmt: skip
    assert labels["log_remote_30min"] == "At the helpdesk within 10 minutes"
    assert labels["fcr_strict_customer"] == "FCR provisional, same customer, 2 hours"
    drafted = trend.of_week(world.store, world.config, 1, world.desk.now(), world.desk.zone)
    heads = [row[0] for row in drafted.figures]
    assert "FCR, same issue, 2 hours, provisional" in heads
    assert "Logged within 10 minutes" in heads


def test_the_definitions_without_settings_are_those_of_the_specification() -> None:
    words = kpi.definitions()
    assert "within 7 days (604,800 s) of" in words["fcr_strict_customer"]
    assert "within 1,800 s of" in words["log_remote_30min"]
    assert not [one for one in words.values() if "{" in one]
    odd = kpi.spans_of(kpi.Settings(fcr_window_s=90, log_limit_s=86_400))
    assert (odd["fcr_window"], odd["fcr_window_in_s"]) == ("90 s", "90 s")
    assert odd["log_limit"] == "1 day"


def test_the_workbook_counts_with_the_limit_in_its_cell(world: TestDesk, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "shift.xlsx"
    export_xlsx.write(path, world.store, written_of(world), world.desk.zone)
    sheet = openpyxl.load_workbook(path)["Summary"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    assert rows["Logged in time within"][1].value == 600
    formula = next(row for name, row in rows.items() if name == "Logged within 10 minutes")[3]
    assert '"<="&log_limit_s' in str(formula.value)


def test_effort_is_the_mean_of_the_set_scale(world: TestDesk) -> None:
    with world.store.transaction():
        for place, (scale, value) in enumerate((("1-5", 2), ("1-5", 3), ("1-7", 7))):
            world.store.insert(
                "survey_answer", uid=f"a{place}", source="test", survey=f"s{place}", kind="ces",
                scale=scale, value=value, answered_at=world.desk.now() - 1, customer_id=1,
                ticket_id=1, interaction_id=1 + place % 2,
            )  # fmt: skip
    figure = written_of(world).report.figures["ces"]
    assert figure.text == "2.50 score 1–5 (5/2)"
    assert feed.settings(parse("", world.places.config)).ces_scale == (1, 7)
    with pytest.raises(DeskError, match="no scale of effort"):
        parse("[kpi]\nces_scale = '1-9'", world.places.config)


def test_the_log_and_the_tables_agree_with_other_settings(world: TestDesk) -> None:
    checks = verify.run(world.store, world.places.anchor, world.desk.now(), world.config)
    assert {one.name: one.detail for one in checks}["figures"] == "ok"


def test_a_colleagues_contact_on_a_merged_record_is_a_repeat(tmp_path: Path) -> None:
    world = desk_with(tmp_path, "[desk]\nzone = 'UTC'")
    twin = world.customer("Ann B.")
    one = tickets.create(world.desk, 1, "Late", "email")
    shift.start(world.desk)
    contact(world, one)
    now = world.desk.second()
    with world.store.transaction():
        world.store.execute("UPDATE customer SET merged_into = 1 WHERE id = ?", twin)
        theirs = world.store.insert(
            "interaction", uid="c", ticket_id=one, customer_id=twin, channel="phone",
            direction="in", agent_id=2, shift_id=1, started_at=now - MINUTE, ended_at=now,
            wrapped_at=now,
        )  # fmt: skip
        world.store.execute(
            "INSERT INTO wrap_up (interaction_id, at, actor, reason, outcome, taxonomy_version)"
            " VALUES (?, ?, 'Colleague', 'order/late', 'resolved', 1)",
            theirs,
            now,
        )
    world.wait(60)
    written = written_of(world)
    figure = written.report.figures["fcr_issue_7d_provisional"]
    assert figure.text == "0.00 % (0/1)"
    assert written.report.coverage == kpi.OWN_AND_SYNCED_CONTACTS
    found = hud.figures(world.store, world.config, 1, world.desk.now())
    assert found is not None
    assert found.fcr_issue_7d_provisional == figure
    world.store.close()


def test_behind_a_figure_of_tickets_are_its_numerator_and_denominator(tmp_path: Path) -> None:
    week = "".join(f"{day} = [['08:00', '20:00']]\n" for day in ("mon", "tue", "wed"))
    world = desk_with(
        tmp_path,
        "[desk]\nzone = 'UTC'\n[calendars.office]\nzone = 'UTC'\n[calendars.office.week]\n" + week,
    )
    made = [tickets.create(world.desk, 1, f"T{n}", "email") for n in range(3)]
    shift.start(world.desk)
    for one in made:
        contact(world, one)
    log = world.desk.log
    with world.store.transaction():
        for one in made:
            log("ticket.solved", ticket_id=one)
            log("triage.set", ticket_id=one, reason="order/late")
    world.wait(60)
    with world.store.transaction():
        log("ticket.reopened", ticket_id=made[1])
        # One was here for five days before it was triaged; one was answered before it was here.
        world.store.execute(
            "UPDATE ticket SET created_at = created_at - 432000000 WHERE id = ?", made[0]
        )
        world.store.execute(
            "UPDATE ticket SET created_at = created_at + ? WHERE id = ?", 2 * HOUR, made[2]
        )
    world.wait(60)
    now = world.desk.now()
    job = Job(Wanted("shift"), world.places.database, world.config, 1, now, world.desk.zone, (0, 0))
    job.run()
    assert job.result is not None
    shown = job.result
    figures = shown.written.report.figures
    assert figures["triage"].text == "66.67 % (2/3)"
    assert figures["reopen_rate_7d"].text == "33.33 % (1/3)"
    assert figures["acknowledgement_time"].den == 2
    for line in lines(shown):
        figure = figures.get(line.key)
        if line.key in ("triage", "reopen_rate_7d", "acknowledgement_time") and figure is not None:
            found = behind(world.desk, shown, line)
            assert len(found.all) == figure.den, line.key
            assert line.key == "acknowledgement_time" or len(found.counted) == figure.num
    world.store.close()


def test_verify_says_where_there_is_nothing_to_compare(tmp_path: Path) -> None:
    world = desk_with(tmp_path, "")

    def told() -> set[str]:
        checks = verify.run(world.store, world.places.anchor, world.desk.now(), world.config)
        return {one.detail for one in checks if one.name in ("figures", "log equals tables")}

    assert told() == {"nothing to compare: there was no shift yet"}
    with world.store.transaction():
        world.store.insert("shift", uid="old", agent_id=1, started_at=0, ended_at=60_000)
        world.store.insert("segment", shift_id=1, from_at=0, to_at=60_000, state="ADMIN")
    assert told() == {"nothing to compare: 1 shift came without a log"}
    shift.start(world.desk)
    world.wait(60)
    assert told() == {"1 shift compared; 1 without a log left out"}
    world.store.close()


def test_a_closed_shift_matures_once_its_contacts_can_come_back_no_more(world: TestDesk) -> None:
    shift.end(world.desk, force=True)
    end = world.desk.now()
    world.wait(2 * HOUR // 1000 - 1)
    assert written_of(world).report.as_of == end
    contact_later(world)
    figures = written_of(world).report
    assert figures.as_of == end + 2 * HOUR
    assert figures.figures["fcr_issue_7d_matured"].text == "50.00 % (1/2)"
    world.wait(86_400)
    assert written_of(world).report.as_of == end + 2 * HOUR


def contact_later(world: TestDesk) -> None:
    """Let the last contact of the shift be followed by an escalation just inside its window."""
    last = world.store.value("SELECT max(id) FROM interaction")
    end = world.store.value("SELECT ended_at FROM interaction WHERE id = ?", last)
    with world.store.transaction():
        world.store.insert(
            "escalation", uid="e", ticket_id=1, interaction_id=last, tier="T2", reason="",
            summary="", state="open", opened_at=end + HOUR, due_at=end + HOUR, remind_at=end,
            actor="Me",
        )  # fmt: skip
    world.wait(3601)


def test_the_backlog_is_as_old_as_it_was_at_the_end_of_the_period(tmp_path: Path) -> None:
    week = "".join(f"{day} = [['08:00', '20:00']]\n" for day in ("mon", "tue", "wed", "thu", "fri"))
    world = desk_with(
        tmp_path,
        "[desk]\nzone = 'UTC'\n[calendars.office]\nzone = 'UTC'\n[calendars.office.week]\n" + week,
    )
    tickets.create(world.desk, 1, "Late", "email")
    today = world.desk.now()
    world.wait(60 * 86_400)
    on = to_datetime(today, world.desk.zone).date()
    now = world.desk.now()
    written = report.day(world.store, world.config, 1, now, world.desk.zone, on)
    assert {name: n for name, n in written.report.counts["ageing"].items() if n} == {"1–3": 1}
    assert drill_others.of_age(world.store, written, "1–3") == (1,)
    world.store.close()
