"""A run of the desk: its heartbeat, what a crash or a sleeping machine left open, and idle keys."""

from typing import TYPE_CHECKING, Any

from csr_desk.actions import outbox
from csr_desk.actions.desk import Desk
from csr_desk.domain.clock import Anchor
from csr_desk.domain.idle import IdleRules, IdleSignal, signal
from csr_desk.domain.instants import SECOND, Instant, whole_second
from csr_desk.domain.models import AgentState, Phase
from csr_desk.store import timeline
from csr_desk.store.heartbeat import Heartbeat

if TYPE_CHECKING:
    from csr_desk.actions.recovery import Recovery

DURABLE_BEAT = 15 * SECOND
"""How much of the timeline a power cut may lose."""

SLEEP_GAP = 90 * SECOND
"""Ticks this far apart mean the machine slept or the process was stopped."""


class Session:
    """One run of the desk over an open store; `tick` it once a second."""

    def __init__(self, desk: Desk, heartbeat: Heartbeat) -> None:
        self.desk = desk
        self.heartbeat = heartbeat
        self.last_key_at = desk.now()
        self._last_tick = desk.now()
        self._last_durable = desk.now()
        self._signalled: IdleSignal | None = None
        self._idle_base = desk.now()
        self._id = 0

    def begin(self) -> "Recovery | None":
        """Open the session; return what a run that did not end properly left running."""
        desk = self.desk
        with desk.store.transaction():
            adopt_clock(desk, self._heartbeat_seen())
            found = self._unfinished() or self.pending_recovery()
            now = desk.now()
            self._id = desk.store.insert("desk_session", started_at=now, last_seen_at=now)
            desk.log("desk.opened", session=self._id)
            if found is None:
                self._back_to_work()
        self._last_tick = self._last_durable = self.last_key_at = self._idle_base = desk.now()
        self.heartbeat.beat(now)
        return found

    def _heartbeat_seen(self) -> Instant:
        """Return the last beat, unless it is far from what the store saw: not of this store."""
        stored = self.desk.store.value("SELECT max(last_seen_at) FROM desk_session") or 0
        beat = self.heartbeat.last()
        return beat if stored <= beat <= stored + 2 * DURABLE_BEAT else 0

    def _unfinished(self) -> "Recovery | None":
        desk = self.desk
        row = desk.store.one(
            "SELECT max(last_seen_at), count(*) FROM desk_session WHERE ended_at IS NULL"
        )
        desk.store.execute(
            "UPDATE desk_session SET ended_at = last_seen_at, end_reason = 'lost'"
            " WHERE ended_at IS NULL"
        )
        if row is None or not row[1]:
            return None
        seen = max(int(row[0]), min(self._heartbeat_seen(), desk.now()))
        return self._mark_down(seen, "crash")

    def _mark_down(self, seen: Instant, reason: str) -> "Recovery | None":
        """Give the seconds since the desk was last seen to DOWN; ask about a running contact."""
        desk = self.desk
        segment = timeline.open_segment(desk.store)
        if segment is None:
            return None
        # Deferred: a desk that ended properly has no gap.
        from csr_desk.actions import focus
        from csr_desk.actions.recovery import Recovery

        unanswered = self.pending_recovery()
        if unanswered is not None:
            return unanswered
        cut = max(whole_second(seen), segment.from_at)
        running = timeline.focused(desk.store)
        focus.to_state(desk, AgentState.DOWN, cut, reason)
        desk.log("desk.lost", last_seen=cut, reason=reason)
        if running is None:
            focus.to_base(desk, desk.second())
            return None
        return Recovery(running, cut, reason)

    def _back_to_work(self) -> None:
        """After a proper quit in the middle of a shift the state goes on where it was."""
        segment = timeline.open_segment(self.desk.store)
        if segment is not None and segment.state is AgentState.DOWN:
            from csr_desk.actions import focus

            focus.to_base(self.desk, self.desk.second())

    def pending_recovery(self) -> "Recovery | None":
        """Return the question of a gap that was never answered, because the desk died again."""
        segment = timeline.open_segment(self.desk.store)
        if segment is None or segment.state is not AgentState.DOWN or segment.reason == "closed":
            return None
        row = self.desk.store.one(
            "SELECT interaction_id, to_at FROM segment WHERE shift_id = ? AND id < ?"
            " AND interaction_id IS NOT NULL ORDER BY id DESC LIMIT 1",
            segment.shift_id,
            segment.id,
        )
        if row is None or row[1] != segment.from_at:
            return None
        from csr_desk.actions.recovery import Recovery

        one = timeline.interaction(self.desk.store, row[0])
        return None if one.wrapped_at else Recovery(one, segment.from_at, segment.reason or "crash")

    def tick(self) -> "tuple[Recovery | None, IdleSignal | None]":
        """Beat, release what is due, notice a sleeping machine and an idle keyboard.

        Returns a recovery when the machine slept while a contact ran, and an idle signal once for
        each idle stretch.
        """
        desk, now = self.desk, self.desk.now()
        gap = now - self._last_tick
        seen, self._last_tick = self._last_tick, now
        if gap > SLEEP_GAP:
            with desk.store.transaction():
                found = self._mark_down(seen, "asleep")
            self.key()
            return found, None
        self.heartbeat.beat(now)
        if now - self._last_durable >= DURABLE_BEAT:
            self._durable_beat(now)
        outbox.release_due(desk)
        return None, self._idle(now)

    def _durable_beat(self, now: Instant) -> None:
        with self.desk.store.transaction():
            self.desk.store.execute(
                "UPDATE desk_session SET last_seen_at = ? WHERE id = ?", now, self._id
            )
        self._last_durable = now

    def _idle(self, now: Instant) -> IdleSignal | None:
        segment = timeline.open_segment(self.desk.store)
        if segment is None:
            return None
        since = max(self.last_key_at, self._idle_base, segment.from_at)
        one = timeline.focused(self.desk.store)
        found = signal(
            segment.state,
            one.channel if one and one.phase is Phase.TALK else None,
            (now - since) // SECOND,
            _rules(self.desk),
        )
        if found is None or found is self._signalled:
            return None
        self._signalled = found
        with self.desk.store.transaction():
            self.desk.log(
                "app.locked" if found is IdleSignal.LOCK else found.value,
                interaction_id=one.id if one else None,
                idle_s=(now - since) // SECOND,
            )
        return found

    def key(self) -> None:
        """Note that the agent pressed a key."""
        self.last_key_at = self.desk.now()
        self._signalled = None

    def end(self, reason: str = "quit") -> None:
        """Close the session; a shift that goes on is DOWN from here, without a question later."""
        desk = self.desk
        with desk.store.transaction():
            outbox.release_due(desk)
            segment = timeline.open_segment(desk.store)
            if segment is not None:
                from csr_desk.actions import focus

                focus.to_state(desk, AgentState.DOWN, desk.second(), "closed")
            now = desk.now()
            desk.store.execute(
                "UPDATE desk_session SET ended_at = ?, last_seen_at = ?, end_reason = ?"
                " WHERE id = ?",
                now,
                now,
                reason,
                self._id,
            )
            desk.log("desk.closed", session=self._id, reason=reason)

    def lost(self) -> None:
        """Save the last second seen when a signal ends the desk: the next start will ask."""
        self._durable_beat(self.desk.now())
        self.heartbeat.beat(self.desk.now())


