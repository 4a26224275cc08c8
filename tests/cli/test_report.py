"""`report`: periods, comparisons, groups, definitions and files."""

import csv
import json
import stat
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from csr_desk.cli.progress import Bar
from csr_desk.cli.report import Patient
from csr_desk.store.connection import Store
from tests.cli.line import Line, Terminal


def handled(line: Line, seconds: int, outcome: str = "pending_customer") -> None:
    line.ok("start", line.ticket(), "--channel", "phone")
    line.wait(seconds)
    line.ok("wrap", "--reason", "order/late", "--outcome", outcome, "--tag", "parcel")


@pytest.fixture
def two_days(line: Line) -> Line:
    """A contact of 90 s on the 23rd, one of 150 s on the 24th, which is today."""
    handled(line, 90)
    line.wait(86_400)
    handled(line, 150, "resolved")
    return line


def figures_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


class TestPeriods:
    def test_a_day_and_a_week(self, line: Line) -> None:
        handled(line, 90)
        line.wait(86_400)
        assert line.json("report", "day")["figures"]["interactions"]["value"] == 0
        day = line.json("report", "day", "--date", "yesterday")
        assert day["figures"]["aht"] == {
            "value": 90, "unit": "s", "num": 90, "den": 1, "text": "90.0 s (90/1)",
        }  # fmt: skip
        assert {"from", "to", "figures", "by_channel", "reasons", "states"} <= set(day)
        assert (day["by_channel"], day["reasons"]) == ({"phone": 1}, [["order/late", 1]])
        assert line.json("report", "week", "--date", "2026-11-23")["by_channel"] == {"phone": 1}

    def test_a_month_and_any_days(self, two_days: Line) -> None:
        month = two_days.json("report", "month", "--date", "2026-11-30")
        assert (month["title"], month["figures"]["interactions"]["value"]) == ("Month 2026-11", 2)
        assert month["to"] == "2026-12-01T00:00:00+00:00"
        first = two_days.json("report", "range", "--from", "2026-11-20", "--to", "2026-11-23")
        assert (first["figures"]["aht"]["value"], first["from"][:10]) == (90, "2026-11-20")
        assert two_days.json("report", "range", "--from", "yesterday")["by_channel"] == {"phone": 2}
        assert two_days.json("report", "month", "--date", "2026-10-02")["by_channel"] == {}

    def test_refusals(self, line: Line) -> None:
        assert line("report", "shift").code == 1
        assert line("report", "shift", "--date", "today").code == 2
        assert line("report", "day", "--date", "2h").code == 2
        assert line("report", "day", "--from", "today").code == 2
        assert line("report", "range").code == 2
        assert line("report", "range", "--from", "today", "--date", "today").code == 2
        assert line("report", "year").code == 2
        assert line("report", "day", "--by", "agent").code == 2
        said = line("report", "range", "--from", "2026-11-23", "--to", "2026-11-20")
        assert said.code == 1
        assert "Name the earlier day first." in said.err


