"""Which policy a ticket has, which goals follow, and the deadline it is sorted by."""

from dataclasses import replace

import pytest

from csr_desk.domain.instants import HOUR
from csr_desk.domain.models import Priority
from csr_desk.domain.sla import (
    Agreement,
    Clock,
    Deadline,
    Goal,
    History,
    Pause,
    Policy,
    Run,
    Standing,
    State,
    Subject,
    Target,
    nearest,
    queue_place,
    runs_of,
)
from csr_desk.domain.sla.policy import Fits, Length, usual_policy
from tests.domain.sla.calendars import at, office

OFFICE = office().calendar
PLAIN = Subject(Priority.NORMAL, "email", "Billing")
START = at("2026-11-23 10:00")
VIP = Policy(
    "vip",
    "office",
    {
        Target.FIRST_RESPONSE: Length(14_400, {Priority.URGENT: 1_800, Priority.LOW: 0}),
        Target.RESOLUTION: Length(144_000),
    },
    Fits(tags=frozenset({"VIP"})),
)


@pytest.mark.parametrize(
    ("fits", "holds"),
    [
        (Fits(), True),
        (Fits(priorities=frozenset({Priority.NORMAL, Priority.HIGH})), True),
        (Fits(priorities=frozenset({Priority.HIGH})), False),
        (Fits(channels=frozenset({"email"})), True),
        (Fits(channels=frozenset({"chat"})), False),
        (Fits(groups=frozenset({"BILLING"})), True),
        (Fits(groups=frozenset({"Returns"})), False),
        (Fits(tags=frozenset({"vip"})), False),
        (Fits(channels=frozenset({"email"}), groups=frozenset({"Returns"})), False),
    ],
)
def test_a_policy_fits_when_all_it_asks_for_is_there(fits: Fits, holds: bool) -> None:
    assert fits.holds(PLAIN) is holds


def test_one_of_several_tags_suffices() -> None:
    subject = PLAIN._replace(tags=frozenset({"vip", "late"}))
    assert Fits(tags=frozenset({"Vip", "gold"})).holds(subject)
    assert not Fits(groups=frozenset({"Billing"})).holds(subject._replace(group=None))


def test_the_first_policy_that_fits_counts() -> None:
    everyone = replace(VIP, name="everyone", fits=Fits())
    agreement = Agreement({"office": OFFICE}, [VIP, everyone])
    assert agreement.policy(PLAIN).name == "everyone"
    assert agreement.policy(PLAIN._replace(tags=frozenset({"vip"}))).name == "vip"


def test_a_target_has_the_length_of_the_priority() -> None:
    assert VIP.goal(Target.FIRST_RESPONSE, Priority.URGENT) == Goal(
        Target.FIRST_RESPONSE, 1_800, Clock.BUSINESS
    )
    assert VIP.goal(Target.FIRST_RESPONSE, Priority.NONE) == Goal(
        Target.FIRST_RESPONSE, 14_400, Clock.BUSINESS
    )
    assert VIP.goal(Target.FIRST_RESPONSE, Priority.LOW) is None
    assert VIP.goal(Target.NEXT_REPLY, Priority.URGENT) is None


def test_without_policies_there_is_triage_in_a_business_day_and_escalation_in_24_hours() -> None:
    agreement = Agreement({"office": OFFICE}, otherwise=usual_policy("office"))
    history = History(
        created_at=at("2026-11-20 16:30"), escalations=((at("2026-11-23 10:40"), None),)
    )
    found = agreement.standings(runs_of(history), PLAIN, START)
    assert [(one.target.value, one.due_at) for one in found] == [
        ("triage", at("2026-11-23 16:30")),
        ("escalation", at("2026-11-24 10:40")),
    ]


def test_without_a_calendar_only_the_calendar_clock_is_left() -> None:
    agreement = Agreement({})
    assert agreement.goal(Target.TRIAGE, PLAIN) is None
    assert agreement.goal(Target.ESCALATION, PLAIN) == Goal(
        Target.ESCALATION, 86_400, Clock.CALENDAR
    )
    assert agreement.hours(PLAIN).seconds(START, START + HOUR) == 3_600


def test_an_escalation_may_run_by_the_business_clock() -> None:
    policy = replace(
        usual_policy("office"), clocks={**VIP.clocks, Target.ESCALATION: Clock.BUSINESS}
    )
    agreement = Agreement({"office": OFFICE}, otherwise=policy)
    run = Run(Target.ESCALATION, at("2026-11-23 10:40"))
    assert agreement.standings([run], PLAIN, START)[0].due_at == at("2026-11-27 10:40")


def test_a_policy_without_its_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match='no calendar "office" for "vip"'):
        Agreement({}, [VIP])
    silent = replace(VIP, lengths={Target.TRIAGE: Length(0)})
    assert Agreement({}, [silent]).goal(Target.TRIAGE, PLAIN) is None


def stands(target: Target, run: Run) -> Standing:
    policy = replace(VIP, lengths={target: Length(7_200)}, fits=Fits())
    return Agreement({"office": OFFICE}, [policy]).standings([run], PLAIN, START + HOUR)[0]


def test_the_queue_is_sorted_by_the_nearest_due_instant_and_paused_come_last() -> None:
    soon = Deadline("triage", START)
    later = Deadline("resolution", START + HOUR)
    little_left, much_left = Deadline("resolution", None, 60), Deadline("resolution", None, 6_000)
    mixed = [None, much_left, later, little_left, soon]
    assert sorted(mixed, key=queue_place) == [soon, later, little_left, much_left, None]


def test_a_ticket_is_sorted_by_its_nearest_open_target() -> None:
    met = stands(Target.TRIAGE, Run(Target.TRIAGE, START, START))
    running = stands(Target.FIRST_RESPONSE, Run(Target.FIRST_RESPONSE, START))
    paused = stands(Target.RESOLUTION, Run(Target.RESOLUTION, START, None, (Pause(START, None),)))
    assert (met.state, running.state, paused.state) == (State.MET, State.RUNNING, State.PAUSED)
    found = nearest([met, running, paused])
    assert found == Deadline("first_response", START + 2 * HOUR, None, START + 2 * HOUR - 900_000)
    assert nearest([met, paused]) == Deadline("resolution", None, 7_200)
    assert nearest([met]) is None


def test_what_the_helpdesk_counts_wins_and_the_desk_keeps_the_rest() -> None:
    own = stands(Target.FIRST_RESPONSE, Run(Target.FIRST_RESPONSE, START))
    escalation = stands(Target.ESCALATION, Run(Target.ESCALATION, START + HOUR))
    remote = Deadline("first_response", START + 30 * HOUR)
    call = Deadline("callback", START + HOUR)
    assert nearest([own], [remote]) == remote
    assert nearest([own, escalation], [remote]) == Deadline(
        "escalation", escalation.due_at, None, escalation.warn_at
    )
    assert nearest([own, escalation], [remote], [call]) == call
    assert nearest([own], []) is None
