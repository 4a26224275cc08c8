"""When to come again, in all the spellings of Retry-After."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.backends.retry_after import retry_after_s, server_instant
from csr_desk.backends.wire import Response
from csr_desk.domain.instants import to_instant

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
NOW = to_instant(NOON)


def told(headers: Mapping[str, str], status: int = 429) -> float | None:
    return retry_after_s(Response(status, headers, b""), NOW)


def date(seconds: float) -> str:
    return format_datetime(NOON + timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0.0),
        ("93", 93.0),
        (" 93 ", 93.0),
        ("1.5", 1.5),
        ("3600", 3600.0),
        ("3601", 3600.0),
        ("999999999999", 3600.0),
        ("-1", None),
        ("+5", None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e3", None),
        ("12,13", None),
        ("0x10", None),
        ("٣", None),
        ("Sat, 99 Nov 2026 12:00:00 GMT", None),
        ("Sat, 21 Nov 2026 12:00:40", None),
        ("Sat, 21 Nov 2099 12:00:40 GMT", 3600.0),
    ],
)
def test_seconds(value: str, expected: float | None) -> None:
    assert told({"retry-after": value}) == expected


def test_a_date_is_read_against_the_helpdesks_own_clock() -> None:
    assert told({"retry-after": date(40)}) == 40
    assert told({"retry-after": date(40), "date": date(-500)}) == 540
    assert told({"retry-after": date(-40)}) == 0
    assert told({"retry-after": date(90_000)}) == 3600
    response = Response(429, {"retry-after": date(40)}, b"", at=NOW + 10_000)
    assert retry_after_s(response, NOW) == 30


def test_the_helpdesks_clock_is_its_date() -> None:
    assert server_instant(Response(200, {"date": date(0)}, b"")) == NOW
    assert server_instant(Response(200, {"date": "yesterday"}, b"")) is None
    assert server_instant(Response(200, {}, b"", at=5)) == 5


@given(st.text(), st.text())
def test_whatever_is_said_the_wait_is_none_or_at_most_an_hour(wait: str, when: str) -> None:
    found = told({"retry-after": wait, "date": when})
    assert found is None or 0 <= found <= 3600
