"""Follow-ups: every act with its way back, snoozed tickets, reminders, promises, callers."""

import fcntl
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csr_desk import config as config_module
from csr_desk import errors
from csr_desk.actions import (
    callers,
    due_time,
    follow_up,
    message,
    privacy,
    promised,
    reminders,
    snooze,
)
from csr_desk.domain.instants import DAY, HOUR, MINUTE
from csr_desk.domain.models import Channel, IdentityKind
from csr_desk.store import follow_ups, people
from csr_desk.store.queue_lists import count_of, open_view
from csr_desk.store.views import SHIPPED
from tests.desk import TestDesk

MINE, FOLLOW_UPS = SHIPPED[0], SHIPPED[4]


def in_queue(hand: TestDesk) -> list[int]:
    source = open_view(hand.store, MINE, None, 1, hand.desk.now())
    found = [source.row(place) for place in range(source.count())]
    assert count_of(hand.store, MINE, 1, hand.desk.now()).n == len(found)
    return [row.id for row in found if row is not None]


def customer_writes(hand: TestDesk, ticket_id: int) -> None:
    with hand.store.transaction():
        hand.store.insert(
            "message", uid=hand.hands.uid(), ticket_id=ticket_id, at=hand.desk.now(),
            kind="public", author_kind="customer", author="Ann", channel="email",
            body="Any news?", state="received",
        )  # fmt: skip


class TestActs:
    def test_each_act_is_an_event_and_can_be_taken_back(self, hand: TestDesk) -> None:
        desk, due = hand.desk, hand.desk.now() + HOUR
        made = follow_up.add(desk, "ask", due, ticket_id=hand.ticket(), by_hand=True)
        acts: tuple[Callable[[], None], ...] = (
            lambda: follow_up.done(desk, made),
            lambda: follow_up.drop(desk, made),
            lambda: follow_up.move(desk, made, due + HOUR),
        )
        for act in acts:
            before = follow_ups.one(hand.store, made)
            act()
            assert follow_ups.one(hand.store, made) != before
            assert follow_up.undo(desk).row == before
        assert follow_up.undo(desk).act == "added"
        assert not follow_ups.open_ones(hand.store)
        kinds = [kind for kind in hand.kinds() if kind.startswith("follow_up.")]
        assert kinds == [
            "follow_up.added", "follow_up.done", "follow_up.undone", "follow_up.dropped",
            "follow_up.undone", "follow_up.moved", "follow_up.undone", "follow_up.undone",
        ]  # fmt: skip

    def test_what_comes_with_a_response_is_not_taken_back_alone(self, hand: TestDesk) -> None:
        follow_up.add(hand.desk, "ask", hand.desk.now() + HOUR)
        with pytest.raises(errors.Refused, match="last ten minutes"):
            follow_up.undo(hand.desk)

    def test_what_an_erasure_dropped_does_not_come_back(self, hand: TestDesk) -> None:
        desk, due = hand.desk, hand.desk.now() + HOUR
        person = hand.customer("Ann Baker")
        made = follow_up.add(desk, "ask", due, customer_id=person, by_hand=True)
        follow_up.done(desk, follow_up.add(desk, "call", due, customer_id=person, by_hand=True))
        privacy.erase(desk, person)
        assert follow_ups.open_ones(hand.store) == []
        assert follow_up.last_act_at(desk) is None
        with pytest.raises(errors.Refused):
            follow_up.undo(desk)
        acts = "SELECT act FROM follow_up_change WHERE follow_up_id = ? ORDER BY id"
        assert hand.store.all(acts, made) == [("added",), ("dropped",)]

    def test_an_act_of_long_ago_stays(self, hand: TestDesk) -> None:
        follow_up.add(hand.desk, "ask", hand.desk.now() + HOUR, by_hand=True)
        hand.wait(601)
        with pytest.raises(errors.Refused):
            follow_up.undo(hand.desk)

    def test_card_numbers_are_masked_in_words_and_number(self, hand: TestDesk) -> None:
        made = follow_up.add(
            hand.desk, "card 4111 1111 1111 1111", 1, number="4111111111111111", kind="callback"
        )
        one = follow_ups.one(hand.store, made)
        assert one is not None
        assert "1111 1111" not in one.text
        assert one.number != "4111111111111111"

    @settings(max_examples=25, deadline=None)
    @given(acts=st.lists(st.sampled_from(["done", "drop", "move"]), max_size=6))
    def test_as_many_undos_as_acts_are_the_beginning(
        self, tmp_path_factory: pytest.TempPathFactory, acts: list[str]
    ) -> None:
        hand = TestDesk(tmp_path_factory.mktemp("desk"))
        desk = hand.desk
        for n in range(len(acts)):
            follow_up.add(desk, f"task {n}", desk.now() + (n + 1) * HOUR)
        before = follow_ups.open_ones(hand.store)
        for one, act in zip(before, acts, strict=True):
            if act == "move":
                follow_up.move(desk, one.id, one.due_at + DAY)
            else:
                {"done": follow_up.done, "drop": follow_up.drop}[act](desk, one.id)
        for _ in acts:
            follow_up.undo(desk)
        assert follow_ups.open_ones(hand.store) == before
        hand.store.close()
        hand.heartbeat.close()


