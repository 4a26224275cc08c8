import json
from pathlib import Path

from tests.vector_kinds import Result
from tests.vector_kinds.pan import run


def result_of(corpus: object, folder: Path) -> Result:
    file = folder / "corpus.json"
    file.write_text(json.dumps(corpus), encoding="utf-8")
    return run(file)


def test_each_failing_case_gives_one_line_and_each_rate_a_note(tmp_path: Path) -> None:
    result = result_of(
        {
            "positives": [
                {"text": "4111 1111 1111 1111", "last4": "1111", "brand": "visa"},
                {"text": "4111 1111 1111 1111", "last4": "9999"},
                {"input": "no card here"},
            ],
            "negatives": [{"text": "order 12345", "kind": "order"}, "4111 1111 1111 1111"],
            "cvv": ["CVV 123", {"text": "123"}],
        },
        tmp_path,
    )
    assert result.passed == 3
    assert len(result.failures) == 4
    assert "last four are 1111, not 9999" in result.failures[0]
    assert result.notes[:2] == ["recall 1/3 = 0.333", "false positives 1/2 = 0.500"]


def test_a_bare_list_tells_positives_from_negatives(tmp_path: Path) -> None:
    result = result_of(
        [
            {"text": "5500 0000 0000 0004", "must": "detect", "last4": "0004"},
            {"text": "order 5500000000000004", "must": "keep"},
            {"name": "empty"},
        ],
        tmp_path,
    )
    assert result.notes[1] == "false positives 0/1 = 0.000"
    assert [line for line in result.failures if "no text" in line] != []