def _rules(desk: Desk) -> IdleRules:
    settings = desk.config.desk
    return IdleRules(
        prompt_s=settings.idle_prompt_s,
        trim_s=settings.idle_prompt_s,
        lock_s=settings.lock_after_s,
        lock_states=frozenset(AgentState(state) for state in settings.lock_states),
    )


def adopt_clock(desk: Desk, seen: Instant = 0) -> None:
    """Go on along the steady line of the shift that is open; a new shift anchors anew.

    `seen` is the last instant a heartbeat noted; the line never goes back behind it.
    """
    if timeline.current_shift(desk.store) is None:
        return
    rows: dict[str, Any] = dict(
        desk.store.all("SELECT key, value FROM meta WHERE key LIKE 'anchor_%'")
    )
    if "anchor_instant" not in rows:
        return
    anchor = Anchor(
        int(rows["anchor_instant"]), float(rows["anchor_monotonic"]), str(rows["anchor_boot"])
    )
    last = max(
        seen,
        desk.store.value("SELECT at FROM event ORDER BY seq DESC LIMIT 1") or 0,
        desk.store.value("SELECT max(last_seen_at) FROM desk_session") or 0,
    )
    if not desk.clock.adopt(anchor, last):
        from csr_desk.actions import shift  # the machine was started anew in a shift

        now = desk.clock.anchor
        shift.store_anchor(desk, now.instant, now.monotonic, now.boot)
