"""How long until or since something, in at most five characters; the first paint needs it."""

from csr_desk.domain.instants import DAY, HOUR, MINUTE

SOON = HOUR
"""A deadline closer than this is near, where nobody has counted from when on it is."""


def span(milliseconds: int) -> str:
    """Return a length of time in at most five characters: `5m`, `3h10`, `12h`, `4d`, `9w`."""
    if milliseconds < HOUR:
        return f"{max(milliseconds, 0) // MINUTE}m"
    if milliseconds < 10 * HOUR:
        return f"{milliseconds // HOUR}h{milliseconds % HOUR // MINUTE:02}"
    if milliseconds < 2 * DAY:
        return f"{milliseconds // HOUR}h"
    if milliseconds < 100 * DAY:
        return f"{milliseconds // DAY}d"
    return f"{min(milliseconds // (7 * DAY), 999)}w"
