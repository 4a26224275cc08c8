"""A code that was merged into another one counts as that one in every figure and in the bar."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.actions import interaction, shift, wrap_up
from csr_desk.config import Config, parse
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.reports import groupings, hud, report, report_text, trend
from tests.desk import TestDesk

MERGED = (
    'version = 2\n[reasons.order]\nkey = "o"\n[reasons.order.codes]\nlate = "l"\n'
    'missing = { merged_into = "order/late" }\n'
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[TestDesk]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    made = TestDesk(folder)
    shift.start(made.desk)
    ticket_id = made.ticket()
    for reason in ("order/late", "order/missing"):
        opened = interaction.open_contact(made.desk, ticket_id, Channel.PHONE)
        made.wait(60)
        interaction.end(made.desk, opened.id)
        done = WrapUp("order/late", "resolved", told="by phone")
        wrap_up.commit(made.desk, opened.id, done)
        with made.store.transaction():
            made.store.execute(
                "UPDATE wrap_up SET reason = ? WHERE interaction_id = ?", reason, opened.id
            )
    made.wait(60)
    yield made
    made.store.close()
    made.heartbeat.close()


@pytest.fixture
def merged(tmp_path: Path) -> Config:
    """The settings of a team that merged a code after it was used."""
    (tmp_path / "codes.toml").write_text(MERGED, encoding="utf-8")
    return parse('[wrap_up]\ntaxonomy = "codes.toml"\n', tmp_path / "config.toml")


def test_without_a_merge_both_codes_count(world: TestDesk) -> None:
    desk = world.desk
    written = report.shift(desk.store, desk.config, desk.agent_id, desk.now())
    assert dict(written.report.top_reasons) == {"order/late": 1, "order/missing": 1}
    assert written.report.figures["fcr_issue_7d_provisional"].text.endswith("(2/2)")


def test_merged_codes_are_one_reason_everywhere(world: TestDesk, merged: Config) -> None:
    desk = world.desk
    written = report.shift(desk.store, merged, desk.agent_id, desk.now())
    assert dict(written.report.top_reasons) == {"order/late": 2}
    # The second contact is a repeat of the first now: they are the same issue.
    figure = written.report.figures["fcr_issue_7d_provisional"]
    assert figure.text.endswith("(0/1)")
    lines = groupings.by(desk.store, written, "reason", desk.zone)
    assert [(line.name, len(line.ids)) for line in lines] == [("order/late", 2)]
    bar = hud.figures(desk.store, merged, desk.agent_id, desk.now())
    assert bar is not None
    assert bar.fcr_issue_7d_provisional == figure
    week = trend.of_week(desk.store, merged, desk.agent_id, desk.now(), desk.zone)
    assert [(one.reason, one.contacts) for one in week.issues] == [("order/late", 2)]


def test_a_report_warns_of_a_code_that_says_too_little(world: TestDesk, merged: Config) -> None:
    desk = world.desk
    written = report.shift(desk.store, merged, desk.agent_id, desk.now())
    assert report_text.as_json(written, desk.zone)["warnings"] == [
        "order/late is 2 of 2 contacts, more than 40 %: consider splitting it."
    ]
