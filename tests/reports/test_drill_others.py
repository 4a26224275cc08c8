"""Behind answers, time in contacts and the age of the backlog stand contacts and tickets too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk import config, errors
from csr_desk.actions import interaction, shift, wrap_up
from csr_desk.domain.instants import DAY
from csr_desk.domain.models import Channel
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.screens.report_behind import Behind, behind, title_of, turned
from csr_desk.screens.report_work import Job, Wanted
from csr_desk.widgets.report_lines import Shown, lines
from tests.desk import TestDesk

SETTINGS = """
[desk]
zone = "UTC"
[calendars.office]
zone = "UTC"
[calendars.office.week]
mon = [["09:00", "17:00"]]
tue = [["09:00", "17:00"]]
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[TestDesk]:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    made = TestDesk(folder)
    made.config = made.desk.config = config.parse(SETTINGS, made.places.config)
    for subject in ("Old", "Solved", "Spam", "Young"):
        made.ticket(subject)
    with made.store.transaction():
        made.store.execute("UPDATE ticket SET created_at = created_at - ? WHERE id = 1", 14 * DAY)
        made.store.execute("UPDATE ticket SET is_spam = 1 WHERE id = 3")
    shift.start(made.desk)
    for _ in range(2):
        made.wait(60)
        opened = interaction.open_contact(made.desk, 2, Channel.PHONE)
        made.wait(300)
        interaction.end(made.desk)
        wrap_up.commit(made.desk, opened.id, WrapUp("order/late", "resolved"))
    yield made
    made.store.close()
    made.heartbeat.close()


def shown(world: TestDesk) -> Shown:
    desk = world.desk
    job = Job(
        Wanted("week"), desk.store.path, desk.config, 1, desk.now(), desk.zone,
        desk.store.version(),
    )  # fmt: skip
    job.run()
    assert job.refusal is None
    assert job.result is not None
    return job.result


def opened(world: TestDesk, key: str) -> Behind:
    found = shown(world)
    return behind(world.desk, found, next(one for one in lines(found) if one.key == key))


def test_each_age_of_the_backlog_has_as_many_tickets_as_it_says(world: TestDesk) -> None:
    found = shown(world)
    assert sum(found.ageing.values()) == 2
    for name, number in found.ageing.items():
        line = next(one for one in lines(found) if one.key == f"age {name}")
        if number:
            one = behind(world.desk, found, line)
            assert (len(one.all), one.is_tickets) == (number, True)
        else:
            with pytest.raises(errors.Refused, match="no contact and no ticket"):
                behind(world.desk, found, line)
    assert opened(world, "age 3–7").all == (1,)


def test_time_in_contacts_has_the_contacts(world: TestDesk) -> None:
    for key in ("occupancy", "utilisation", "handle_s", "state HANDLING"):
        assert opened(world, key).all == (1, 2)
    with pytest.raises(errors.Refused, match="no contact and no ticket"):
        opened(world, "recovered_s")


def test_an_answer_has_its_contact_and_the_good_ones_are_counted(world: TestDesk) -> None:
    now = world.desk.now()
    rows = (("csat", "1-5", 5, 1), ("csat", "1-5", 2, 2), ("nps", "0-10", 10, 1))
    with world.store.transaction():
        for place, (kind, scale, value, contact) in enumerate(rows):
            world.store.insert(
                "survey_answer",
                uid=f"a{place}",
                source="test",
                survey=f"s{place}",
                kind=kind,
                scale=scale,
                value=value,
                answered_at=now - 1,
                customer_id=1,
                ticket_id=1,
                interaction_id=contact,
            )
    one = opened(world, "csat")
    assert (one.all, one.counted) == ((1, 2), frozenset({1}))
    assert title_of(one) == "CSAT: 2 contacts, 1 satisfied"
    assert title_of(turned(turned(one))) == "CSAT: 1 of 2 contacts, not satisfied"
    assert turned(turned(one)).ids == (2,)
    assert opened(world, "nps").all == (1,)
    with pytest.raises(errors.Refused, match="counts every one"):
        turned(opened(world, "nps"))


def test_a_ticket_of_several_targets_stands_once_and_says_so(world: TestDesk) -> None:
    now = world.desk.now()
    with world.store.transaction():
        for place, (target, state) in enumerate(
            (("first_response", "met"), ("next_reply", "met"), ("next_reply", "breached"))
        ):
            world.store.insert(
                "sla_fact",
                ticket_id=2,
                target=target,
                started_at=place,
                target_s=60,
                clock="calendar",
                state=state,
                settled_at=now - 1,
            )
    one = opened(world, "sla_attainment")
    assert title_of(one) == "SLA attainment: 1 ticket of 3 targets, 0 kept"
    assert turned(turned(one)).ids == (2,)
    assert title_of(opened(world, "sla_first_response")).endswith(": 1 ticket")


def test_every_figure_of_first_contacts_has_its_numerator_and_denominator(world: TestDesk) -> None:
    found = shown(world)
    for name, figure in found.written.report.figures.items():
        if name.startswith("fcr_") and figure.den:
            one = opened(world, name)
            assert (len(one.counted), len(one.all)) == (figure.num, figure.den)
