"""Pauses of a target: half-open, sorted and united before anything is counted (sla.md rule 5)."""

from collections.abc import Iterable
from typing import NamedTuple

from csr_desk.domain.instants import Instant, whole_second
from csr_desk.domain.sla.problems import ProblemCode, SlaProblem


class Pause(NamedTuple):
    """A stretch in which a target stands still; `to_at` is None while it lasts."""

    from_at: Instant
    to_at: Instant | None


def united(pauses: Iterable[Pause]) -> list[Pause]:
    """Return pauses in order, those that overlap or touch as one, without empty ones.

    SlaProblem when one ends before it begins. Instants are cut to whole seconds.
    """
    found: list[Pause] = []
    for from_at, to_at in sorted(map(_whole, pauses), key=lambda pause: pause.from_at):
        if to_at == from_at:
            continue
        last = found[-1] if found else None
        if last is None or (last.to_at is not None and last.to_at < from_at):
            found.append(Pause(from_at, to_at))
        elif last.to_at is not None and (to_at is None or to_at > last.to_at):
            found[-1] = Pause(last.from_at, to_at)
    return found


def _whole(pause: Pause) -> Pause:
    from_at, to_at = pause
    if to_at is not None and to_at < from_at:
        raise SlaProblem(ProblemCode.PAUSE_REVERSED)
    return Pause(whole_second(from_at), None if to_at is None else whole_second(to_at))
