"""The question after a crash or a sleep: was the contact going on while the desk was away?"""

from typing import NamedTuple

from csr_desk.actions import focus
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import Interaction, Phase
from csr_desk.store import timeline


class Recovery(NamedTuple):
    """What was running when the desk was last seen, for the question at the start."""

    interaction: Interaction | None
    last_seen_at: Instant
    reason: str


def answer(desk: Desk, recovery: Recovery, seconds: int | None) -> int:
    """Answer "still on the phone?": None is yes (the whole gap), 0 is no, else that many seconds.

    The seconds count into talk with the flag `recovered`, the gap stays DOWN (kpi.md I4). After
    "no" the contact has ended when it was last seen. Returns the seconds recovered.
    """
    one = recovery.interaction
    if one is None:
        return 0
    with desk.store.transaction():
        now = desk.second()
        gap = max(now - recovery.last_seen_at, 0) // SECOND
        counted = gap if seconds is None else max(0, min(seconds, gap))
        phase = Phase.AFTER_CALL_WORK if one.phase is Phase.AFTER_CALL_WORK else Phase.TALK
        if counted:
            _add_seconds(desk, recovery, one.id, phase, counted)
        desk.log(
            "interaction.recovered",
            interaction_id=one.id,
            seconds=counted,
            phase=phase.value,
            gap=gap,
            last_seen=recovery.last_seen_at,
        )
        if counted == 0 and one.ended_at is None and one.is_live:
            _ended_when_lost(desk, one, recovery.last_seen_at)
        fresh = timeline.interaction(desk.store, one.id)
        focus.to_interaction(desk, fresh, fresh.phase, now)
        return counted


def _add_seconds(
    desk: Desk, recovery: Recovery, interaction_id: int, phase: Phase, seconds: int
) -> None:
    desk.store.execute(
        "UPDATE interaction SET recovered_s = recovered_s + ?,"
        " flags = (SELECT json_group_array(value) FROM (SELECT value FROM json_each(flags)"
        " UNION SELECT 'recovered')) WHERE id = ?",
        seconds,
        interaction_id,
    )
    desk.store.insert(
        "time_correction",
        interaction_id=interaction_id,
        phase=phase,
        delta_s=seconds,
        reason=recovery.reason,
        kind="recovered",
        from_at=recovery.last_seen_at,
        at=desk.now(),
    )


def _ended_when_lost(desk: Desk, one: Interaction, last_seen_at: Instant) -> None:
    at = max(last_seen_at, one.started_at)
    desk.store.execute(
        "UPDATE interaction SET ended_at = ?, phase = ? WHERE id = ?",
        at,
        Phase.AFTER_CALL_WORK,
        one.id,
    )
    desk.log("interaction.ended", interaction_id=one.id, ticket_id=one.ticket_id, cut=at)
    desk.log("interaction.phase", interaction_id=one.id, phase=Phase.AFTER_CALL_WORK.value)
