"""`report trend` as typed: a draft in four forms, with what the agent writes into it."""

import stat
from pathlib import Path

import pytest

from tests.cli.line import Line
from tests.reports import trend_weeks

KEYS = {
    *("week", "from", "to", "as_of", "is_over", "coverage", "definitions", "subject", "contacts"),
    *("contacts_before", "figures", "issues", "recurring", "unlisted", "warnings", "remarks"),
}


@pytest.fixture
def week(line: Line) -> Line:
    line.config.write_text('[desk]\nzone = "UTC"\n')
    line.data.mkdir(mode=0o700)
    world = trend_weeks.before(line.data)
    trend_weeks.two_weeks(world)
    line.hands = world.hands
    world.store.close()
    world.heartbeat.close()
    return line


def test_the_draft_as_a_document(week: Line) -> None:
    found = week.json("report", "trend", "--date", "2026-11-25")
    assert set(found) == KEYS
    assert (found["week"], found["contacts"], found["contacts_before"]) == ("2026-11-23", 8, 5)
    first = found["issues"][0]
    assert (first["reason"], first["contacts"], first["before"], first["change"]) == (
        "order/late", 4, 2, 2,
    )  # fmt: skip
    assert [set(one) for one in first["evidence"]] == [{"interaction", "ticket", "words"}] * 3


def test_what_is_written_into_it_stays_and_can_be_taken_back(week: Line) -> None:
    said = week.ok("report", "trend", "--fix", "order/late=Change the carrier.", "--remarks", "Ok.")
    assert "Proposed fix: Change the carrier." in said.out
    again = week.json("report", "trend")
    assert (again["issues"][0]["edited"], again["remarks"]) == (True, "Ok.")
    back = week.json("report", "trend", "--fix", "order/late=", "--remarks", "")
    assert (back["issues"][0]["edited"], back["remarks"]) == (False, "")


def test_remarks_come_through_a_pipe(week: Line) -> None:
    week.ok("report", "trend", "--remarks", "-", stdin="Line one.\nLine two.\n")
    assert week.json("report", "trend")["remarks"] == "Line one.\nLine two."


@pytest.mark.parametrize(
    ("form", "begins"),
    [("text", "Subject: "), ("markdown", "# Weekly trend"), ("html", "<!DOCTYPE html>")],
)
def test_it_goes_into_a_private_new_file(
    week: Line, tmp_path: Path, form: str, begins: str
) -> None:
    target = tmp_path / "trend.out"
    said = week.ok("report", "trend", "--format", form, "--out", str(target))
    assert target.read_text(encoding="utf-8").startswith(begins)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert "only you can read it" in said.err
    refused = week("report", "trend", "--format", form, "--out", str(target))
    assert refused.code == 1
    week.ok("report", "trend", "--format", form, "--out", str(target), "--replace")


@pytest.mark.parametrize(
    "typed",
    [
        ("week", "--format", "html"),
        ("trend", "--csv", "x.csv"),
        ("trend", "--compare"),
        ("trend", "--fix", "order/late"),
        ("trend", "--format", "pdf"),
    ],
)
def test_what_does_not_go_together_is_said(week: Line, typed: tuple[str, ...]) -> None:
    assert week("report", *typed).code == 2
