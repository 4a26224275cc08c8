"""Groups, plots and what is behind a figure add up to the report they belong to."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csr_desk import config
from csr_desk.actions import (
    customer_merge,
    interaction,
    message,
    outbox,
    ticket,
    triage,
    wrap_up,
)
from csr_desk.actions.ticket import Change
from csr_desk.domain import kpi
from csr_desk.domain.models import Channel, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import drill, groupings, report, series
from csr_desk.reports.report import Written
from csr_desk.store.connection import Store
from tests.desk import TestDesk
from tests.domain.kpi_fixtures import MONTH, instants, report_data

COUNTED = (
    *("held_contacts", "fcr_reported", "escalation_rate", "transfer_rate", "log_local_30min"),
    *("log_remote_30min", "fcr_issue_7d_provisional", "fcr_issue_7d_matured"),
    *("fcr_strict_customer", "fcr_strict_customer_matured"),
)
NO_STORE = cast(Store, None)


def written(data: kpi.ReportData, as_of: int) -> Written:
    known = kpi.Settings()
    return Written("Month", kpi.report(data, MONTH, as_of, known), "month", data, known)


@settings(max_examples=60, deadline=None)
@given(report_data(), instants(60))
def test_behind_a_figure_are_as_many_contacts_as_it_says(data: kpi.ReportData, as_of: int) -> None:
    one = written(data, as_of)
    figures = one.report.figures
    for name in COUNTED:
        assert len(drill.contacts(one, name)) == figures[name].den, name
        assert len(drill.contacts(one, name, only="num")) == figures[name].num, name
    for name in ("aht", "mean_talk", "cost_per_contact"):
        assert len(drill.contacts(one, name)) == figures["interactions"].num
    for name in ("spam", "unlogged"):
        assert len(drill.contacts(one, name)) == figures[name].num
    for group in ("by_channel", "outcomes"):
        for name, count in one.report.counts[group].items():
            assert len(drill.contacts(one, group, name)) == count
    for group in ("escalations_by_tier", "escalations_by_cause"):
        for name, figure in one.report.groups[group].items():
            assert len(drill.contacts(one, group, name, "num")) == figure.num
            assert len(drill.contacts(one, group, name)) == figure.den
    for name, figure in one.report.groups["handle_spread"].items():
        found = drill.contacts(one, "handle_spread", name)
        by_id = {contact.id: contact.handle_s for contact in groupings.handled(one)}
        assert figure.value is None or sum(by_id[n] for n in found) / len(found) == figure.num / (
            figure.den or 1
        )
    assert drill.contacts(one, "csat") == ()


@settings(max_examples=60, deadline=None)
@given(report_data(), instants(60), st.sampled_from(["UTC", "Asia/Kolkata", "America/Detroit"]))
def test_groups_and_plots_add_up(data: kpi.ReportData, as_of: int, zone: str) -> None:
    one = written(data, as_of)
    n = one.report.figures["interactions"].num
    first = one.report.figures["fcr_issue_7d_provisional"]
    for name in ("channel", "reason", "hour"):
        lines = groupings.by(NO_STORE, one, name, ZoneInfo(zone))
        assert sum(line.contacts.num for line in lines) == n
        assert sum(line.fcr.den or 0 for line in lines) == first.den
        assert sum(line.fcr.num for line in lines) == first.num
        assert sorted(number for line in lines for number in line.ids) == [
            contact.id for contact in groupings.handled(one)
        ]
    assert sum(series.by_hour(one, ZoneInfo(zone))) == n == len(series.handle_times(one))
    assert sum(count for _, count, _ in series.pareto(one)) == n
    assert n == 0 or series.pareto(one)[-1][2] == 100


def test_a_group_of_another_name_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not grouped by mood"):
        groupings.by(NO_STORE, written(kpi.ReportData(), 0), "mood", UTC)


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    made = TestDesk(tmp_path)
    office = '[desk]\nzone = "UTC"\n[calendars.office]\nzone = "UTC"\n'
    hours = "".join(f'{day} = [["09:00", "17:00"]]\n' for day in ("mon", "tue", "wed"))
    text = f"{office}[calendars.office.week]\n{hours}"
    made.config = made.desk.config = config.parse(text, made.places.config)
    yield made
    made.store.close()


def contact(hand: TestDesk, ticket_id: int, *tags: str) -> int:
    opened = interaction.open_contact(hand.desk, ticket_id, Channel.EMAIL)
    hand.wait(120)
    interaction.end(hand.desk, opened.id)
    wanted = WrapUp("order/late", "pending_customer", tags=tags)
    wrap_up.commit(hand.desk, opened.id, wanted)
    return opened.id


def day(hand: TestDesk) -> Written:
    return report.day(hand.store, hand.config, 1, hand.desk.now(), UTC)


def test_by_tag_and_by_customer(hand: TestDesk) -> None:
    ann, bo, other = (hand.customer(name) for name in ("Ann", "Bo", "Ann"))
    made = [ticket.create(hand.desk, who, "Late", "email") for who in (ann, bo, other, bo)]
    one = contact(hand, made[0], "vip", "late")
    two = contact(hand, made[1], "late")
    three, four = contact(hand, made[2]), contact(hand, made[3], "late")
    by_tag = {line.name: line.ids for line in groupings.by(hand.store, day(hand), "tag", UTC)}
    assert by_tag == {"late": (one, two, four), "vip": (one,), kpi.DASH: (three,)}
    lines = groupings.by(hand.store, day(hand), "customer", UTC)
    assert [(line.name, line.ids) for line in lines] == [
        ("Bo", (two, four)),
        ("Ann", (one,)),
        ("Ann", (three,)),
    ]
    customer_merge.merge(hand.desk, other, ann)
    lines = groupings.by(hand.store, day(hand), "customer", UTC)
    assert [(line.name, line.ids) for line in lines] == [("Ann", (one, three)), ("Bo", (two, four))]
    found = drill.rows(hand.store, (three, 99, one), hand.desk.now())
    assert [record.id for record in found] == [three, one]


def test_the_times_of_tickets(hand: TestDesk) -> None:
    """An automatic word acknowledges and answers nothing; an answer counts once it was accepted."""
    one = hand.ticket(assign_to_me=False, body="Where is it?")
    triage.give(hand.desk, one, Priority.HIGH, None)
    hand.wait(60)
    with hand.store.transaction():
        hand.store.insert(
            "message", uid="auto", ticket_id=one, at=hand.desk.now(), kind="public",
            author_kind="agent", author="Me", channel="email", body="It arrived.", state="sent",
            acknowledges=1,
        )  # fmt: skip
    contact(hand, one)
    message.reply(hand.desk, one, "It is on its way.", status=Status.SOLVED)
    figures = day(hand).report.figures
    assert figures["acknowledgement_time"].text == "60.0 s (60/1)"
    assert figures["first_response_time"].text == kpi.DASH
    assert figures["full_resolution_time"].text == "180.0 s (180/1)"
    hand.wait(60)
    outbox.release_due(hand.desk)
    written = day(hand)
    figures = written.report.figures
    assert figures["first_response_time"].text == "180.0 s (180/1)"
    assert figures["first_response_time_business"].text == "180.0 s (180/1)"
    assert figures["triage"].text == "100.00 % (1/1)"
    for name in ("acknowledgement_time", "first_response_time", "triage", "reopen_rate_7d"):
        assert drill.tickets(written, name) == (one,)
    assert drill.tickets(written, "aht") == ()


def test_a_solution_that_was_undone_or_opened_again_is_none(hand: TestDesk) -> None:
    one = hand.ticket()
    contact(hand, one)
    solving = Change(status=Status.SOLVED, told="by phone")
    done = ticket.change_many(hand.desk, [one], solving)
    ticket.undo_change(hand.desk, done)
    figures = day(hand).report.figures
    assert figures["reopen_rate_7d"].text == kpi.DASH
    ticket.change(hand.desk, one, solving)
    hand.wait(60)
    ticket.change(hand.desk, one, Change(status=Status.OPEN))
    figures = day(hand).report.figures
    assert figures["reopen_rate_7d"].text == "100.00 % (1/1)"
    assert figures["full_resolution_time"].text == kpi.DASH


def test_the_backlog_by_age(hand: TestDesk) -> None:
    old, solved = hand.ticket(), hand.ticket()
    hand.wait(2 * 86_400)
    hand.ticket()
    ticket.change(hand.desk, solved, Change(status=Status.SOLVED, told="by phone"))
    found = series.ageing(hand.store, hand.config, hand.desk.now())
    assert found == {"0–1": 1, "1–3": 1, "3–7": 0, "7–14": 0, "over 14": 0}
    assert day(hand).report.counts["ageing"] == found
    # On the day before, the solved one was still open.
    before = report.before(hand.store, hand.config, 1, hand.desk.now(), UTC, day(hand))
    assert before is not None
    assert before.report.counts["ageing"]["1–3"] == 2
    assert series.ageing(hand.store, config.Config(), hand.desk.now()) == {}
    assert old
