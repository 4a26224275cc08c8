"""How long to wait before the next try: full jitter, so that desks do not come back in step."""

import random

LONGEST_S = 300.0
LONGEST_TOLD_S = 3600.0
_MOST_DOUBLINGS = 9


def delay_s(attempts: int, rng: random.Random) -> float:
    """Return seconds to wait after so many attempts: uniform(0, min(300, 2^attempts)).

    Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, "full jitter".
    """
    doublings = min(max(attempts, 0), _MOST_DOUBLINGS)
    return rng.uniform(0.0, min(LONGEST_S, float(2**doublings)))


def told_s(after_s: float | None, attempts: int, rng: random.Random) -> float:
    """Return seconds to wait: what the helpdesk told, at most an hour, else `delay_s`."""
    if after_s is None or not 0 <= after_s < float("inf"):
        return delay_s(attempts, rng)
    return min(after_s, LONGEST_TOLD_S)