class TestText:
    def test_each_figure_with_its_parts_and_its_band(self, two_days: Line) -> None:
        out = two_days.ok("report", "day").out
        lines = {line.split("  ")[1]: line for line in out.splitlines() if line.startswith("  ")}
        assert "150.0 s (150/1)" in lines["AHT"]
        assert "below: usual 360–600" in lines["AHT"]
        assert lines["CSAT"].endswith("–")
        assert "not measured" in lines["Adherence"]
        assert out.splitlines()[1].startswith("As of 2026-11-24T09:04:00+00:00; own contacts; ")

    def test_three_definitions_of_first_contact_resolution(self, two_days: Line) -> None:
        out = two_days.ok("report", "week").out
        for label in (
            "FCR as reported",
            "FCR provisional, same issue, 7 days",
            "FCR provisional, same customer",
        ):
            assert label in out
        words = " ".join(out.split())
        assert "FCR as reported: handled contacts with outcome resolved / handled contacts" in words
        assert "7 days (604,800 s)" in words
        assert "The last of these matures at 2026-11-30T09:" in words
        assert "Utilisation: (handle + AVAILABLE) / paid seconds" in words
        assert "Cost per contact:" not in words
        more = " ".join(two_days.ok("report", "week", "--definitions").out.split())
        assert "Cost per contact: wage per hour / 3600 · AHT" in more

    def test_the_change_to_the_period_before(self, two_days: Line) -> None:
        out = two_days.ok("report", "day", "--compare").out
        assert "+60.0 s from 90.0 s (90/1)" in out
        assert "+100.00 points from 0.00 % (0/1)" in out
        found = two_days.json("report", "day", "--compare")
        assert found["before"]["title"] == "Day 2026-11-23"
        assert (found["change"]["aht"], found["change"]["csat"]) == (60, None)

    def test_no_shift_before_the_first(self, line: Line) -> None:
        line.ok("shift", "start")
        handled(line, 90)
        said = line.ok("report", "shift", "--compare")
        assert "There is no shift before this one to compare with." in said.out

    def test_groups(self, two_days: Line) -> None:
        out = two_days.ok("report", "week", "--by", "tag", "--by", "hour").out
        assert "By tag" in out
        assert "120.0 s (240/2)" in out
        found: dict[str, Any] = two_days.json("report", "week", "--by", "reason")["by"]
        (group,) = found["reason"]
        assert (group["name"], group["contacts"]["value"]) == ("order/late", 2)
        assert (group["aht"]["num"], group["interactions"]) == (240, [1, 2])
        empty = two_days.ok("report", "day", "--date", "2026-01-01", "--by", "channel").out
        assert "No contact was handled." in empty


class TestFiles:
    def test_the_csv_files_are_private_and_hold_figures_and_contacts(self, line: Line) -> None:
        handled(line, 90)
        file = line.data / "day.csv"
        said = line.ok("report", "day", "--csv", str(file))
        assert f"{file} is written; only you can read it." in said.err
        rows = figures_of(file)
        assert rows[0] == ["section", "name", "value", "unit", "num", "den", "text"]
        assert ["figures", "aht", "90", "s", "90", "1", "90.0 s (90/1)"] in rows
        assert ["reasons", "order/late", "1", "", "", "", ""] in rows
        beside = line.data / "day-contacts.csv"
        assert len(figures_of(beside)) == 2
        assert {stat.S_IMODE(path.stat().st_mode) for path in (file, beside)} == {0o600}

    def test_a_workbook(self, two_days: Line) -> None:
        file = two_days.data / "day.xlsx"
        found = two_days.json("report", "day", "--compare", "--xlsx", str(file))
        assert found["files"] == [str(file)]
        sheet = openpyxl.load_workbook(file, data_only=True)["Summary"]
        lines = {row[9]: row for row in sheet.iter_rows(values_only=True) if row[9]}
        assert (lines["aht"][1], lines["aht"][7], lines["aht"][8]) == (150, 90, 60)

    def test_a_file_that_is_there_stays(self, line: Line) -> None:
        handled(line, 90)
        file = line.data / "day.xlsx"
        file.write_text("mine")
        said = line("report", "day", "--xlsx", str(file))
        assert (said.code, file.read_text()) == (1, "mine")
        assert "exists already. Name another file, or add --replace." in said.err
        line.ok("report", "day", "--xlsx", str(file), "--replace")
        assert file.read_bytes().startswith(b"PK")
        assert line("report", "day", "--csv", str(line.data / "no" / "x.csv")).code == 1

    def test_the_log_notes_what_left_the_desk(self, line: Line) -> None:
        handled(line, 90)
        line.ok("report", "day", "--xlsx", str(line.data / "day.xlsx"))
        line.ok("report", "day")
        store = Store(line.data / "desk.db", read_only=True)
        rows = store.all("SELECT data FROM event WHERE kind = 'report.exported'")
        (data,) = (json.loads(row[0]) for row in rows)
        assert (data["form"], data["contacts"]) == ("xlsx", 1)


def test_a_bar_is_drawn_only_when_it_takes_a_second() -> None:
    seconds = [10.0]
    terminal = Terminal()
    with Bar(terminal) as bar:
        told = Patient(bar, lambda: seconds[0])
        seconds[0] = 10.9
        told(0.5)
        assert terminal.getvalue() == ""
        seconds[0] = 11.0
        told(0.6)
        assert "60%" in terminal.getvalue()
