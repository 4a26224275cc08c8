"""Crashes, sleeps and idle keyboards: what was lost is bounded, asked about, and counted once."""

from datetime import timedelta

import pytest

from csr_desk.actions import draft, interaction, recovery, shift, time_correction
from csr_desk.actions.session import DURABLE_BEAT
from csr_desk.domain.idle import IdleSignal
from csr_desk.domain.models import AgentState, Channel, DraftKind, Phase
from csr_desk.reports import recompute
from csr_desk.store import timeline
from tests.desk import TestDesk


def on_the_phone(hand: TestDesk, seconds: int = 60) -> int:
    one = interaction.open_contact(hand.desk, hand.ticket(channel="phone"), Channel.PHONE)
    hand.wait(seconds, tick=True)
    return one.id


def killed(hand: TestDesk, gap: float) -> tuple[TestDesk, recovery.Recovery]:
    hand.wait(gap)
    again = hand.kill()
    found = again.session.begin()
    assert found is not None
    return again, found


def state_of(hand: TestDesk) -> AgentState | None:
    segment = timeline.open_segment(hand.store)
    assert segment is not None
    return segment.state


@pytest.mark.parametrize(("answer", "talk"), [(None, 60 + 180), (0, 60), (25, 85), (999, 240)])
def test_the_question_after_a_crash(hand: TestDesk, answer: int | None, talk: int) -> None:
    number = on_the_phone(hand)
    again, found = killed(hand, 180)
    assert found.interaction is not None
    assert found.interaction.id == number
    assert (again.desk.now() - found.last_seen_at) // 1000 == 180
    recovery.answer(again.desk, found, answer)
    seconds = timeline.phase_seconds(again.store, number, again.desk.second())
    assert seconds[Phase.TALK] == talk
    line = recompute.from_tables(again.store, again.desk.second()).line
    assert line[(None, "DOWN")] == 180
    one = timeline.interaction(again.store, number)
    assert ("recovered" in one.flags) is (answer != 0)
    assert (one.ended_at is None) is (answer != 0)
    assert interaction.has_focus(again.desk, number)
    again.store.close()


def test_a_crash_loses_at_most_a_second_of_the_timeline(hand: TestDesk) -> None:
    on_the_phone(hand, 44)
    again, found = killed(hand, 0.9)
    assert again.desk.now() - found.last_seen_at <= 1_000
    again.store.close()


def test_without_the_heartbeat_file_the_store_bounds_the_loss(hand: TestDesk) -> None:
    on_the_phone(hand, 44)
    hand.wait(30)
    hand.places.heartbeat.write_bytes(b"\x00\x01")
    again, found = killed(hand, 0)
    assert again.desk.now() - 30_000 - found.last_seen_at <= DURABLE_BEAT
    again.store.close()


def test_a_second_crash_before_the_answer_asks_again(hand: TestDesk) -> None:
    number = on_the_phone(hand)
    again, _ = killed(hand, 20)
    once_more = again.kill()
    pending = once_more.session.begin()
    assert pending is not None
    assert pending.interaction is not None
    assert pending.interaction.id == number
    once_more.store.close()


def test_an_unanswered_question_is_asked_again_after_a_proper_quit(hand: TestDesk) -> None:
    number = on_the_phone(hand)
    again, _ = killed(hand, 20)
    again.session.end()
    again.wait(30)
    later = again.kill()
    found = later.session.begin()
    assert found is not None
    assert recovery.answer(later.desk, found, None) == 50
    assert interaction.has_focus(later.desk, number)
    later.store.close()


def test_a_proper_quit_asks_nothing_and_the_time_away_is_down(hand: TestDesk) -> None:
    shift.start(hand.desk)
    hand.wait(10)
    hand.session.end()
    hand.wait(100)
    again = hand.kill()
    assert again.session.begin() is None
    line = recompute.from_tables(again.store, again.desk.second()).line
    assert line == {(None, "AVAILABLE"): 10, (None, "DOWN"): 100}
    assert state_of(again) is AgentState.AVAILABLE
    again.store.close()


