"""How long an answer of Zendesk's asks to wait: Retry-After, or what resets when."""

import re
from collections.abc import Mapping

from csr_desk.backends.retry_after import LONGEST_S, retry_after_s, seconds_of
from csr_desk.backends.wire import Response
from csr_desk.domain.instants import Instant

_LIMIT = re.compile(r"remaining=0\b.*\bresets=([0-9]{1,12})")


def after_s(response: Response, now: Instant) -> float | None:
    """Return the seconds to wait before the next try, at most an hour; None when none are told."""
    told = retry_after_s(response, now)
    if told is None and response.status == 429:
        told = _resets(response.headers)
    return None if told is None else min(told, LONGEST_S)


def is_narrow(response: Response) -> bool:
    """Tell whether a refusal is about one kind of request, and the account as a whole may go on."""
    spent = any(_LIMIT.search(value) for value in _endpoints(response.headers))
    left = ("x-rate-limit-remaining", "ratelimit-remaining", "rate-limit-remaining")
    return spent and not any(response.headers.get(name, "").strip() == "0" for name in left)


def _resets(headers: Mapping[str, str]) -> float | None:
    """Return when the exhausted limits of an answer are filled again."""
    found = [float(match[1]) for value in _endpoints(headers) if (match := _LIMIT.search(value))]
    if headers.get("ratelimit-remaining", "").strip() == "0":
        general = seconds_of(headers.get("ratelimit-reset", "").strip())
        found += [] if general is None else [general]
    return max(found, default=None)


def _endpoints(headers: Mapping[str, str]) -> list[str]:
    """Return what an answer tells about the limits of single kinds of requests."""
    names = ("zendesk-ratelimit-", "zendesk-rate-limit-")
    return [value for name, value in headers.items() if name.startswith(names)]
