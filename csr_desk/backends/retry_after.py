"""When an answer wants to be asked again: Retry-After as seconds or as a date; its one home."""

import math
import re
from email.utils import parsedate_to_datetime

from csr_desk.backends.wire import Response
from csr_desk.domain.instants import SECOND, Instant, to_instant

LONGEST_S = 3600.0
_SECONDS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


def retry_after_s(response: Response, now: Instant) -> float | None:
    """Return the seconds of Retry-After, at most an hour; None when it is not there or garbage.

    A date is read against the helpdesk's own clock where the answer shows it, and rounded up to
    whole seconds. Negative numbers count as not told.
    """
    value = response.headers.get("retry-after", "").strip()
    told = seconds_of(value)
    if told is None and (until := instant_of(value)) is not None:
        there = server_instant(response)
        wait = until - (now if there is None else there)
        told = max(0.0, float(math.ceil(wait / SECOND)))
    return None if told is None else min(told, LONGEST_S)


def server_instant(response: Response) -> Instant | None:
    """Return the helpdesk's clock at its answer, in whole seconds; None when it does not say."""
    return response.at if response.at is not None else instant_of(response.headers.get("date", ""))


def seconds_of(text: str) -> float | None:
    """Return a count of seconds as headers write it; None for every other text."""
    return float(text) if _SECONDS.fullmatch(text) else None


def instant_of(text: str) -> Instant | None:
    """Return the instant of a date as headers write it; None for every other text."""
    try:
        found = parsedate_to_datetime(text)
        return None if found.tzinfo is None else to_instant(found)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
