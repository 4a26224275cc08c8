"""When targets start, end and pause, read from the history of a ticket."""

import pytest

from csr_desk.domain.instants import HOUR, Instant
from csr_desk.domain.models import AuthorKind, Status
from csr_desk.domain.sla import (
    History,
    Pause,
    PublicMessage,
    Run,
    StatusChange,
    Target,
    first_response,
    next_replies,
    resolution,
    runs_of,
)

STOPS = frozenset({Status.PENDING, Status.HOLD})
WHO = {"c": AuthorKind.CUSTOMER, "a": AuthorKind.AGENT, "s": AuthorKind.SYSTEM}


def said(*words: str) -> list[PublicMessage]:
    """Return messages from `c1`, `a2`, `s3`: who and at which hour."""
    return [PublicMessage(hour(word[1:]), WHO[word[0]]) for word in words]


def became(*words: str) -> list[StatusChange]:
    """Return changes from `pending1`: the state and the hour."""
    return [
        StatusChange(
            hour(word.lstrip("abcdefghijklmnopqrstuvwxyz")),
            Status[word.rstrip("0123456789").upper()],
        )
        for word in words
    ]


def hour(text: str) -> Instant:
    return int(text) * HOUR


@pytest.mark.parametrize(
    ("messages", "ended"),
    [(["c0"], None), (["c0", "s1", "c2"], None), (["c0", "s1", "a3", "a2"], 2)],
)
def test_the_first_message_of_a_person_ends_the_first_response(
    messages: list[str], ended: int | None
) -> None:
    found = first_response(0, said(*messages))
    assert found == Run(Target.FIRST_RESPONSE, 0, None if ended is None else ended * HOUR)


@pytest.mark.parametrize(
    ("messages", "changes", "waits"),
    [
        (["c0", "c1"], [], []),
        (["c0", "a1"], [], []),
        (["c0", "a1", "c2"], [], [(2, None)]),
        (["c0", "a1", "c2", "c3", "s4", "a5"], [], [(2, 5)]),
        (["c0", "a1", "c2", "a3", "c4"], [], [(2, 3), (4, None)]),
        (["c0", "a1", "c2"], ["solved3"], [(2, 3)]),
        (["c0", "a1", "c2"], ["pending3"], [(2, None)]),
        (["c0", "a1", "c2"], ["solved3", "open4"], [(2, 3)]),
        (["a0", "c1"], [], [(1, None)]),
        (["c2", "a1", "c0"], [], [(2, None)]),
    ],
)
def test_each_wait_after_the_first_response_is_a_next_reply(
    messages: list[str], changes: list[str], waits: list[tuple[int, int | None]]
) -> None:
    found = next_replies(said(*messages), became(*changes))
    assert found == tuple(
        Run(Target.NEXT_REPLY, one * HOUR, None if two is None else two * HOUR)
        for one, two in waits
    )


@pytest.mark.parametrize(
    ("changes", "ended", "pauses", "kept"),
    [
        ([], None, [], []),
        (["open1"], None, [], []),
        (["pending1"], None, [(1, None)], []),
        (["pending1", "open3"], None, [(1, 3)], []),
        (["pending1", "hold2", "open3"], None, [(1, 2), (2, 3)], []),
        (["solved4"], 4, [], []),
        (["pending1", "solved4"], 4, [(1, 4)], []),
        (["solved4", "closed9"], 4, [], []),
        (["closed9"], 9, [], []),
        (["solved4", "open6"], None, [(4, 6)], [4]),
        (["solved4", "open6", "solved8"], 8, [(4, 6)], [4]),
        (["solved4", "pending6"], None, [(4, 6), (6, None)], [4]),
        (["open3", "pending1"], None, [(1, 3)], []),
    ],
)
def test_a_resolution_pauses_and_goes_on_after_reopening(
    changes: list[str],
    ended: int | None,
    pauses: list[tuple[int, int | None]],
    kept: list[int],
) -> None:
    found = resolution(0, became(*changes), STOPS)
    assert found == Run(
        Target.RESOLUTION,
        0,
        None if ended is None else ended * HOUR,
        tuple(Pause(one * HOUR, None if two is None else two * HOUR) for one, two in pauses),
        tuple(one * HOUR for one in kept),
    )


def test_a_policy_may_let_a_resolution_run_on_hold() -> None:
    found = resolution(0, became("hold1", "pending2", "open3"), frozenset({Status.PENDING}))
    assert found.pauses == (Pause(2 * HOUR, 3 * HOUR),)


def test_a_ticket_has_all_its_runs() -> None:
    history = History(
        created_at=0,
        acknowledged_at=HOUR,
        messages=tuple(said("c0", "a2", "c3")),
        changes=tuple(became("pending2", "open3")),
        escalations=((HOUR, 2 * HOUR), (4 * HOUR, None)),
    )
    assert [
        (run.target.value, run.started_at // HOUR, run.ended_at) for run in runs_of(history)
    ] == [
        ("triage", 0, None),
        ("acknowledgement", 0, HOUR),
        ("first_response", 0, 2 * HOUR),
        ("next_reply", 3, None),
        ("resolution", 0, None),
        ("escalation", 1, 2 * HOUR),
        ("escalation", 4, None),
    ]
