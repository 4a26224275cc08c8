"""Calendars and policies from TOML: what they mean, and each complaint with its line."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from csr_desk.domain.models import Priority, Status
from csr_desk.domain.sla import Agreement, Calendar, Clock, NationalDays, Subject, Target
from csr_desk.domain.sla.calendar_file import Sources, read_calendars
from csr_desk.domain.sla.policy_file import read_agreement
from csr_desk.domain.toml_table import TomlProblem, read

ROOT = Path(__file__).resolve().parents[3]
OFFICE = """\
[calendars.office]
zone = "America/Detroit"
national = "US-MI"
holidays = [2026-12-24, "2026-12-31", "05-01"]
open_on = ["Election Day", 2026-12-25]
[calendars.office.week]
mon = [["09:00", "12:30"], ["13:00", "17:00"]]
fri = [["22:00", "06:00"]]
"""
POLICIES = """\
[sla]
calendar = "office"
warn_before_s = 600
[sla.policies.vip]
tags = ["vip"]
priorities = ["high", "urgent"]
channels = ["email", "chat"]
groups = ["Billing"]
resolution_stopped_by = ["pending"]
[sla.policies.vip.target_s]
triage = 0
first_response = { urgent = 1800, else = 14400 }
resolution = 144000
[sla.policies.vip.clock]
escalation = "business"
[sla.policies.rest]
"""


def zone_of(name: str) -> tzinfo:
    if name in ("", "UTC"):
        return UTC
    if name != "America/Detroit":
        raise ValueError(f'There is no time zone "{name}".')
    return ZoneInfo(name)


def national_of(place: str) -> NationalDays:
    if place != "US-MI":
        raise ValueError(f'There are no holidays of "{place}".')
    return in_michigan


def in_michigan(year: int) -> Mapping[date, str]:
    return {date(year, 12, 25): "Christmas Day", date(year, 11, 3): "Election Day"}


def calendars_of(text: str) -> dict[str, Calendar]:
    return read_calendars(read(text, "desk.toml").table("calendars"), Sources(zone_of, national_of))


def agreement_of(text: str) -> Agreement:
    file = read(text, "desk.toml")
    calendars = read_calendars(file.table("calendars"), Sources(zone_of, national_of))
    return read_agreement(file.table("sla"), calendars, 27_000)


def test_a_calendar_is_read_whole() -> None:
    office = calendars_of(OFFICE)["office"]
    assert office.zone == ZoneInfo("America/Detroit")
    assert [len(day) for day in office.week] == [2, 0, 0, 0, 1, 0, 0]
    assert sorted(office.days_off.of_year(2026)) == [
        date(2026, 5, 1),
        date(2026, 12, 24),
        date(2026, 12, 31),
    ]
    assert sorted(office.days_off.of_year(2027)) == [date(2027, 5, 1), date(2027, 12, 25)]


def test_a_calendar_without_a_zone_has_that_of_the_desk() -> None:
    text = '[calendars.a.week]\nsun = [["00:00", "24:00"]]\n'
    assert calendars_of(text)["a"].zone is UTC
    assert calendars_of("") == {}


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("America/Detroit", "Amerika/Detroit", 2, 'no time zone "Amerika/Detroit"'),
        ("US-MI", "US-ZZ", 3, 'no holidays of "US-ZZ"'),
        ('"05-01"', '"05-32"', 4, 'cannot hold "05-32": write 2026-12-24, or "12-24"'),
        ('"05-01"', "7", 4, 'cannot hold "7"'),
        ('"2026-12-31"', '"2026-02-30"', 4, 'cannot hold "2026-02-30"'),
        ("[2026-12-24,", "[2026-12-24T10:00:00,", 4, "cannot hold"),
        ('[2026-12-24, "2026-12-31", "05-01"]', '"05-01"', 4, "must be a list"),
        ("2026-12-25]", '"2026-12-32"]', 5, "write a date or a name"),
        ('national = "US-MI"\n', "", 4, "opened by name only with national"),
        ('["13:00", "17:00"]', '["13:00", "25:00"]', 7, '"25:00" is no clock time'),
        ('["13:00", "17:00"]', '"13:00"', 7, "a pair of clock times"),
        ('["13:00", "17:00"]', "[13, 17]", 7, "no clock time"),
        ('["13:00", "17:00"]', "13", 7, "calendars.office.week.mon cannot be used"),
        ("fri =", "friday =", 8, 'no setting "calendars.office.week.friday". Did you mean "fri"'),
        ('[["22:00", "06:00"]]', '"22:00"', 8, "must be a list of windows"),
        ("open_on", "open_in", 5, 'Did you mean "open_on"'),
        ("[calendars.office.week]", "[calendars.office.weeks]", 6, 'Did you mean "week"'),
    ],
)
def test_what_is_wrong_in_a_calendar_is_told_with_its_line(
    old: str, new: str, line: int, said: str
) -> None:
    assert old in OFFICE
    with pytest.raises(TomlProblem) as caught:
        calendars_of(OFFICE.replace(old, new))
    assert said in caught.value.sentence
    assert caught.value.line == line


def test_a_calendar_without_any_window_is_refused() -> None:
    with pytest.raises(TomlProblem, match=r"no opening hours.*\[calendars\.a\.week\]") as caught:
        calendars_of('[calendars.a]\nzone = "UTC"\n')
    assert caught.value.line == 1


def test_policies_are_read_whole() -> None:
    agreement = agreement_of(OFFICE + POLICIES)
    vip, rest = agreement.policies
    assert (vip.name, vip.calendar, agreement.warn_s) == ("vip", "office", 600)
    assert vip.stopped_by == {Status.PENDING}
    assert rest.stopped_by == {Status.PENDING, Status.HOLD}
    lengths = [
        [goal and goal.seconds for goal in (policy.goal(target, priority) for target in Target)]
        for policy in (vip, rest)
        for priority in (Priority.HIGH, Priority.URGENT)
    ]
    assert lengths == [
        [None, None, 14_400, None, 144_000, 86_400],
        [None, None, 1_800, None, 144_000, 86_400],
        [27_000, None, None, None, None, 86_400],
        [27_000, None, None, None, None, 86_400],
    ]
    clocks = [policy.clocks[Target.ESCALATION] for policy in (vip, rest)]
    assert clocks == [Clock.BUSINESS, Clock.CALENDAR]


def test_a_policy_fits_the_tickets_it_names() -> None:
    agreement = agreement_of(OFFICE + POLICIES)
    wanted = Subject(Priority.HIGH, "chat", "billing", frozenset({"VIP"}))
    assert agreement.policy(wanted).name == "vip"
    assert agreement.policy(wanted._replace(priority=Priority.LOW)).name == "rest"


def test_the_only_calendar_is_the_usual_one() -> None:
    subject = Subject(Priority.NONE, "email", None)
    goal = agreement_of(OFFICE).goal(Target.TRIAGE, subject)
    assert goal is not None
    assert goal.seconds == 27_000
    assert agreement_of("").goal(Target.TRIAGE, subject) is None
    two = OFFICE + OFFICE.replace("office", "other")
    assert agreement_of(two).goal(Target.TRIAGE, subject) is None
    named = agreement_of(two + '[sla.policies.one]\ncalendar = "other"\n')
    assert named.goal(Target.TRIAGE, subject) is not None


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('calendar = "office"', 'calendar = "offise"', 2, 'no calendar "offise"'),
        ("= 600", "= -1", 3, "sla.warn_before_s must be a whole number from 0"),
        ('"high"', '"higher"', 6, 'cannot be "higher"'),
        ('"chat"', '"chats"', 7, 'Did you mean "chat"'),
        ('["pending"]', '["solved"]', 9, "one of pending, hold"),
        ("144000", "-5", 13, "sla.policies.vip.target_s.resolution must be a whole number"),
        ("144000", '"4h"', 13, "must be a whole number"),
        ("resolution =", "resolutions =", 13, 'Did you mean "resolution"'),
        ("urgent =", "urgnt =", 12, 'Did you mean "urgent"'),
        ("else =", "otherwise =", 12, "no setting"),
        ('= "business"', '= "bussiness"', 15, 'Did you mean "business"'),
        ("escalation", "escalations", 15, 'Did you mean "escalation"'),
        ("tags", "tag", 5, 'Did you mean "tags"'),
        ("[sla]", "[sla]\ncalender = 1", 2, 'Did you mean "calendar"'),
    ],
)
def test_what_is_wrong_in_a_policy_is_told_with_its_line(
    old: str, new: str, line: int, said: str
) -> None:
    assert old in POLICIES
    with pytest.raises(TomlProblem) as caught:
        agreement_of(OFFICE + POLICIES.replace(old, new))
    assert said in caught.value.sentence
    assert caught.value.line == line + OFFICE.count("\n")


def test_business_hours_need_a_calendar() -> None:
    text = "[sla.policies.vip.target_s]\nfirst_response = 60\n"
    with pytest.raises(TomlProblem, match='"vip" counts business hours: add calendar') as caught:
        agreement_of(text)
    assert caught.value.line == 1


def test_importing_deadlines_loads_no_holidays() -> None:
    code = (
        "import sys, csr_desk.domain.sla.calendar_file, csr_desk.domain.sla.policy_file;"
        "assert not {'holidays', 'dateutil', 'six'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
