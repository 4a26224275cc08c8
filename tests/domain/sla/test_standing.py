"""How targets stand: met and breached at the very second, warnings, pauses, reopening, words."""

import pytest

from csr_desk.domain.instants import DAY, HOUR, MINUTE, SECOND, Instant
from csr_desk.domain.models import Status
from csr_desk.domain.sla import (
    Clock,
    Goal,
    OpenHours,
    Pause,
    Run,
    SlaProblem,
    Standing,
    State,
    StatusChange,
    Target,
    around_the_clock,
    before_due,
    resolution,
    standing,
    words,
)
from tests.domain.sla.calendars import at, office

START = at("2026-11-20 16:30")
DUE = at("2026-11-23 12:30")
GOAL = Goal(Target.RESOLUTION, 4 * 3_600, Clock.BUSINESS)
OFFICE = office()


def stands(
    now: Instant, ended_at: Instant | None = None, pauses: tuple[Pause, ...] = (), warn_s: int = 900
) -> Standing:
    return standing(Run(Target.RESOLUTION, START, ended_at, pauses), GOAL, OFFICE, now, warn_s)


@pytest.mark.parametrize(
    ("now", "state", "left_s", "told"),
    [
        (START - DAY, State.RUNNING, 14_400, "4 h left"),
        (START, State.RUNNING, 14_400, "4 h left"),
        (at("2026-11-21 12:00"), State.RUNNING, 12_600, "3 h 30 min left"),
        (DUE - 30 * SECOND, State.RUNNING, 30, "30 s left"),
        (DUE, State.RUNNING, 0, "0 s left"),
        (DUE + SECOND, State.BREACHED, -1, "1 s late"),
        (DUE + 26 * HOUR, State.BREACHED, -36_000, "26 h late"),
    ],
)
def test_a_target_runs_to_its_due_second_and_is_late_after_it(
    now: Instant, state: State, left_s: int, told: str
) -> None:
    found = stands(now)
    assert (found.state, found.left_s, found.due_at) == (state, left_s, DUE)
    assert found.settled_at == (DUE if state is State.BREACHED else None)
    assert found.is_open
    assert words.left(found, now) == told


@pytest.mark.parametrize(
    ("ended_at", "state", "left_s"),
    [
        (START - HOUR, State.MET, 14_400),
        (DUE - HOUR, State.MET, 3_600),
        (DUE, State.MET, 0),
        (DUE + SECOND - 1, State.MET, 0),
        (DUE + SECOND, State.BREACHED, -1),
    ],
)
def test_met_is_at_or_before_the_due_instant(ended_at: Instant, state: State, left_s: int) -> None:
    found = stands(DUE + 90 * DAY, ended_at)
    assert (found.state, found.left_s, found.is_open) == (state, left_s, False)
    assert found.settled_at == max(START, ended_at - ended_at % SECOND)
    assert words.left(found, DUE) == state.value


def test_an_answer_after_the_close_is_late_although_no_open_second_passed() -> None:
    run = Run(Target.FIRST_RESPONSE, at("2026-11-23 16:00"), at("2026-11-23 18:00"))
    found = standing(run, Goal(run.target, 3_600, Clock.BUSINESS), OFFICE, DUE)
    assert (found.state, found.left_s) == (State.BREACHED, 0)


def test_the_warning_comes_in_open_time() -> None:
    found = stands(DUE - 15 * MINUTE - SECOND)
    assert found.warn_at == DUE - 15 * MINUTE
    assert not found.is_near(DUE - 15 * MINUTE - SECOND)
    assert found.is_near(DUE - 15 * MINUTE)
    assert not stands(DUE + SECOND).is_near(DUE + SECOND)
    assert stands(DUE, warn_s=0).warn_at is None
    assert stands(DUE, warn_s=4 * 3_600).warn_at == START
    over_the_weekend = stands(DUE, warn_s=13_500)
    assert over_the_weekend.warn_at == at("2026-11-20 16:45")


def test_an_open_pause_shows_what_is_left_and_never_an_instant() -> None:
    since = at("2026-11-23 09:30")
    found = stands(DUE + DAY, pauses=(Pause(since, None),))
    assert (found.state, found.left_s, found.since) == (State.PAUSED, 10_800, since)
    assert (found.due_at, found.warn_at, found.settled_at) == (None, None, None)
    assert words.left(found, DUE + DAY) == "paused, 3 h left"
    assert not found.is_near(DUE)


def test_a_target_fulfilled_in_a_pause_is_met() -> None:
    since = at("2026-11-23 09:30")
    assert stands(DUE, DUE + DAY, (Pause(since, None),)).state is State.MET


def test_a_breach_stays_one_when_the_ticket_is_paused_later() -> None:
    found = stands(DUE + DAY, pauses=(Pause(DUE + HOUR, None),))
    assert (found.state, found.due_at) == (State.BREACHED, DUE)


def test_reopening_goes_on_with_the_time_that_was_left() -> None:
    solved, reopened = at("2026-11-23 10:00"), at("2026-12-07 10:00")
    changes = [StatusChange(solved, Status.SOLVED), StatusChange(reopened, Status.OPEN)]
    run = resolution(START, changes, frozenset())
    found = standing(run, GOAL, OFFICE, reopened)
    assert (found.state, found.left_s) == (State.RUNNING, 9_000)
    assert found.due_at == reopened + 2 * HOUR + 30 * MINUTE


def test_reopening_a_ticket_solved_in_its_last_second_does_not_make_it_late() -> None:
    changes = [StatusChange(DUE, Status.SOLVED), StatusChange(DUE + DAY, Status.OPEN)]
    found = standing(resolution(START, changes, frozenset()), GOAL, OFFICE, DUE + 2 * DAY)
    assert (found.state, found.left_s, found.settled_at) == (State.MET, 0, DUE)
    assert not found.is_open


def test_reopening_a_late_ticket_leaves_it_late() -> None:
    changes = [StatusChange(DUE + HOUR, Status.SOLVED), StatusChange(DUE + DAY, Status.OPEN)]
    found = standing(resolution(START, changes, frozenset()), GOAL, OFFICE, DUE + 2 * DAY)
    assert (found.state, found.settled_at) == (State.BREACHED, DUE)


def test_the_customer_is_updated_an_hour_before_an_escalation_is_due() -> None:
    run = Run(Target.ESCALATION, at("2026-11-23 10:40"))
    calendar_day = Goal(Target.ESCALATION, 86_400, Clock.CALENDAR)
    always = OpenHours(around_the_clock())
    assert before_due(run, calendar_day, always, 3_600) == at("2026-11-24 09:40")
    assert before_due(run, calendar_day, OFFICE, 3_600) == at("2026-11-27 09:40")


def test_a_target_that_no_calendar_reaches_is_a_problem() -> None:
    with pytest.raises(SlaProblem):
        standing(Run(Target.TRIAGE, START), Goal(Target.TRIAGE, 10**9, Clock.BUSINESS), OFFICE, DUE)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-5, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3_599, "59 min"),
        (3_600, "1 h"),
        (93_900, "26 h 5 min"),
    ],
)
def test_lengths_read_in_hours(seconds: int, told: str) -> None:
    assert words.length(seconds) == told


def test_the_clock_is_printed_beside_the_target() -> None:
    assert words.clock(86_400, Clock.CALENDAR) == "24 h calendar"