def test_a_reboot_goes_on_by_the_wall_clock(hand: TestDesk) -> None:
    number = on_the_phone(hand)
    hand.hands.boot, hand.hands.seconds = "boot-2", 3.0
    hand.hands.wall += timedelta(seconds=300)
    again, found = killed(hand, 0)
    assert (again.desk.now() - found.last_seen_at) // 1000 == 300
    recovery.answer(again.desk, found, 0)
    assert timeline.interaction(again.store, number).ended_at == found.last_seen_at
    again.store.close()


@pytest.mark.parametrize("jump", [-3600, -1, 7200, 86_400 * 30])
def test_a_wall_clock_that_is_set_makes_no_contact_longer(hand: TestDesk, jump: int) -> None:
    number = on_the_phone(hand, 30)
    hand.hands.wall += timedelta(seconds=jump)
    hand.wait(30, tick=True)
    seconds = timeline.phase_seconds(hand.store, number, hand.desk.second())
    assert seconds[Phase.TALK] == 60


def test_a_sleeping_machine_is_asked_about_like_a_crash(hand: TestDesk) -> None:
    number = on_the_phone(hand)
    hand.wait(1200)
    found, _ = hand.session.tick()
    assert found is not None
    assert found.reason == "asleep"
    recovery.answer(hand.desk, found, 0)
    assert timeline.phase_seconds(hand.store, number, hand.desk.second())[Phase.TALK] == 60


def test_a_draft_survives_the_kill_with_its_cursor(hand: TestDesk) -> None:
    one = hand.ticket()
    draft.save(hand.desk, one, DraftKind.NOTE, "Box arrived crushed", 3)
    again = hand.kill()
    found = draft.load(again.desk, one, DraftKind.NOTE)
    assert found is not None
    assert (found.body, found.cursor) == ("Box arrived crushed", 3)
    again.store.close()


def test_still_there_is_asked_once_after_five_idle_minutes(hand: TestDesk) -> None:
    shift.start(hand.desk)
    signals = []
    for _ in range(700):
        hand.wait(1)
        signals.append(hand.session.tick()[1])
    assert [n + 1 for n, signal in enumerate(signals) if signal] == [300]
    assert signals[299] is IdleSignal.PROMPT
    hand.session.key()
    hand.wait(300, tick=True)
    assert hand.kinds().count("idle.prompt") == 2


def test_the_screen_locks_in_a_break(hand: TestDesk) -> None:
    shift.set_state(hand.desk, AgentState.BREAK)
    hand.wait(119, tick=True)
    assert "app.locked" not in hand.kinds()
    hand.wait(1, tick=True)
    assert "app.locked" in hand.kinds()


def test_idle_time_in_a_text_contact_is_offered_and_trimmed(hand: TestDesk) -> None:
    one = interaction.open_contact(hand.desk, hand.ticket(), Channel.EMAIL)
    hand.wait(60, tick=True)
    hand.session.key()
    idle_since = hand.desk.now()
    hand.wait(299, tick=True)
    hand.wait(1)
    assert hand.session.tick()[1] is IdleSignal.TRIM
    assert time_correction.trim(hand.desk, one.id, idle_since) == 300
    hand.wait(5)
    now = hand.desk.second()
    assert timeline.phase_seconds(hand.store, one.id, now)[Phase.TALK] == 65
    line = recompute.from_tables(hand.store, now).line
    assert line == {(one.id, "talk"): 65, (None, "AVAILABLE"): 300}
    assert recompute.differences(hand.store, now) == []


def test_a_live_call_is_never_offered_to_be_trimmed(hand: TestDesk) -> None:
    on_the_phone(hand, 301)
    assert "idle.trim" not in hand.kinds()
