"""When targets start, end and stand still, read from what happened on a ticket (sla.md 3)."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import AuthorKind
from csr_desk.domain.queue_row import Status
from csr_desk.domain.sla.pauses import Pause
from csr_desk.domain.sla.targets import Target


class Run(NamedTuple):
    """One target on its way; `ended_at` is None while it is not fulfilled.

    `kept_at` are earlier ends that a reopening has taken back.
    """

    target: Target
    started_at: Instant
    ended_at: Instant | None = None
    pauses: tuple[Pause, ...] = ()
    kept_at: tuple[Instant, ...] = ()


class StatusChange(NamedTuple):
    """A ticket came into a state."""

    at: Instant
    status: Status


class PublicMessage(NamedTuple):
    """A message the customer sees or wrote; one from here counts at its acceptance by the backend.

    An automatic one has the author SYSTEM and answers nothing.
    """

    at: Instant
    author: AuthorKind


def first_response(created_at: Instant, messages: Iterable[PublicMessage]) -> Run:
    """Return the run that the first public message of a person ends."""
    answers = [one.at for one in messages if one.author is AuthorKind.AGENT]
    return Run(Target.FIRST_RESPONSE, created_at, min(answers, default=None))


def next_replies(
    messages: Iterable[PublicMessage], changes: Iterable[StatusChange] = ()
) -> tuple[Run, ...]:
    """Return a run for each wait of the customer after the first response.

    It starts at the first message that waits and ends at the next answer, or when the ticket is
    solved. Messages and changes at the same instant are taken in this order.
    """
    events: list[tuple[Instant, AuthorKind | None]] = [(one.at, one.author) for one in messages]
    events += [(one.at, None) for one in changes if one.status >= Status.SOLVED]
    runs: list[Run] = []
    waiting_since: Instant | None = None
    is_answered = False
    for at, author in sorted(events, key=lambda event: event[0]):
        if author is AuthorKind.CUSTOMER:
            waiting_since = at if waiting_since is None and is_answered else waiting_since
        elif author is not AuthorKind.SYSTEM:
            is_answered = is_answered or author is AuthorKind.AGENT
            if waiting_since is not None:
                runs.append(Run(Target.NEXT_REPLY, waiting_since, at))
                waiting_since = None
    if waiting_since is not None:
        runs.append(Run(Target.NEXT_REPLY, waiting_since))
    return tuple(runs)


def resolution(
    created_at: Instant, changes: Iterable[StatusChange], stopped_by: Collection[Status]
) -> Run:
    """Return the run that solving ends, with its pauses; reopening lets the rest go on.

    The time between solving and reopening is a pause too (sla.md rule 12).
    """
    history = sorted(changes, key=lambda change: change.at)
    solved = _entered_solved(history)
    is_solved = bool(history) and history[-1].status >= Status.SOLVED
    ended_at = solved[-1] if is_solved else None
    stops = {*stopped_by, Status.SOLVED, Status.CLOSED}
    kept = solved[:-1] if is_solved else solved
    return Run(
        Target.RESOLUTION, created_at, ended_at, pauses_in(history, stops, ended_at), tuple(kept)
    )


def pauses_in(
    history: Sequence[StatusChange], stops: Collection[Status], until: Instant | None = None
) -> tuple[Pause, ...]:
    """Return the stretches in stopping states, in order of time, none begun at `until` or later."""
    ends: list[Instant | None] = [change.at for change in history[1:]]
    return tuple(
        Pause(change.at, to_at)
        for change, to_at in zip(history, [*ends, None], strict=False)
        if change.status in stops and (until is None or change.at < until)
    )


def _entered_solved(history: Sequence[StatusChange]) -> list[Instant]:
    """Return when a ticket became solved, not when a solved one was closed."""
    before: list[Status] = [Status.NEW, *(change.status for change in history)]
    return [
        change.at
        for change, was in zip(history, before, strict=False)
        if change.status >= Status.SOLVED > was
    ]
