"""What an answer says about rates: how many requests are left, and when there are more.

X-Rate-Limit, X-Rate-Limit-Remaining      ratelimit-limit, -remaining, -reset (or rate-limit-…)
X-RateLimit-Total, -Remaining             VENDOR-ratelimit-NAME: total=30; remaining=0; resets=9
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from csr_desk.backends.retry_after import LONGEST_S

_ENDPOINT = re.compile(r"[a-z]{2,}-rate-?limit-(.+)")
_PART = re.compile(r"([a-z_-]+)\s*=\s*([0-9]{1,12})")
_LIMIT = ("x-rate-limit", "x-ratelimit-total", "x-ratelimit-limit", "ratelimit-limit",
          "rate-limit-limit", "rate-limit")  # fmt: skip
_LEFT = ("x-rate-limit-remaining", "x-ratelimit-remaining", "ratelimit-remaining",
         "rate-limit-remaining")  # fmt: skip
_USED = ("x-ratelimit-used-currentrequest",)
_RESET = ("ratelimit-reset", "rate-limit-reset", "x-ratelimit-reset", "x-rate-limit-reset")


class Rate(NamedTuple):
    """One limit as an answer tells it; `name` is "" for the account's, seconds until it resets.

    `used` is how much this one request took of it.
    """

    name: str
    total: int | None = None
    left: int | None = None
    resets_s: float | None = None
    used: int | None = None


def rates(headers: Mapping[str, str]) -> Iterator[Rate]:
    """Yield the limits that the headers of an answer tell."""
    numbers = _whole(headers, _LIMIT), _whole(headers, _LEFT), _soon(headers)
    account = Rate("", *numbers, _whole(headers, _USED))
    if account != Rate(""):
        yield account
    for name, value in headers.items():
        if found := _ENDPOINT.fullmatch(name):
            parts = {key: int(number) for key, number in _PART.findall(value.lower())}
            resets = parts.get("resets", parts.get("reset"))
            if resets is not None and resets > LONGEST_S:
                resets = None
            yield Rate(found[1], parts.get("total"), parts.get("remaining"), resets)


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
