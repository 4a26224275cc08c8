from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.wire import Response
from csr_desk.backends.zendesk.waits import after_s
from csr_desk.domain.instants import to_instant
from tests.backends.zendesk.given import NOON

NOW = to_instant(NOON)


def told(headers: Mapping[str, str], status: int = 429) -> float | None:
    return after_s(Response(status, headers, b""), NOW)


def test_what_resets_counts_where_nothing_is_said_and_only_for_429() -> None:
    spent = {"zendesk-ratelimit-per-ticket-updates": "total=30; remaining=0; resets=468"}
    left = {"zendesk-ratelimit-tickets-index": "total=100; remaining=10; resets=50"}
    assert told(spent) == 468
    assert told(left) is None
    assert told({**spent, "retry-after": "7"}) == 7
    assert told(spent, 503) is None
    assert told({"ratelimit-remaining": "0", "ratelimit-reset": "13"}) == 13
    assert told({"ratelimit-remaining": "4", "ratelimit-reset": "13"}) is None


@given(st.text(), st.text())
def test_whatever_is_said_the_wait_is_none_or_at_most_an_hour(wait: str, when: str) -> None:
    found = told({"retry-after": wait, "date": when, "zendesk-ratelimit-x": wait})
    assert found is None or 0 <= found <= 3600
