"""Wrap-ups: committed whole, corrected with a reason, undone to the state before."""

from dataclasses import replace

import pytest

from csr_desk.actions import follow_up, interaction, message, shift, ticket, wrap_up
from csr_desk.domain.models import AgentState, Channel, Phase, Priority, Status
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.errors import Refused
from csr_desk.reports import log, report
from csr_desk.store import tickets, timeline
from tests.desk import TestDesk

LATE = WrapUp("order/late", "resolved", tags=("Late Parcel",))


def call(hand: TestDesk, seconds: int = 60) -> int:
    one = interaction.open_contact(hand.desk, hand.ticket(channel="phone"), Channel.PHONE)
    hand.wait(seconds)
    return one.id


def test_a_call_is_logged_in_one_step(hand: TestDesk) -> None:
    number = call(hand)
    done = wrap_up.commit(hand.desk, None, LATE)
    assert (done.interaction_id, done.handle_time) == (number, 60)
    record = log.one(hand.store, number, hand.desk.now())
    assert record is not None
    assert (record.reason, record.outcome, record.tags) == (
        "order/late",
        "resolved",
        ("late-parcel",),
    )
    found = tickets.ticket(hand.store, done.ticket_id)
    assert (found.status, found.tags) == (Status.SOLVED, ("late-parcel",))
    segment = timeline.open_segment(hand.store)
    assert segment is not None
    assert segment.state is AgentState.AVAILABLE
    assert hand.kinds().count("ticket.solved") == 1


def test_an_email_is_not_solved_without_a_word_to_the_customer(hand: TestDesk) -> None:
    one = interaction.open_contact(hand.desk, hand.ticket(), Channel.EMAIL)
    with pytest.raises(Refused, match="has not been told"):
        wrap_up.commit(hand.desk, one.id, LATE)
    assert timeline.interaction(hand.store, one.id).ended_at is None
    message.reply(hand.desk, one.ticket_id, "It is on its way", interaction_id=one.id)
    wrap_up.commit(hand.desk, one.id, LATE)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("pending_customer", Status.PENDING),
        ("pending_internal", Status.HOLD),
        ("escalated_t2", Status.HOLD),
        ("transferred", Status.OPEN),
        ("callback", Status.PENDING),
        ("no_contact", Status.OPEN),
        ("spam", Status.CLOSED),
    ],
)
def test_the_ticket_follows_the_outcome(hand: TestDesk, outcome: str, status: Status) -> None:
    call(hand)
    done = wrap_up.commit(hand.desk, None, WrapUp("order/late", outcome))
    found = tickets.ticket(hand.store, done.ticket_id)
    assert (found.status, found.is_spam) == (status, outcome == "spam")


def test_a_promise_becomes_a_follow_up_and_undo_takes_both_back(hand: TestDesk) -> None:
    number = call(hand)
    before = tickets.ticket(hand.store, timeline.interaction(hand.store, number).ticket_id)
    wanted = WrapUp("order/late", "callback", note="call about the parcel")
    wrap_up.commit(hand.desk, number, wanted, follow_up_at=hand.desk.now() + 3_600_000)
    row = hand.store.one("SELECT kind, text, dropped_at FROM follow_up")
    assert row == ("callback", "call about the parcel", None)
    hand.wait(5)
    wrap_up.undo(hand.desk, number)
    assert hand.store.value("SELECT dropped_at FROM follow_up") == hand.desk.now()
    after = tickets.ticket(hand.store, before.id)
    assert (after.status, after.tags) == (before.status, before.tags)
    assert timeline.interaction(hand.store, number).wrapped_at is None
    assert [one.id for one in timeline.unwrapped(hand.store, 1)] == [number]
    wrap_up.commit(hand.desk, number, LATE)
    assert wrap_up.current(hand.desk, number) == replace(LATE, told="told by phone")


def test_a_correction_needs_a_reason_and_keeps_both(hand: TestDesk) -> None:
    number = call(hand)
    wrap_up.commit(hand.desk, number, LATE)
    with pytest.raises(Refused, match="needs a reason"):
        wrap_up.correct(hand.desk, number, LATE, " ")
    wrap_up.correct(hand.desk, number, WrapUp("order/missing", "resolved"), "wrong letter")
    versions = log.history(hand.store, number)
    assert [(one.reason, one.why) for one in versions] == [
        ("order/late", None),
        ("order/missing", "wrong letter"),
    ]
    record = log.one(hand.store, number, hand.desk.now())
    assert record is not None
    assert (record.reason, record.versions) == ("order/missing", 2)


def test_a_contact_is_logged_once(hand: TestDesk) -> None:
    number = call(hand)
    wrap_up.commit(hand.desk, number, LATE)
    with pytest.raises(Refused, match="already logged"):
        wrap_up.commit(hand.desk, number, LATE)


