"""How old the unsolved tickets are, in business days, at one instant (kpi.md 3)."""

from collections.abc import Iterable
from typing import Final

from csr_desk.domain.instants import Instant
from csr_desk.domain.kpi.records import BusinessSeconds

BUCKETS: Final = (("0–1", 1), ("1–3", 3), ("3–7", 7), ("7–14", 14))
OVER: Final = "over 14"


def bucket_of(age_s: int, business_day_s: int) -> str:
    """Return the bucket of an age in business seconds; exactly 1, 3, 7 or 14 days is the lower."""
    for name, days in BUCKETS:
        if age_s <= days * business_day_s:
            return name
    return OVER


def ageing(
    created: Iterable[Instant], as_of: Instant, business: BusinessSeconds, business_day_s: int
) -> dict[str, int]:
    """Return the number of unsolved tickets in each bucket, without those after `as_of`."""
    counts = {name: 0 for name, _ in BUCKETS} | {OVER: 0}
    for created_at in created:
        if created_at <= as_of:
            counts[bucket_of(business(created_at, as_of), business_day_s)] += 1
    return counts
