"""Shift, log periods and reports."""

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
        assert (said.out, said.err) == ("", "No contact is in the log for this time.\n")


class TestHandover:
    def test_the_sheet_of_now_and_the_one_that_was_kept(self, line: Line) -> None:
        line.ok("shift", "start")
        handled(line, 60)
        line.ok("follow-up", "add", "in 2h", "Look at the refund")
        said = line.ok("shift", "handover").out
        assert "Waiting for the customer (1)" in said
        assert "Look at the refund" in said
        assert "Refused" not in line.ok("shift", "end", "--force").out
        kept = line.json("shift", "handover", "--last")
        assert (kept["kept"], len(kept["pending_customer"]), len(kept["tasks"])) == (True, 1, 1)
        assert kept["ended_at"] is not None

    def test_into_a_private_file_that_was_not_there(self, line: Line) -> None:
        line.ok("shift", "start")
        path = line.data.parent / "sheet.txt"
        written = line.json("shift", "handover", "--out", str(path))
        assert written["file"] == str(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert line("shift", "handover", "--out", str(path)).code == 1

    def test_its_options_belong_to_it_alone(self, line: Line) -> None:
        assert line("shift", "show", "--last").code == 2

    def test_without_a_shift_that_ended_there_is_none(self, line: Line) -> None:
        assert "no handover sheet was kept" in line("shift", "handover", "--last").err