class TestSnooze:
    def test_a_snoozed_ticket_leaves_the_queue_and_comes_back_with_its_context(
        self, hand: TestDesk
    ) -> None:
        asleep, awake = hand.ticket(), hand.ticket()
        snooze.snooze(hand.desk, [asleep], hand.desk.now() + HOUR, "carrier answers")
        assert in_queue(hand) == [awake]
        hand.wait(3_600)
        assert in_queue(hand) == [asleep, awake]
        assert snooze.settle(hand.desk) == [asleep]
        source = open_view(hand.store, FOLLOW_UPS, None, 1, hand.desk.now())
        assert source.id_of(0) == asleep
        assert source.context(asleep) == "snooze: carrier answers"
        assert hand.kinds()[-1] == "ticket.woken"

    def test_the_customers_word_brings_it_back_at_once(self, hand: TestDesk) -> None:
        one = hand.ticket()
        snooze.snooze(hand.desk, [one], hand.desk.now() + DAY)
        hand.wait(60)
        customer_writes(hand, one)
        assert in_queue(hand) == [one]
        assert snooze.settle(hand.desk) == [one]
        assert not follow_ups.open_ones(hand.store)
        assert not snooze.settle(hand.desk)

    def test_what_was_said_long_before_does_not(self, hand: TestDesk) -> None:
        one = hand.ticket()
        hand.wait(7_200)
        snooze.snooze(hand.desk, [one], hand.desk.now() + DAY)
        with hand.store.transaction():
            hand.store.insert(
                "message", uid="old", ticket_id=one, at=hand.desk.now() - HOUR, kind="public",
                author_kind="customer", author="Ann", channel="email", body="x", state="received",
            )  # fmt: skip
        assert not in_queue(hand)

    def test_undo_done_and_moving_its_task_wake_it_or_let_it_sleep_on(self, hand: TestDesk) -> None:
        one = hand.ticket()
        (made,) = snooze.snooze(hand.desk, [one], hand.desk.now() + HOUR)
        follow_up.done(hand.desk, made)
        assert in_queue(hand) == [one]
        follow_up.undo(hand.desk)
        assert not in_queue(hand)
        follow_up.move(hand.desk, made, hand.desk.now() + DAY)
        hand.wait(3_700)
        assert not in_queue(hand)
        hand.wait(-3_700)
        follow_up.undo(hand.desk)
        assert follow_up.undo(hand.desk).act == "added"
        assert in_queue(hand) == [one]

    def test_snoozed_again_it_has_one_task(self, hand: TestDesk) -> None:
        one = hand.ticket()
        first = snooze.snooze(hand.desk, [one], hand.desk.now() + HOUR)
        assert snooze.snooze(hand.desk, [one], hand.desk.now() + DAY) == first
        snooze.snooze(hand.desk, [one], hand.desk.now() + HOUR, "why")
        assert [each.text for each in follow_ups.open_ones(hand.store)] == ["why"]


