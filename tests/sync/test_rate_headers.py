"""What answers tell about rates, in all the spellings that were seen."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.sync.rate_headers import Rate, rates
from tests.shared import shared


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, []),
        (
            {"x-rate-limit": "700", "x-rate-limit-remaining": "699"},
            [Rate("", 700, 699)],
        ),
        (
            {"ratelimit-limit": "400", "ratelimit-remaining": "0", "ratelimit-reset": "41"},
            [Rate("", 400, 0, 41)],
        ),
        (
            {"rate-limit-remaining": "3", "rate-limit-reset": "9"},
            [Rate("", None, 3, 9)],
        ),
        ({"x-ratelimit-total": "50", "x-ratelimit-remaining": "49"}, [Rate("", 50, 49)]),
        (
            {"zendesk-ratelimit-per-ticket-updates": "total=30; remaining=0; resets=468"},
            [Rate("per-ticket-updates", 30, 0, 468)],
        ),
        (
            {"zendesk-rate-limit-tickets-update": "total=100;remaining=99;reset=59"},
            [Rate("tickets-update", 100, 99, 59)],
        ),
        ({"zendesk-ratelimit-x": "nonsense"}, [Rate("x")]),
        ({"zendesk-ratelimit-x": "remaining=0; resets=99999"}, [Rate("x", None, 0)]),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795424400"}, [Rate("", None, 0)]),
        ({"x-rate-limit": "-1", "ratelimit-reset": "soon"}, []),
        ({"x-rate-limit": "９"}, []),
        ({"x-rate-limit": "9" * 40}, []),
    ],
)
def test_the_headers_of_an_answer(headers: dict[str, str], expected: list[Rate]) -> None:
    assert list(rates(headers)) == expected


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    assert len(list(rates({"x-rate-limit": text, "zendesk-ratelimit-a": text}))) <= 2


def test_recorded_answers_tell_their_limits() -> None:
    recorded = json.loads(shared("fixtures/zendesk/zenpy/tickets.json").read_text())
    found = []
    for one in recorded:
        headers = {name.lower(): value for name, value in one["response_headers"].items()}
        found += list(rates(headers))
    assert found
    assert any(rate.total and rate.left is not None for rate in found)
