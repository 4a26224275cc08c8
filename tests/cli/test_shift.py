"""Shift, log periods and reports."""

import csv
import stat

import pytest

from tests.cli.line import Line


def handled(line: Line, seconds: int) -> None:
    line.ok("start", line.ticket(), "--channel", "phone")
    line.wait(seconds)
    line.ok("wrap", "--reason", "order/late", "--outcome", "pending_customer")


class TestShift:
    def test_from_start_to_end(self, line: Line) -> None:
        begun = line.json("shift", "start")
        assert begun["started_at"] == "2026-11-23T09:00:00+00:00"
        assert (begun["state"], begun["ended_at"]) == ("AVAILABLE", None)
        line.wait(60)
        assert line.json("shift", "state", "lunch")["state"] == "LUNCH"
        assert "State LUNCH." in line.ok("shift", "show").out
        line.wait(30)
        ended = line.json("shift", "end")
        assert (ended["seconds"], ended["ended_at"]) == (90, "2026-11-23T09:01:30+00:00")
        assert line.json("report", "shift")["states"] == {"AVAILABLE": 60, "LUNCH": 30}

    def test_what_is_open_keeps_it_open_unless_forced(self, line: Line) -> None:
        line.ok("start", line.ticket())
        said = line("shift", "end")
        assert said.code == 1
        assert "Contact #1 has no wrap-up" in said.err
        assert line.json("shift", "end", "--force")["unlogged"] == [1]

    def test_wrong_words(self, line: Line) -> None:
        said = line("shift", "state", "lunhc")
        assert said.code == 2
        assert 'Did you mean "LUNCH"?' in said.err
        assert line("shift", "state").code == 2
        assert line("shift", "pause").code == 2
        assert line("shift", "end").code == 1
        assert line("shift", "show").code == 1

    def test_no_break_in_the_middle_of_a_contact(self, line: Line) -> None:
        line.ok("start", line.ticket())
        assert line("shift", "state", "break").code == 1


class TestLog:
    @pytest.fixture
    def days(self, line: Line) -> Line:
        for _ in range(3):
            handled(line, 60)
            line.wait(86_400 - 60)
        return line  # contacts on 23, 24 and 25 November at 09:00; now the 26th at 09:00

    @pytest.mark.parametrize(
        ("options", "found"),
        [
            ((), [3, 2, 1]),
            (("--since", "yesterday"), [3]),
            (("--since", "today"), []),
            (("--since", "25h"), [3]),
            (("--since", "2026-11-24", "--until", "2026-11-24"), [2]),
            (("--since", "2026-11-24T09:00:00+00:00"), [3, 2]),
            (("--since", "2026-11-24T09:00:01"), [3]),
            (("--until", "2026-11-24T09:00:00Z"), [1]),
            (("--until", "1d"), [2, 1]),
            (("--limit", "1"), [3]),
        ],
    )
    def test_periods(self, days: Line, options: tuple[str, ...], found: list[int]) -> None:
        assert [one["id"] for one in days.json("log", *options)] == found

    @pytest.mark.parametrize("typed", ["soon", "2026-13-01", "9999-12-31T23:59:59-23:00", "-1h"])
    def test_no_time(self, line: Line, typed: str) -> None:
        said = line("log", f"--since={typed}")
        assert said.code == 2
        assert said.out == ""

    def test_an_empty_log(self, line: Line) -> None:
        assert line.json("log") == []
        said = line.ok("log")
        assert (said.out, said.err) == ("", "No interaction is in the log for this time.\n")


class TestReport:
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
        assert "AHT" in line.ok("report", "day", "--date", "2026-11-23").out

    def test_the_csv_file_is_private_and_holds_the_figures(self, line: Line) -> None:
        handled(line, 90)
        file = line.data / "day.csv"
        line.ok("report", "day", "--csv", str(file))
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        assert rows[0] == ["section", "name", "value", "unit", "num", "den", "text"]
        assert ["figures", "aht", "90", "s", "90", "1", "90.0 s (90/1)"] in rows
        assert ["reasons", "order/late", "1", "", "", "", ""] in rows
        assert stat.S_IMODE(file.stat().st_mode) == 0o600

    def test_refusals(self, line: Line) -> None:
        assert line("report", "shift").code == 1
        assert line("report", "shift", "--date", "today").code == 2
        assert line("report", "day", "--date", "2h").code == 2
        assert line("report", "trend").code == 2
        said = line("report", "day", "--csv", str(line.data / "no" / "x.csv"))
        assert said.code == 1
        assert "cannot be written" in said.err
