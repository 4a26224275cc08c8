"""How a target reads: what is left of it, and the clock it runs by."""

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.sla.standing import Standing, State
from csr_desk.domain.sla.targets import Clock

_MINUTE_S = 60
_HOUR_S = 3_600


def length(seconds: int) -> str:
    """Return a length of open time in hours, because a day of it means nothing: `26 h 5 min`."""
    seconds = max(seconds, 0)
    if seconds < _MINUTE_S:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // _MINUTE_S, _HOUR_S // _MINUTE_S)
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, f"{minutes} min"] if minutes else parts)


def left(standing: Standing, now: Instant) -> str:
    """Return how a target stands: `3 h left`, `paused, 3 h left`, `2 h late`, `met`, `breached`.

    What is left is open time; how late it is counts all hours, as the customer does.
    """
    if standing.state is State.PAUSED:
        return f"paused, {length(standing.left_s)} left"
    if standing.state is State.RUNNING:
        return f"{length(standing.left_s)} left"
    if standing.state is State.BREACHED and standing.is_open and standing.due_at is not None:
        return f"{length((now - standing.due_at) // SECOND)} late"
    return standing.state.value


def clock(target_s: int, by: Clock) -> str:
    """Return a target with its clock: `24 h calendar`, `8 h business`."""
    return f"{length(target_s)} {by.value}"
