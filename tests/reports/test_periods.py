"""Periods: any shift, days that last 23 or 25 hours, weeks, months, ranges, the one before."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csr_desk.actions import interaction, shift, wrap_up
from csr_desk.domain import kpi
from csr_desk.domain.instants import HOUR, MINUTE
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.errors import Refused
from csr_desk.reports import report
from csr_desk.reports.report import Written
from tests.desk import TestDesk

ZONES = [
    *("UTC", "America/Detroit", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana"),
    *("Asia/Beirut", "America/Sao_Paulo", "Pacific/Apia", "Africa/Casablanca", "Asia/Kolkata"),
]
DAYS = st.dates(date(2010, 1, 1), date(2030, 12, 31))


@given(st.sampled_from(ZONES), DAYS, st.integers(1, 40))
def test_the_days_of_a_range_partition_it(name: str, first: date, count: int) -> None:
    zone = ZoneInfo(name)
    days = [first + timedelta(days=offset) for offset in range(count)]
    whole = report.period_of(days[0], days[-1], zone)
    parts = [report.period_of(one, one, zone) for one in days]
    assert parts[0].from_at == whole.from_at
    assert parts[-1].to_at == whole.to_at
    assert all(one.to_at == other.from_at for one, other in pairwise(parts))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 6, 1), 24)],
)
def test_a_day_of_a_clock_change_is_as_long_as_it_is(day: date, hours: int) -> None:
    found = report.period_of(day, day, ZoneInfo("Europe/Berlin"))
    assert found.to_at - found.from_at == hours * HOUR


def contact(hand: TestDesk, outcome: str = "pending_customer") -> int:
    opened = interaction.open_contact(hand.desk, hand.ticket(), Channel.PHONE)
    hand.wait(300)
    interaction.end(hand.desk, opened.id)
    hand.wait(30)
    wrap_up.commit(hand.desk, opened.id, WrapUp("order/late", outcome, told="by phone"))
    return opened.id


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[TestDesk]:
    made = TestDesk(tmp_path)
    yield made
    made.store.close()


def handled(written: Written | None) -> int:
    assert written is not None
    return int(written.report.figures["interactions"].num)


def test_any_shift_and_the_one_before(hand: TestDesk) -> None:
    args = (hand.store, hand.config, 1)
    with pytest.raises(Refused, match="no shift yet"):
        report.shift(*args, hand.desk.now())
    for contacts in (1, 2, 0):
        shift.start(hand.desk)
        for _ in range(contacts):
            contact(hand)
        hand.wait(600)
        shift.end(hand.desk)
        hand.wait(3600)
    now = hand.desk.now()
    last = report.shift(*args, now)
    assert (last.number, handled(last), last.kind) == (3, 0, "shift")
    assert handled(report.shift(*args, now, 2)) == 2
    before = report.before(*args, now, UTC, last)
    assert before is not None
    assert (before.number, handled(before)) == (2, 2)
    first = report.before(*args, now, UTC, before)
    assert first is not None
    assert report.before(*args, now, UTC, first) is None
    with pytest.raises(Refused, match="no shift 9"):
        report.shift(*args, now, 9)


def test_the_period_before_is_of_the_same_kind(hand: TestDesk) -> None:
    args, now = (hand.store, hand.config, 1), hand.desk.now()
    on = date(2026, 3, 30)
    day, week, month = (of(*args, now, UTC, on) for of in (report.day, report.week, report.month))
    span = report.between(*args, now, UTC, date(2026, 3, 1), date(2026, 3, 10))

    def edges(written: Written) -> tuple[date | None, date | None]:
        found = report.before(*args, now, UTC, written)
        assert found is not None
        assert found.kind == written.kind
        return found.first, found.last

    assert edges(day) == (date(2026, 3, 29), date(2026, 3, 29))
    assert edges(week) == (date(2026, 3, 23), date(2026, 3, 29))
    assert (month.first, month.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert edges(month) == (date(2026, 2, 1), date(2026, 2, 28))
    assert edges(span) == (date(2026, 2, 19), date(2026, 2, 28))
    with pytest.raises(Refused, match="before it begins"):
        report.between(*args, now, UTC, date(2026, 3, 2), date(2026, 3, 1))


def test_what_a_report_covers_is_in_it(hand: TestDesk) -> None:
    contact(hand)
    now = hand.desk.now()
    written = report.month(hand.store, hand.config, 1, now, UTC)
    assert written.report.as_of == now
    assert written.report.coverage == kpi.OWN_CONTACTS
    assert written.report.definition_version == kpi.VERSION
    hand.store.execute("UPDATE interaction SET agent_id = 2")
    own = contact(hand)
    covered = report.month(hand.store, hand.config, 1, hand.desk.now(), UTC)
    assert covered.report.coverage == kpi.OWN_AND_SYNCED_CONTACTS
    assert covered.report.evidence["handled"] == (own,)
    # The colleague's contact with the same customer makes the own one a repeat.
    assert covered.report.figures["fcr_issue_7d_provisional"].den == 0


def test_a_report_tells_how_far_it_is_and_can_be_given_up(hand: TestDesk) -> None:
    contact(hand)
    told: list[float] = []
    args = (hand.store, hand.config, 1, hand.desk.now(), UTC)
    report.week(*args, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    class GivenUpError(Exception):
        pass

    def stop(share: float) -> None:
        raise GivenUpError

    with pytest.raises(GivenUpError):
        report.week(*args, progress=stop)


def test_the_window_is_as_good_as_the_whole_log(hand: TestDesk) -> None:
    """A short period reads seven days around it; what a repeat outside would change is in it."""
    shift.start(hand.desk)
    first = contact(hand)
    hand.wait(6 * 86_400)
    second = contact(hand)
    shift.end(hand.desk)
    hand.wait(7 * 86_400 - 10 * 60)
    third = contact(hand)
    hand.store.execute("UPDATE wrap_up SET outcome = 'resolved'")
    hand.wait(30 * 86_400)
    now, day = hand.desk.now(), date(2026, 11, 23)
    found = report.day(hand.store, hand.config, 1, now, UTC, day)
    assert found.report.evidence["fcr_issue_7d_failed"] == (first,)
    ended = hand.store.value("SELECT ended_at FROM interaction WHERE id = ?", second)
    period = kpi.Period(ended - MINUTE, ended + MINUTE)
    window = report.between(hand.store, hand.config, 1, now, UTC, day, date(2026, 12, 24))
    whole = kpi.report(window.data, period, now, window.settings)
    short = report.day(hand.store, hand.config, 1, now, UTC, date(2026, 11, 29))
    for name in ("fcr_issue_7d_matured", "fcr_strict_customer", "aht"):
        assert short.report.figures[name] == whole.figures[name]
    assert third in {one.id for one in short.data.contacts}
