"""The timeline under any order of acts, kills and sleeps: I1 to I4 of kpi.md hold at each step."""

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from csr_desk.actions import interaction, recovery, shift, time_correction, wrap_up
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import AgentState, Channel, Phase
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.errors import Refused
from csr_desk.reports import recompute
from csr_desk.store import events, timeline
from tests.desk import TestDesk

STATES = [state for state in AgentState if state is not AgentState.DOWN]


class TimelineMachine(RuleBasedStateMachine):
    """One desk, any agent, any accident."""

    @initialize()
    def open_desk(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.hand = TestDesk(Path(self.folder.name))
        self.hand.session.begin()
        self.tickets = [self.hand.ticket(channel=channel) for channel in ("email", "chat", "phone")]
        shift.start(self.hand.desk)

    def teardown(self) -> None:
        if hasattr(self, "hand"):
            self.hand.store.close()
            self.hand.heartbeat.close()
            self.folder.cleanup()

    def unwrapped(self) -> list[int]:
        return [one.id for one in timeline.unwrapped(self.hand.store, 1)]

    @rule(seconds=st.floats(0, 80))
    def wait(self, seconds: float) -> None:
        self.hand.wait(seconds)
        self.hand.session.tick()

    @rule(which=st.integers(0, 2), channel=st.sampled_from(list(Channel)))
    def open_contact(self, which: int, channel: Channel) -> None:
        interaction.open_contact(self.hand.desk, self.tickets[which], channel)

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        ids = self.unwrapped()
        if not ids:
            return
        which = data.draw(st.sampled_from(ids))
        acts = [
            interaction.switch,
            interaction.hold,
            interaction.resume,
            interaction.end,
            interaction.park,
            interaction.leave,
        ]
        with suppress(Refused):
            data.draw(st.sampled_from(acts))(self.hand.desk, which)

    @rule(data=st.data())
    def wrap(self, data: st.DataObject) -> None:
        ids = self.unwrapped()
        if ids:
            outcome = data.draw(st.sampled_from(["pending_customer", "callback", "no_contact"]))
            which = data.draw(st.sampled_from(ids))
            wrap_up.commit(self.hand.desk, which, WrapUp("order/late", outcome))
            if data.draw(st.booleans()):
                wrap_up.undo(self.hand.desk, which)

    @rule(state=st.sampled_from(STATES))
    def set_state(self, state: AgentState) -> None:
        with suppress(Refused):
            shift.set_state(self.hand.desk, state)

    @rule(data=st.data(), delta=st.integers(-30, 30))
    def correct(self, data: st.DataObject, delta: int) -> None:
        ids = self.unwrapped()
        if ids:
            with suppress(Refused):
                time_correction.correct(
                    self.hand.desk, data.draw(st.sampled_from(ids)), Phase.TALK, delta, "wrong"
                )

    @rule(ago=st.integers(0, 60))
    def trim(self, ago: int) -> None:
        one = timeline.focused(self.hand.store)
        if one is not None:
            time_correction.trim(self.hand.desk, one.id, self.hand.desk.now() - ago * SECOND)

    @rule(
        gap=st.floats(0, 4000),
        answer=st.sampled_from([None, 0, 25]),
        reboot=st.booleans(),
        wall=st.integers(-7200, 7200),
    )
    def kill(self, gap: float, answer: int | None, reboot: bool, wall: int) -> None:
        """The process dies; meanwhile the wall clock is set, or the machine started anew."""
        self.hand.wait(gap)
        if reboot:
            self.hand.hands.boot += "+"
            self.hand.hands.seconds = 5.0
        else:
            self.hand.hands.wall += timedelta(seconds=wall)
        self.hand = self.hand.kill()
        found = self.hand.session.begin()
        if found is not None and found.interaction is not None:
            recovery.answer(self.hand.desk, found, answer)

    @rule(gap=st.floats(100, 4000))
    def sleep(self, gap: float) -> None:
        """The machine sleeps: one tick comes late."""
        self.hand.wait(gap)
        found, _ = self.hand.session.tick()
        if found is not None:
            recovery.answer(self.hand.desk, found, None)

    @rule()
    def end_and_start_shift(self) -> None:
        shift.end(self.hand.desk, force=True)
        self.hand.wait(3)
        shift.start(self.hand.desk)

    @invariant()
    def every_second_is_in_exactly_one_place(self) -> None:
        if not hasattr(self, "hand"):
            return
        store, now = self.hand.store, self.hand.desk.second()
        assert recompute.gaps(store) == []
        line = recompute.from_tables(store, now).line
        shifts = store.all("SELECT started_at, coalesce(ended_at, ?) FROM shift", now)
        assert sum(line.values()) == sum((end - start) // SECOND for start, end in shifts)
        assert recompute.differences(store, now) == []

    @invariant()
    def handle_time_is_focus_time_and_what_was_recovered(self) -> None:
        if not hasattr(self, "hand"):
            return
        store, now = self.hand.store, self.hand.desk.second()
        ids = [row[0] for row in store.all("SELECT id FROM interaction")]
        handled = sum(sum(timeline.phase_seconds(store, one, now).values()) for one in ids)
        line = recompute.from_tables(store, now).line
        focus = sum(seconds for owner, seconds in line.items() if owner[0] is not None)
        beside = store.value(
            "SELECT coalesce(sum(delta_s), 0) FROM time_correction WHERE kind <> 'trimmed'"
        )
        assert handled == focus + beside

    @invariant()
    def the_chain_holds(self) -> None:
        if hasattr(self, "hand"):
            assert events.broken_at(self.hand.store) is None


TestTimeline = TimelineMachine.TestCase
TestTimeline.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
