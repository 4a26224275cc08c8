from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from csr_desk import config
from csr_desk.actions import deadline_pass, deadlines, message, ticket, triage
from csr_desk.actions.ticket import Change
from csr_desk.domain.instants import to_instant
from csr_desk.domain.models import Priority, Status
from csr_desk.domain.sla import State, Target
from csr_desk.store import tickets
from tests.desk import TestDesk

SETTINGS = """
[desk]
zone = "UTC"
[undo_send_s]
email = 0
[calendars.office]
zone = "UTC"
[calendars.office.week]
mon = [["09:00", "12:00"], ["13:00", "17:00"]]
tue = [["09:00", "12:00"], ["13:00", "17:00"]]
[sla.policies.usual.target_s]
first_response = { urgent = 3600, else = 7200 }
next_reply = 3600
resolution = 28800
triage = 0
"""


def at(day: int, hour: int, minute: int = 0) -> int:
    return to_instant(datetime(2026, 11, day, hour, minute, tzinfo=UTC))


Make = Callable[..., TestDesk]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[TestDesk] = []

    def one(settings: str = SETTINGS) -> TestDesk:
        hand = TestDesk(tmp_path)
        hand.config = hand.desk.config = config.parse(settings, hand.places.config)
        deadline_pass.begin(hand.desk)
        made.append(hand)
        return hand

    yield one
    for hand in made:
        hand.store.close()


def due(hand: TestDesk, ticket_id: int) -> tuple[str | None, int | None, int | None]:
    one = tickets.ticket(hand.store, ticket_id)
    return one.deadline_kind, one.deadline_at, one.sla_left_s


def facts(hand: TestDesk) -> list[tuple[str, str, int]]:
    return hand.store.all("SELECT target, state, settled_at FROM sla_fact ORDER BY 1, started_at")


def test_a_new_ticket_has_its_deadline_in_the_same_transaction(make: Make) -> None:
    hand = make()
    one = hand.ticket()
    assert due(hand, one) == ("first_response", at(23, 11), None)
    assert hand.store.value("SELECT queue_key FROM ticket") == at(23, 11)


def test_priority_moves_the_deadline(make: Make) -> None:
    hand = make()
    one = hand.ticket()
    ticket.change(hand.desk, one, Change(priority=Priority.URGENT))
    assert due(hand, one) == ("first_response", at(23, 10), None)


def test_an_answer_in_time_is_met_and_the_resolution_is_next(make: Make) -> None:
    hand = make()
    one = hand.ticket()
    hand.wait(1800)
    message.reply(hand.desk, one, "Hello Ann.")
    assert due(hand, one) == ("resolution", at(24, 10), None)
    assert facts(hand) == [("first_response", "met", at(23, 9, 30))]
    assert "sla.met" in hand.kinds()
    hand.wait(600)
    message.receive(hand.desk, one, "And the other one?", author="Ann Baker")
    assert due(hand, one) == ("next_reply", at(23, 10, 40), None)


def test_an_undone_answer_is_taken_back(make: Make) -> None:
    hand = make(SETTINGS.replace("email = 0", "email = 15"))
    one = hand.ticket()
    before = due(hand, one)
    message.reply(hand.desk, one, "Hello Ann.")
    assert due(hand, one)[0] == "resolution"
    message.undo(hand.desk)
    assert due(hand, one) == before
    assert facts(hand) == []


def test_pending_stops_the_resolution_and_the_queue_has_it_last_by_what_is_left(make: Make) -> None:
    hand = make()
    first, second, third = hand.ticket("A"), hand.ticket("B"), hand.ticket("C")
    for one in (first, second, third):
        message.reply(hand.desk, one, "Please tell us the number.")
    hand.wait(600)
    ticket.change(hand.desk, second, Change(status=Status.PENDING))
    hand.wait(600)
    ticket.change(hand.desk, first, Change(status=Status.PENDING))
    assert due(hand, second) == ("resolution", None, 28_800 - 600)
    assert due(hand, first) == ("resolution", None, 28_800 - 1200)
    order = [row[0] for row in hand.store.all("SELECT id FROM ticket ORDER BY queue_key, id")]
    assert order == [third, first, second]
    hand.wait(3600)
    ticket.change(hand.desk, first, Change(status=Status.OPEN))
    assert due(hand, first) == ("resolution", at(24, 11), None)


def test_a_first_response_runs_while_the_ticket_is_pending(make: Make) -> None:
    hand = make()
    one = hand.ticket()
    ticket.change(hand.desk, one, Change(status=Status.PENDING))
    assert due(hand, one) == ("first_response", at(23, 11), None)


def test_time_alone_breaches_once_whatever_the_settings_say_later(make: Make) -> None:
    hand = make()
    one = hand.ticket()
    hand.wait(2 * 3600)
    assert not deadline_pass.step(hand.desk) or facts(hand) == []
    hand.wait(1)
    while deadline_pass.step(hand.desk):
        pass
    breached = [("first_response", "breached", at(23, 11))]
    assert facts(hand) == breached
    assert due(hand, one) == ("first_response", at(23, 11), None)
    hand.config = hand.desk.config = config.parse(
        SETTINGS.replace("else = 7200", "else = 14400"), hand.places.config
    )
    deadline_pass.begin(hand.desk)
    while deadline_pass.step(hand.desk):
        pass
    message.reply(hand.desk, one, "Sorry that it took so long.")
    assert facts(hand) == breached
    assert hand.kinds().count("sla.breached") == 1


