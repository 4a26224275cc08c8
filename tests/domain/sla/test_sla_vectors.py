"""The shared vectors of sla.md, and the runner that compares them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.shared import shared
from tests.vector_kinds import sla as runner
from tests.vectors import main

OFFICE = {"zone": "UTC", "week": {"mon": [["09:00", "17:00"]]}}
DUE: dict[str, Any] = {
    "id": "T1",
    "kind": "due",
    "calendar": "office",
    "start": "2026-11-23T10:00:00Z",
    "target_s": 3600,
    "expect": {"state": "due", "due": "2026-11-23T12:00:00+01:00"},
}
PAUSED = DUE | {
    "pauses": [["2026-11-23T10:30:00Z", None]],
    "expect": {"state": "paused", "left_s": 1800, "since": "2026-11-23T10:30:00Z"},
}
ELAPSED = {
    "kind": "elapsed",
    "calendar": "office",
    "start": "2026-11-23T10:00:00Z",
    "end": "2026-11-24T10:00:00Z",
    "expect": {"elapsed_s": 25200},
}


def write(folder: Path, *vectors: Any, **more: Any) -> Path:
    file = folder / "vectors.json"
    document = {"calendars": {"office": OFFICE}, "vectors": vectors} | more
    file.write_text(json.dumps(document), encoding="utf-8")
    return file


def test_every_shared_vector_gives_what_it_expects() -> None:
    result = runner.run(shared("acceptance/sla_vectors.json"))
    assert result.failures == []
    assert result.passed == 91


@pytest.mark.parametrize(
    "vector", [DUE, PAUSED, ELAPSED, DUE | {"calendar": OFFICE}, DUE | {"pauses": None}]
)
def test_keys_may_be_left_out_and_instants_are_compared_not_texts(
    vector: dict[str, Any], tmp_path: Path
) -> None:
    assert runner.run(write(tmp_path, vector)).failures == []


@pytest.mark.parametrize(
    ("vector", "said"),
    [
        (
            DUE | {"expect": {"due": "2026-11-23T11:00:01Z"}},
            "due expected 2026-11-23T11:00:01Z, got 2026-11-23T11:00:00+00:00",
        ),
        (DUE | {"expect": {"state": "paused"}}, "state expected paused, got due"),
        (
            DUE | {"expect": {"error": "pause_reversed"}},
            "error expected pause_reversed, got nothing",
        ),
        (DUE | {"target_s": 0}, "error expected nothing, got target_must_be_positive"),
        (DUE | {"expect": {"breach": True}}, "breach expected true, got nothing"),
        (DUE | {"expect": {}}, '"expect" is empty'),
        (DUE | {"expect": {"due": 5}}, "due expected"),
        (DUE | {"expect": {"due": "soon"}}, "it cannot be read"),
        (PAUSED | {"expect": {"left_s": 1800.5}}, "left_s expected 1800.5, got 1800"),
        (ELAPSED | {"expect": {"elapsed_s": True}}, "elapsed_s expected true, got 25200"),
        (DUE | {"kind": "warn"}, "there is no kind 'warn'"),
        (DUE | {"calendar": "night"}, "there is no calendar 'night'"),
        (DUE | {"calendar": []}, "cannot be read"),
        (DUE | {"calendar": OFFICE | {"zone": "Mars/Base"}}, "cannot be read"),
        (DUE | {"start": "2026-11-23T10:00:00"}, "without an offset"),
        (DUE | {"target_s": "1h"}, "no whole number of seconds"),
        (DUE | {"pauses": [[None, None]]}, "cannot be read"),
        ({"kind": "elapsed", "expect": {"elapsed_s": 1}}, 'has no "start"'),
        ("text", "no object"),
        (7, "no object"),
    ],
)
def test_what_differs_or_cannot_be_judged_is_told(vector: Any, said: str, tmp_path: Path) -> None:
    result = runner.run(write(tmp_path, vector, ELAPSED))
    assert len(result.failures) == 1
    assert said in result.failures[0]
    assert "\n" not in result.failures[0]
    assert result.passed == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"vectors": {}}', "[" * 100_000])
def test_a_file_that_holds_no_vectors_is_one_failure(text: str, tmp_path: Path) -> None:
    file = tmp_path / "vectors.json"
    file.write_text(text, encoding="utf-8")
    assert len(runner.run(file).failures) == 1


def test_the_command_ends_with_the_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sla", str(write(tmp_path, DUE, ELAPSED))]) == 0
    assert capsys.readouterr().out == "2 passed, 0 failed\n"
    assert main(["sla", str(write(tmp_path, DUE, DUE | {"target_s": 60}))]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("FAIL T1: due expected 2026-11-23T12:00:00+01:00, got")
    assert out[1:] == ["1 passed, 1 failed"]
