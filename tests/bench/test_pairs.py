import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench import __main__ as command
from bench import pairs, report
from bench.cases import Case, Side, cases, plan, sources
from bench.gen import Unavailable
from bench.programs import Metrics

MINE, THEIRS = Side("mine", "paint"), Side("theirs", "paint")


def counting(calls: list[str], name: str, values: list[float]) -> Callable[[], Metrics]:
    left = iter(values)

    def source() -> Metrics:
        calls.append(name)
        return {"paint": next(left)}

    return source


def run(case: Case, mine: list[float], theirs: list[float]) -> tuple[pairs.Result, list[str]]:
    calls: list[str] = []
    both = {
        "mine": counting(calls, "mine", mine),
        "theirs": counting(calls, "theirs", theirs),
    }
    return pairs.run([case], both, len(mine), lambda _: None)[0], calls


def test_sides_alternate_and_the_ratio_is_the_median_of_the_pairs() -> None:
    case = Case("start", "x", MINE, THEIRS, 1.25, 0.35)
    result, calls = run(case, [10, 40, 90], [10, 20, 30])
    assert calls == ["mine", "theirs"] * 3
    assert (result.ratio, result.least, result.greatest) == (2.0, 1.0, 3.0)
    assert (result.subject, result.peer) == (40, 20)
    assert result.verdict == "missed"
    assert result.failed


@pytest.mark.parametrize(
    ("ratio", "limit", "moonshot", "verdict"),
    [
        (0.3, 1.25, 0.35, "moonshot"),
        (1.25, 1.25, 0.35, "held"),
        (1.26, 1.25, 0.35, "missed"),
        (9.0, None, None, "shown"),
        (9.0, None, 0.5, "shown"),
        (0.5, None, 0.5, "moonshot"),
    ],
)
def test_verdict(ratio: float, limit: float | None, moonshot: float | None, verdict: str) -> None:
    result, _ = run(Case("r", "x", MINE, THEIRS, limit, moonshot), [ratio], [1.0])
    assert result.verdict == verdict
    assert result.failed is (verdict == "missed")


def test_a_source_that_is_not_there_is_asked_once_and_fails_its_limits_only() -> None:
    asked: list[str] = []

    def absent() -> Metrics:
        asked.append("absent")
        raise Unavailable("no store")

    two = [
        Case("start", "limited", MINE, Side("absent", "paint"), 1.0),
        Case("start", "shown", MINE, Side("absent", "paint")),
    ]
    results = pairs.run(two, {"mine": lambda: {"paint": 1.0}, "absent": absent}, 3, lambda _: None)
    assert asked == ["absent"]
    assert [result.verdict for result in results] == ["not measured"] * 2
    assert [result.failed for result in results] == [True, False]
    assert "not measured: no store" in report.table(results)


def test_a_missing_figure_is_named() -> None:
    case = Case("end", "x", Side("mine", "end_p50"), THEIRS, 1.0)
    result, _ = run(case, [1.0], [1.0])
    assert "end_p50" in result.note
    assert result.failed


def test_table_and_document_tell_the_same() -> None:
    result, _ = run(Case("start", "first rows", MINE, THEIRS, 1.25, 0.35), [100, 100], [200, 400])
    line = report.table([result]).splitlines()[1]
    for cell in ("start", "first rows", "100 ms", "300 ms", "0.38x", "0.25-0.50", "held"):
        assert cell in line
    row = report.document([result], 2)["rows"][0]
    assert row["ratio"] == 0.375
    assert row["verdict"] == "held"
    assert json.loads(json.dumps(row)) == row


@pytest.mark.parametrize("quick", [True, False])
@pytest.mark.parametrize("huge", [True, False])
def test_every_case_has_its_sources(quick: bool, huge: bool, tmp_path: Path) -> None:
    size = plan(quick=quick, huge=huge)
    known = sources(size, tmp_path)
    assert set(pairs.needed(cases(size))) <= set(known)


def test_rows_and_limits_are_those_of_the_specification() -> None:
    every = cases(plan(quick=False, huge=True))
    limits = {
        row: [(case.limit, case.moonshot) for case in every if case.row == row]
        for row in {case.row for case in every}
    }
    assert set(limits) == {
        "start",
        "quit",
        "memory",
        "down",
        "pagedown",
        "end",
        "bytes",
        "open_queue",
        "open_ticket",
        "find",
        "suggest",
        "wrap_up",
        "report",
    }
    assert limits["start"][0] == (1.25, 0.35)
    assert limits["quit"] == [(0.3, 0.05)]
    assert limits["memory"] == [(2.0, 1.4)]
    assert limits["pagedown"][0] == (0.3, 0.15)
    assert limits["open_queue"][1:] == [(1.15, 1.02)] * 9
    assert limits["open_ticket"][0] == (3.0, 2.0)
    assert limits["wrap_up"] == [(2.0, 1.2)]
    assert limits["find"][0] == (0.05, 0.02)


def test_an_unknown_row_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--rows", "start,speed"]) == 2
    assert "no row speed; there are start" in capsys.readouterr().err


def test_main_writes_the_table_the_document_and_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fake(_size: object, _folder: Path) -> dict[str, Callable[[], Metrics]]:
        return {
            "desk 1000": lambda: {"quit": 10.0},
            "bare app": lambda: {"quit": 250.0},
        }

    monkeypatch.setattr(command, "sources", fake)
    out = tmp_path / "out.json"
    assert command.main(["--quick", "--rows", "quit", "--rounds", "3", "--json", str(out)]) == 0
    assert "moonshot" in capsys.readouterr().out
    written = json.loads(out.read_text())
    assert written["rounds"] == 3
    assert written["rows"][0]["ratio"] == 0.04