def test_other_settings_move_what_still_runs(make: Make) -> None:
    hand = make()
    one = hand.ticket()
    hand.config = hand.desk.config = config.parse(
        SETTINGS.replace("else = 7200", "else = 14400"), hand.places.config
    )
    deadline_pass.begin(hand.desk)
    while deadline_pass.step(hand.desk):
        pass
    assert due(hand, one) == ("first_response", at(23, 14), None)
    hand.config = hand.desk.config = config.Config()
    deadline_pass.begin(hand.desk)
    while deadline_pass.step(hand.desk):
        pass
    assert due(hand, one) == (None, None, None)
    assert hand.store.value("SELECT count(*) FROM meta WHERE key LIKE 'sla%'") == 0


def test_reopening_goes_on_with_the_rest_and_is_not_late_by_that(make: Make) -> None:
    hand = make()
    one = hand.ticket()
    hand.wait(3600)
    message.reply(hand.desk, one, "Done.", status=Status.SOLVED)
    assert ("resolution", "met", at(23, 10)) in facts(hand)
    hand.wait(26 * 3600)
    message.receive(hand.desk, one, "It is still late.", author="Ann Baker")
    assert [each[:2] for each in facts(hand)] == [("first_response", "met")]
    found = {each.target: each for each in deadlines.standings(hand.desk, one)}
    assert found[Target.RESOLUTION].state is State.RUNNING
    assert found[Target.RESOLUTION].left_s == 7 * 3600


def test_a_call_answers_when_it_begins(make: Make) -> None:
    hand = make()
    one = hand.ticket(channel="phone")
    hand.wait(600)
    hand.store.insert("shift", uid="s1", agent_id=1, started_at=hand.desk.now())
    with hand.store.transaction():
        hand.store.insert(
            "interaction", uid="c1", ticket_id=one, customer_id=1, channel="phone", direction="in",
            agent_id=1, shift_id=1, started_at=hand.desk.now(),
        )  # fmt: skip
    assert facts(hand) == [("first_response", "met", at(23, 9, 10))]


def test_triage_is_met_by_triage(make: Make) -> None:
    hand = make(SETTINGS.replace("triage = 0", "triage = 1800"))
    one = hand.ticket(assign_to_me=False)
    assert due(hand, one)[:2] == ("triage", at(23, 9, 30))
    triage.give(hand.desk, one, Priority.HIGH, None)
    assert ("triage", "met", at(23, 9)) in facts(hand)


def test_a_promise_on_the_ticket_is_a_deadline(make: Make) -> None:
    hand = make()
    one = hand.ticket()
    with hand.store.transaction():
        hand.store.insert(
            "follow_up", uid="f1", ticket_id=one, kind="callback", text="ring her",
            due_at=at(23, 9, 30), created_at=at(23, 9),
        )  # fmt: skip
    assert due(hand, one) == ("callback", at(23, 9, 30), None)
    with hand.store.transaction():
        hand.store.execute("UPDATE follow_up SET done_at = ?", at(23, 9, 1))
    assert due(hand, one)[0] == "first_response"


def test_what_a_helpdesk_provides_wins(make: Make) -> None:
    hand = make(SETTINGS.replace("triage = 0", "triage = 28800"))
    one = hand.ticket(assign_to_me=False)
    with hand.store.transaction():
        hand.store.execute(
            "UPDATE ticket SET account = 'zd', remote_id = '7', due_kind = 'next_reply',"
            " due_at = ?",
            at(23, 15),
        )
    assert due(hand, one) == ("next_reply", at(23, 15), None)
    assert tickets.ticket(hand.store, one).sla_kind is None
    with hand.store.transaction():
        hand.store.execute("UPDATE ticket SET status = 2")
    assert due(hand, one)[0] == "triage"


def test_a_desk_without_targets_counts_nothing(tmp_path: Path) -> None:
    hand = TestDesk(tmp_path)
    one = hand.ticket()
    message.reply(hand.desk, one, "Hello.")
    for table in ("sla_check", "sla_fact", "status_change"):
        assert hand.store.value(f"SELECT count(*) FROM {table}") == 0
    assert hand.store.value("SELECT sla_kind FROM ticket") is None
    hand.store.close()


def test_an_unknown_place_stops_the_count_and_no_change(make: Make) -> None:
    hand = make(
        SETTINGS.replace("[calendars.office.week]", 'national = "XX"\n[calendars.office.week]')
    )
    one = hand.ticket()
    message.reply(hand.desk, one, "Hello.")
    assert due(hand, one) == (None, None, None)
    assert not deadline_pass.step(hand.desk)
    assert hand.config.deadlines is not None
    assert 'There is no list of holidays for "XX"' in hand.config.deadlines.unusable
