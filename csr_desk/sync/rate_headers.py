"""What an answer says about rates: how many requests are left, and when to come again.

X-Rate-Limit, X-Rate-Limit-Remaining      ratelimit-limit, -remaining, -reset (or rate-limit-…)
X-RateLimit-Total, -Remaining             VENDOR-ratelimit-NAME: total=30; remaining=0; resets=9
"""

import math
import re
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from csr_desk.backends.wire import Response
from csr_desk.domain.instants import SECOND, Instant, to_instant

LONGEST_S = 3600.0
_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_ENDPOINT = re.compile(r"[a-z]{2,}-rate-?limit-(.+)")
_PART = re.compile(r"([a-z_-]+)\s*=\s*([0-9]{1,12})")
_LIMIT = ("x-rate-limit", "x-ratelimit-total", "x-ratelimit-limit", "ratelimit-limit",
          "rate-limit-limit", "rate-limit")  # fmt: skip
_LEFT = ("x-rate-limit-remaining", "x-ratelimit-remaining", "ratelimit-remaining",
         "rate-limit-remaining")  # fmt: skip
_RESET = ("ratelimit-reset", "rate-limit-reset", "x-ratelimit-reset", "x-rate-limit-reset")


class Rate(NamedTuple):
    """One limit as an answer tells it; `name` is "" for the account's, seconds until it resets."""

    name: str
    total: int | None = None
    left: int | None = None
    resets_s: float | None = None


def rates(headers: Mapping[str, str]) -> Iterator[Rate]:
    """Yield the limits that the headers of an answer tell."""
    account = Rate("", _whole(headers, _LIMIT), _whole(headers, _LEFT), _soon(headers))
    if account != Rate(""):
        yield account
    for name, value in headers.items():
        if found := _ENDPOINT.fullmatch(name):
            parts = {key: int(number) for key, number in _PART.findall(value.lower())}
            resets = parts.get("resets", parts.get("reset"))
            if resets is not None and resets > LONGEST_S:
                resets = None
            yield Rate(found[1], parts.get("total"), parts.get("remaining"), resets)


def retry_after_s(response: Response, now: Instant) -> float | None:
    """Return the seconds of Retry-After, at most an hour; None when it is not there or garbage.

    A date is read against the helpdesk's own clock where the answer shows it.
    """
    told = response.headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(told):
        return min(float(told), LONGEST_S)
    try:
        until = to_instant(parsedate_to_datetime(told))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    there = now if response.at is None else response.at
    return min(max(0.0, math.ceil((until - there) / SECOND)), LONGEST_S)


def _soon(headers: Mapping[str, str]) -> int | None:
    """Return the seconds until a reset; some helpdesks tell an epoch there, which is no wait."""
    found = _whole(headers, _RESET)
    return None if found is None or found > LONGEST_S else found


def _whole(headers: Mapping[str, str], names: tuple[str, ...]) -> int | None:
    for name in names:
        told = headers.get(name, "").strip()
        if told.isascii() and told.isdecimal() and len(told) <= 12:
            return int(told)
    return None
