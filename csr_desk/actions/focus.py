"""Moving the focus: every cut of the timeline is made here, with its event in the log."""

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import AgentState, Interaction, Phase
from csr_desk.store import timeline


def to_interaction(desk: Desk, interaction: Interaction, phase: Phase, at: Instant) -> None:
    """Give the seconds from `at` on to a phase of an interaction."""
    cut = timeline.move(desk.store, at, interaction_id=interaction.id, phase=phase)
    if cut is not None:
        desk.log("focus.moved", interaction_id=interaction.id, cut=cut, phase=phase.value)


def to_state(desk: Desk, state: AgentState, at: Instant, reason: str | None = None) -> None:
    """Give the seconds from `at` on to an agent state."""
    cut = timeline.move(desk.store, at, state=state, reason=reason)
    if cut is not None:
        desk.log("focus.moved", cut=cut, state=state.value, reason=reason)


def to_base(desk: Desk, at: Instant) -> None:
    """Give the seconds back to the state the agent set last."""
    shift = timeline.current_shift(desk.store)
    if shift is not None:
        to_state(desk, shift.base_state, at)


def live_holder(desk: Desk) -> Interaction | None:
    """Return the live call or visitor that keeps the focus now (kpi.md I7)."""
    holder = timeline.focused(desk.store)
    return holder if holder is not None and holder.is_live else None
