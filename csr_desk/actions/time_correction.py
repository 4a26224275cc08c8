"""Corrections of time: idle seconds given back to the state, seconds set right with a reason."""

from csr_desk import errors
from csr_desk.actions import focus, interaction, shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant, whole_second
from csr_desk.domain.models import AgentState, Phase
from csr_desk.store import people, timeline


def trim(
    desk: Desk,
    interaction_id: int,
    idle_since: Instant,
    why: str = "idle",
    *,
    until: Instant | None = None,
) -> int:
    """Give an idle stretch of the focused text contact back to the state; return its seconds.

    It ends now, or at `until`, when the first key came. Nothing moves when the line was cut since.

    The log keeps the original; the line stays without gap or overlap (kpi.md I1).
    """
    with desk.store.transaction():
        segment = timeline.open_segment(desk.store)
        if segment is None or segment.interaction_id != interaction_id or segment.phase is None:
            return 0
        start, now = max(whole_second(idle_since), segment.from_at), desk.second()
        if until is not None:
            now = min(whole_second(until), now)
        if now <= start:
            return 0
        _cut_out(desk, interaction_id, start, now)
        seconds = (now - start) // SECOND
        desk.store.insert(
            "time_correction",
            interaction_id=interaction_id,
            phase=segment.phase,
            delta_s=-seconds,
            reason=why,
            kind="trimmed",
            from_at=start,
            at=desk.now(),
        )
        desk.store.execute(
            "UPDATE interaction SET trimmed_s = trimmed_s + ? WHERE id = ?", seconds, interaction_id
        )
        desk.log("interaction.trimmed", interaction_id=interaction_id, seconds=seconds)
        return seconds


def _cut_out(desk: Desk, interaction_id: int, start: Instant, end: Instant) -> None:
    """Give a stretch of the open segment to the agent's state; the contact goes on behind it."""
    one = interaction.required(desk, interaction_id)
    base = timeline.current_shift(desk.store)
    state = base.base_state if base else AgentState.AVAILABLE
    focus.to_state(desk, state, start, "trimmed")
    focus.to_interaction(desk, one, one.phase, end)


def correct(desk: Desk, interaction_id: int, phase: Phase, delta_s: int, why: str) -> None:
    """Correct the time of a phase by some seconds with a reason; the original stays in the log."""
    with desk.store.transaction():
        if not why.strip():
            raise errors.Refused("a correction of time needs a reason", "Say why it was wrong.")
        seconds = timeline.phase_seconds(desk.store, interaction_id, desk.second())
        if seconds[phase] + delta_s < 0:
            raise errors.Refused(f"{phase.value} has only {seconds[phase]} seconds")
        why = shield.masked(desk, why, "time_correction", interaction_id=interaction_id)
        desk.store.insert(
            "time_correction",
            interaction_id=interaction_id,
            phase=phase,
            delta_s=delta_s,
            reason=why,
            kind="corrected",
            at=desk.now(),
        )
        customer_id = timeline.interaction(desk.store, interaction_id).customer_id
        desk.log(
            "time.corrected",
            interaction_id=interaction_id,
            phase=phase.value,
            seconds=delta_s,
            before=seconds[phase],
            why=people.hashed(desk.store, customer_id, why),
        )
