"""Calendars and targets in the settings: the example of the manual, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from csr_desk import config, errors
from csr_desk.config_deadlines import DeadlineConfig
from csr_desk.domain.instants import to_datetime
from csr_desk.domain.queue_row import Priority
from csr_desk.domain.sla import Due, Subject, Target, due
from csr_desk.national_days import NationalHolidays, national_of

ROOT = Path(__file__).resolve().parents[1]
FILE = Path("config.toml")
WEEK = '[calendars.office]\nzone = "UTC"\n[calendars.office.week]\nmon = [["09:00", "17:00"]]\n'


def deadlines(text: str) -> DeadlineConfig:
    found = config.parse(text, FILE).deadlines
    assert found is not None
    return found


def example() -> str:
    manual = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    _, _, rest = manual.partition("## Calendars and deadlines")
    return rest.partition("```toml\n")[2].partition("```")[0]


def test_the_example_of_the_manual_is_read_and_counts() -> None:
    found = deadlines(example())
    assert found.problems(2026) == ()
    assert found.unusable == ""
    days_off = found.calendars["office"].days_off.of_year(2026)
    assert days_off[date(2026, 11, 26)] == "Thanksgiving Day"
    assert date(2026, 12, 23) in days_off
    assert date(2026, 12, 31) in days_off
    assert date(2026, 11, 3) not in days_off
    assert date(2026, 11, 27) not in days_off
    subject = Subject(Priority.HIGH, "email", None, frozenset({"VIP"}))
    goal = found.agreement.goal(Target.FIRST_RESPONSE, subject)
    assert goal is not None
    assert goal.seconds == 3600
    usual = Subject(Priority.HIGH, "email", None)
    triage = found.agreement.goal(Target.TRIAGE, usual)
    assert triage is not None
    assert triage.seconds == 28_800
    hours = found.agreement.hours(usual)
    start = 1_795_197_600_000  # Friday 20 November 2026, 13:00 in Detroit
    answer = due(hours, start, 3600)
    assert isinstance(answer, Due)
    zone = found.calendars["office"].zone
    assert f"{to_datetime(answer.at, zone):%a %d %H:%M}" == "Mon 23 10:00"


def test_without_the_tables_nothing_is_counted() -> None:
    assert config.parse("[agent]\nname = 'Me'\n", FILE).deadlines is None
    assert config.Config().deadlines is None


def test_the_zone_of_the_desk_is_that_of_a_calendar_without_one() -> None:
    text = '[desk]\nzone = "Europe/Berlin"\n' + WEEK.replace('zone = "UTC"\n', "")
    assert str(deadlines(text).calendars["office"].zone) == "Europe/Berlin"


def test_other_settings_have_another_signature() -> None:
    one = deadlines(WEEK).signature
    assert deadlines(WEEK).signature == one
    for other in (
        WEEK.replace("17:00", "18:00"),
        WEEK.replace('"UTC"', '"Europe/Berlin"'),
        WEEK + "[sla]\nwarn_before_s = 60\n",
        WEEK + "[kpi]\nbusiness_day_s = 7200\n",
    ):
        assert deadlines(other).signature != one


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (WEEK.replace("zone", "zonne"), 2, 'Did you mean "zone"?'),
        (WEEK.replace('"UTC"', '"Mars/Base"'), 2, 'no time zone "Mars/Base"'),
        (WEEK.replace("mon =", "monn ="), 4, 'Did you mean "mon"?'),
        (WEEK.replace("17:00", "25:00"), 4, '"25:00" is no clock time'),
        (WEEK.replace('mon = [["09:00", "17:00"]]\n', ""), 1, "no opening hours"),
        (WEEK + '[sla]\ncalendar = "ofice"\n', 6, 'Did you mean "office"?'),
        (WEEK + "[sla]\nwarn_befor_s = 60\n", 6, 'Did you mean "warn_before_s"?'),
        (
            WEEK + "[sla.policies.a.target_s]\nfirst_respons = 60\n",
            6,
            'Did you mean "first_response"?',
        ),
        (WEEK + '[sla.policies.a]\nchannels = ["mail"]\n', 6, 'Did you mean "email"?'),
        ("[sla.policies.a.target_s]\nresolution = 60\n", 1, "add calendar"),
        ("[calendar.office]\n", 1, 'Did you mean "calendars"?'),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(errors.ConfigError) as caught:
        config.parse(text, FILE)
    assert words in str(caught.value)
    assert caught.value.line == line


def test_an_unknown_place_or_holiday_is_told_when_it_is_looked_up() -> None:
    found = deadlines(
        WEEK.replace("[calendars.office.week]", 'national = "XX"\n[calendars.office.week]')
    )
    assert 'no list of holidays for "XX"' in found.unusable
    assert found.problems(2026) == (found.unusable,)
    text = 'national = "DE-BE"\nopen_on = ["Easter Munday"]\n[calendars.office.week]'
    named = deadlines(WEEK.replace("[calendars.office.week]", text))
    assert named.unusable == ""
    assert named.problems(2026) == (
        'calendars.office.open_on: DE-BE has no holiday "Easter Munday" in 2026.',
    )


@pytest.mark.parametrize("place", ["XX", "US-ZZ", "", "US MI", "-"])
def test_a_place_nobody_knows_is_a_sentence(place: str) -> None:
    with pytest.raises(ValueError, match="There is no list of holidays for"):
        national_of(place)


def test_the_names_are_english_whatever_the_country() -> None:
    assert NationalHolidays("DE")(2026)[date(2026, 12, 25)] == "Christmas Day"
    assert NationalHolidays("us-MI".replace("us", "US"))(2027)[date(2027, 7, 5)].startswith("Indep")
