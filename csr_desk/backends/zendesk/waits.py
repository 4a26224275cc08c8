"""How long an answer asks to wait: Retry-After in seconds or as a date, or what resets when."""

import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from csr_desk.backends.wire import Response
from csr_desk.domain.instants import SECOND, Instant, to_instant

LONGEST_S = 3600.0
_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")
_LIMIT = re.compile(r"remaining=0\b.*\bresets=([0-9]{1,12})")


def after_s(response: Response, now: Instant) -> float | None:
    """Return the seconds to wait before the next try, at most an hour; None when none are told.

    A date is read against the helpdesk's own clock where the answer shows it. Negative numbers and
    what is neither a number nor a date count as not told.
    """
    told = _number(response.headers.get("retry-after", "").strip())
    if told is None:
        told = _until_date(response, now)
    if told is None and response.status == 429:
        told = _resets(response.headers)
    return None if told is None else min(told, LONGEST_S)


def is_narrow(response: Response) -> bool:
    """Tell whether a refusal is about one kind of request, and the account as a whole may go on."""
    spent = any(_LIMIT.search(value) for value in _endpoints(response.headers))
    left = ("x-rate-limit-remaining", "ratelimit-remaining", "rate-limit-remaining")
    return spent and not any(response.headers.get(name, "").strip() == "0" for name in left)


def server_instant(response: Response) -> Instant | None:
    """Return the helpdesk's clock at its answer, in whole seconds; None when it does not say."""
    return response.at if response.at is not None else _date(response.headers.get("date", ""))


def _number(text: str) -> float | None:
    return float(text) if _SECONDS.fullmatch(text) else None


def _until_date(response: Response, now: Instant) -> float | None:
    until = _date(response.headers.get("retry-after", ""))
    if until is None:
        return None
    there = server_instant(response)
    return max(0.0, math.ceil(until - (now if there is None else there)) / SECOND)


def _date(text: str) -> Instant | None:
    try:
        found = parsedate_to_datetime(text)
        return None if found.tzinfo is None else to_instant(found)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _resets(headers: Mapping[str, str]) -> float | None:
    """Return when the exhausted limits of an answer are filled again."""
    found = [float(match[1]) for value in _endpoints(headers) if (match := _LIMIT.search(value))]
    if headers.get("ratelimit-remaining", "").strip() == "0":
        general = _number(headers.get("ratelimit-reset", "").strip())
        found += [] if general is None else [general]
    return max(found, default=None)


def _endpoints(headers: Mapping[str, str]) -> list[str]:
    """Return what an answer tells about the limits of single kinds of requests."""
    names = ("zendesk-ratelimit-", "zendesk-rate-limit-")
    return [value for name, value in headers.items() if name.startswith(names)]