def test_a_postponed_wrap_up_stands_in_the_way_of_the_shifts_end(hand: TestDesk) -> None:
    number = call(hand)
    interaction.end(hand.desk)
    hand.wait(10)
    interaction.park(hand.desk)
    hand.wait(100)
    with pytest.raises(Refused, match=f"Contact #{number} has no wrap-up"):
        shift.end(hand.desk)
    wrap_up.commit(hand.desk, number, LATE)
    seconds = timeline.phase_seconds(hand.store, number, hand.desk.second())
    assert seconds == {Phase.TALK: 60, Phase.HOLD: 0, Phase.AFTER_CALL_WORK: 10}
    assert shift.end(hand.desk).ended_at == hand.desk.second() + 1000


def test_a_contact_logged_in_the_last_second_belongs_to_the_shift(hand: TestDesk) -> None:
    call(hand)
    hand.wait(0.4)
    wrap_up.commit(hand.desk, None, LATE)
    shift.end(hand.desk)
    figures = report.shift(hand.store, hand.config, 1, hand.desk.now()).report.figures
    assert figures["interactions"].value == 1
    assert figures["unlogged"].value == 0
    assert figures["log_local_30min"].text == "100.00 % (1/1)"


@pytest.mark.parametrize("state", ["BREAK", "LUNCH", "TRIAGE", "COACHING", "ADMIN"])
def test_no_break_in_the_middle_of_a_contact(hand: TestDesk, state: str) -> None:
    call(hand)
    with pytest.raises(Refused, match="in focus"):
        shift.set_state(hand.desk, AgentState(state))


def test_changes_of_many_tickets_are_one_undo(hand: TestDesk) -> None:
    ids = [hand.ticket() for _ in range(5)]
    wanted = ticket.Change(priority=Priority.URGENT, add_tags=("storm",))
    operations = ticket.change_many(hand.desk, ids, wanted)
    assert {tickets.ticket(hand.store, one).tags for one in ids} == {("storm",)}
    assert ticket.undo_change(hand.desk, operations) == 5
    left = {(t.priority, t.tags) for t in (tickets.ticket(hand.store, one) for one in ids)}
    assert left == {(Priority.NORMAL, ())}
    assert hand.kinds().count("ticket.changed") == 5


def test_a_change_that_changes_nothing_leaves_no_trace(hand: TestDesk) -> None:
    one = hand.ticket()
    before = hand.kinds()
    assert ticket.change(hand.desk, one, ticket.Change(priority=Priority.NORMAL)) is None
    assert hand.kinds() == before


def test_follow_ups_are_done_once(hand: TestDesk) -> None:
    number = follow_up.add(hand.desk, "check refund", hand.desk.now(), ticket_id=hand.ticket())
    follow_up.done(hand.desk, number)
    with pytest.raises(Refused):
        follow_up.done(hand.desk, number)


def test_looking_at_a_ticket_leaves_no_contact(hand: TestDesk) -> None:
    one = interaction.open_contact(hand.desk, hand.ticket(), Channel.EMAIL)
    hand.wait(12)
    assert interaction.leave(hand.desk, one.id)
    assert log.records(hand.store, hand.desk.now()) == []
    assert timeline.unwrapped(hand.store, 1) == []


def test_a_contact_in_which_something_was_done_stays(hand: TestDesk) -> None:
    one = interaction.open_contact(hand.desk, hand.ticket(), Channel.EMAIL)
    message.note(hand.desk, one.ticket_id, "looked into it", interaction_id=one.id)
    assert not interaction.leave(hand.desk, one.id)
    assert not interaction.leave(hand.desk, call(hand))


def test_opening_the_same_contact_twice_focuses_it(hand: TestDesk) -> None:
    number = hand.ticket()
    first = interaction.open_contact(hand.desk, number, Channel.EMAIL)
    other = interaction.open_contact(hand.desk, hand.ticket(), Channel.CHAT)
    again = interaction.open_contact(hand.desk, number, Channel.EMAIL)
    assert again.id == first.id
    assert interaction.has_focus(hand.desk, first.id)
    assert other.id != first.id


def test_a_live_call_keeps_the_seconds(hand: TestDesk) -> None:
    email = interaction.open_contact(hand.desk, hand.ticket(), Channel.EMAIL)
    number = call(hand, 10)
    assert interaction.switch(hand.desk, email.id).id == number
    interaction.open_contact(hand.desk, hand.ticket(), Channel.CHAT)
    assert interaction.has_focus(hand.desk, number)


def test_leaving_a_ticket_beside_a_call_takes_nothing_from_the_call(hand: TestDesk) -> None:
    number = call(hand, 10)
    chat = interaction.open_contact(hand.desk, hand.ticket(), Channel.CHAT)
    hand.wait(5)
    assert interaction.leave(hand.desk, chat.id)
    assert interaction.has_focus(hand.desk, number)


def test_a_second_call_puts_the_first_on_hold(hand: TestDesk) -> None:
    first, second = call(hand, 10), call(hand, 5)
    assert timeline.interaction(hand.store, first).phase is Phase.HOLD
    assert interaction.has_focus(hand.desk, second)
