"""Days as people type them: one day, or the first and the last of a range."""

import re
from datetime import date
from typing import Final

from csr_desk.domain import when

WORDS: Final = "A day or a range: yesterday, fri, 24.12., 2026-11-01 to 2026-11-15."
_BETWEEN: Final = re.compile(r"\s+(?:to|until|till|bis|-|–)\s+|\s*(?:\.\.\.?|…)\s*(?=\d{4}-|[a-z])")


def parse(typed: str, today: date) -> tuple[date, date]:
    """Return the first and the last day a text names; ValueError with the sentence."""
    parts = [one for one in _BETWEEN.split(typed.strip()) if one]
    if len(parts) > 2:
        raise ValueError("Name one day, or the first and the last of a range.")
    days = [when.past_day(one, today) for one in parts or [typed]]
    first, last = days[0], days[-1]
    if last < first:
        raise ValueError(f"The range ends on {last}, before it begins on {first}.")
    return first, last
