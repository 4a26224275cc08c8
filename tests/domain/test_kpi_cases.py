"""The shared cases of kpi.md, and the runner that compares them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.shared import shared
from tests.vector_kinds import kpi as runner
from tests.vectors import main

CASE: dict[str, Any] = {
    "id": "T1",
    "period": ["2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"],
    "as_of": "2026-12-31T00:00:00Z",
    "interactions": [
        {
            "id": 1,
            "channel": "phone",
            "customer": "c1",
            "reason": "order/late",
            "start": "2026-11-02T10:00:00Z",
            "end": "2026-11-02T10:05:00Z",
            "talk_s": 300,
            "outcome": "resolved",
        }
    ],
    "expected": {"aht": {"num": 300, "den": 1, "value": 300.0, "unit": "s"}, "interactions": 1},
}


def test_every_shared_case_gives_what_it_expects() -> None:
    result = runner.run(shared("acceptance/kpi_cases.json"))
    assert result.failures == []
    assert result.passed == 45


def write(path: Path, *cases: dict[str, Any]) -> Path:
    file = path / "cases.json"
    file.write_text(json.dumps({"cases": cases}), encoding="utf-8")
    return file


def test_a_case_may_leave_out_optional_keys(tmp_path: Path) -> None:
    assert runner.run(write(tmp_path, CASE)).passed == 1


@pytest.mark.parametrize(
    "expected",
    [
        {"aht": {"num": 301, "den": 1, "value": 300.0, "unit": "s"}},
        {"aht": {"value": 300.04}},
        {"aht": {"value": None}},
        {"aht": {"num": 300, "unknown": 1}},
        {"aht": None},
        {"no_such_figure": 1},
        {"no_such_figure": None},
        {"top_reasons": []},
        {"top_reasons": [["order/late", 2]]},
        {"states_s": {"HANDLING": 1}},
        {"aht_by_channel": {}},
        {"handle_spread": None},
    ],
)
def test_a_wrong_expectation_is_one_failing_line(
    tmp_path: Path, expected: dict[str, object]
) -> None:
    result = runner.run(write(tmp_path, {**CASE, "expected": expected}))
    assert result.passed == 0
    assert len(result.failures) == 1
    assert result.failures[0].startswith("T1: ")


def test_a_broken_case_fails_alone(tmp_path: Path) -> None:
    result = runner.run(write(tmp_path, CASE, {"id": "T2", "expected": {}}))
    assert result.passed == 1
    assert result.failures == ["T2: KeyError: 'period'"]


def test_the_command_prints_failures_and_the_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {**CASE, "expected": {"spam": 1}}
    assert main(["kpi", str(write(tmp_path, CASE, wrong))]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("FAIL T1: spam expected 1, got ")
    assert lines[-1] == "1 passed, 1 failed"
