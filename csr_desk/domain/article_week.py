"""How many articles a week are wanted, and how far the week has come, in words."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from csr_desk.domain.instants import Instant, to_datetime, to_instant

LEAST, MOST = 2, 5
"""Articles a week of job description E (product.md sections 2 and 16)."""


def monday(now: Instant, zone: ZoneInfo) -> Instant:
    """Return the first instant of the week in a zone."""
    today = to_datetime(now, zone).date()
    return to_instant(datetime.combine(today - timedelta(days=today.weekday()), time(), zone))


def words(count: int) -> str:
    """Return how far the week has come: `1 of 2-5 articles this week`."""
    met = ", enough" if count >= LEAST else ""
    return f"{count} of {LEAST}-{MOST} articles this week{met}"