class TestReminders:
    def test_each_rings_once_also_after_another_start(self, hand: TestDesk) -> None:
        made = follow_up.add(hand.desk, "ask", hand.desk.now() + MINUTE)
        assert not reminders.ring(hand.desk)
        hand.wait(60)
        rung = reminders.ring(hand.desk)
        assert [one.id for one in rung] == [made]
        assert not reminders.ring(hand.desk)
        assert not reminders.ring(hand.kill().desk)

    def test_moved_it_rings_again_and_settled_it_waits_no_more(self, hand: TestDesk) -> None:
        made = follow_up.add(hand.desk, "ask", hand.desk.now())
        rung = reminders.ring(hand.desk)
        assert reminders.still_due(hand.desk, rung)
        follow_up.move(hand.desk, made, hand.desk.now() + MINUTE)
        assert not reminders.still_due(hand.desk, rung)
        hand.wait(60)
        assert reminders.ring(hand.desk)
        follow_up.done(hand.desk, made)
        assert not reminders.still_due(hand.desk, rung)


class TestPromises:
    def test_a_promise_is_kept_once_with_the_number(self, hand: TestDesk) -> None:
        customer, one = hand.customer(), hand.ticket()
        with hand.store.transaction():
            people.add_identity(
                hand.store, customer, people.NewIdentity(IdentityKind.PHONE, "+49 30 5550000")
            )
        (offer,) = promised.offers(hand.desk, "I'll call you tomorrow at 10.", one)
        promised.keep(hand.desk, offer)
        kept = follow_ups.open_ones(hand.store)[0]
        assert (kept.kind, kept.number) == ("callback", "+49 30 5550000")
        assert not promised.offers(hand.desk, "I'll call you tomorrow at 10.", one)

    def test_those_of_a_contact_are_in_what_the_agent_wrote_in_it(self, hand: TestDesk) -> None:
        from csr_desk.actions import interaction

        one = hand.ticket()
        contact = interaction.open_contact(hand.desk, one, Channel.EMAIL)
        message.note(hand.desk, one, "I will check it on Friday.", interaction_id=contact.id)
        assert [each.words for each in promised.of_contact(hand.desk, contact.id, one)] == [
            "I will check it on Friday."
        ]


def test_a_time_outside_the_hours_goes_to_the_opening_and_says_so(
    hand: TestDesk, tmp_path: Path
) -> None:
    file = tmp_path / "hours.toml"
    file.write_text(
        '[desk]\nzone = "UTC"\n[calendars.office]\nzone = "UTC"\nholidays = [2026-11-24]\n'
        '[calendars.office.week]\nmon = [["09:00", "17:00"]]\n'
        'tue = [["09:00", "17:00"]]\nfri = [["09:00", "17:00"]]\n'
    )
    hand.desk.config = replace(config_module.load(file))
    moved = due_time.read(hand.desk, "tomorrow 10")
    assert f"{due_time.shown(hand.desk, moved.at)}" == "Fri 27 Nov 09:00"
    assert moved.moved == "2026-11-24 is a holiday: moved to Fri 27 Nov 09:00."
    assert due_time.read(hand.desk, "fri 10") == due_time.DueTime(moved.at + HOUR)


class TestCallers:
    def test_a_caller_goes_through_the_store_and_leaves_nothing_there(self, hand: TestDesk) -> None:
        customer = hand.customer()
        with hand.store.transaction():
            people.add_identity(
                hand.store, customer, people.NewIdentity(IdentityKind.PHONE, "+49 30 5550000")
            )
        one = hand.ticket()
        assert callers.match(hand.desk, number="030 5550000") == [customer]
        callers.announce(hand.desk, "phone", "0305550000", customer, one)
        shown = callers.take(hand.desk)
        assert shown is not None
        assert (shown.name, shown.open_tickets, shown.ticket_id) == ("Ann Baker", 1, one)
        assert callers.take(hand.desk) is None
        assert hand.store.value("SELECT count(*) FROM caller") == 0

    def test_one_of_before_is_not_shown_any_more(self, hand: TestDesk) -> None:
        callers.announce(hand.desk, "phone", "+49301", None)
        hand.wait(121)
        assert callers.take(hand.desk) is None

    def test_a_desk_is_open_while_it_holds_the_lock(self, hand: TestDesk) -> None:
        assert not callers.is_open(hand.places)
        with hand.places.lock.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            assert callers.is_open(hand.places)
        assert not callers.is_open(hand.places)
