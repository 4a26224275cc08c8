"""Contacts: open, switch, hold, end, park; the focus follows, and every step is in the log."""

from csr_desk import errors
from csr_desk.actions import focus, shift
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import LIVE_CHANNELS, Channel, Direction, Interaction, Phase
from csr_desk.store import timeline


def open_contact(
    desk: Desk,
    ticket_id: int,
    channel: Channel,
    direction: Direction = Direction.INBOUND,
    *,
    interaction_id: int | None = None,
) -> Interaction:
    """Open a contact on a ticket and give it the focus; begins a shift when none is open.

    An open contact of this agent on the same ticket and channel is focused instead of opened
    twice. While a live call or visitor has the focus a text contact opens without it (kpi.md I7);
    a second live contact puts the first on hold. `interaction_id` fixes the number on replay.
    """
    with desk.store.transaction():
        shift_id = shift.start(desk).id
        row = desk.store.one("SELECT customer_id, reference FROM ticket WHERE id = ?", ticket_id)
        if row is None:
            raise errors.Refused(f"there is no ticket {ticket_id}", "`csr-desk find` looks it up.")
        for one in timeline.unwrapped(desk.store, desk.agent_id):
            same = (one.ticket_id, one.channel) == (ticket_id, channel)
            if same and one.ended_at is None and interaction_id is None:
                return switch(desk, one.id)
        fixed = {"id": interaction_id} if interaction_id is not None else {}
        whose = {"ticket_id": ticket_id, "customer_id": row[0], "shift_id": shift_id}
        opened = _begin(desk, channel, direction, **whose, **fixed)
        _take_focus(desk, opened)
        # Deferred: it reads what a ticket is about, and a start opens no contact.
        from csr_desk.actions import seen_before

        seen_before.on_this_ticket(desk, opened.id, ticket_id)
        return opened


def _begin(desk: Desk, channel: Channel, direction: Direction, **columns: int) -> Interaction:
    at = desk.second()
    new_id = desk.store.insert(
        "interaction",
        **columns,
        uid=desk.new_uid(),
        channel=channel,
        direction=direction,
        agent_id=desk.agent_id,
        started_at=at,
    )
    desk.log(
        "interaction.opened",
        ticket_id=columns["ticket_id"],
        customer_id=columns["customer_id"],
        interaction_id=new_id,
        cut=at,
        channel=channel.value,
        direction=direction.value,
        agent=desk.agent_id,
    )
    return timeline.interaction(desk.store, new_id)


def _take_focus(desk: Desk, opened: Interaction) -> None:
    holder = focus.live_holder(desk)
    if holder is not None and holder.id != opened.id:
        if opened.channel not in LIVE_CHANNELS:
            return
        _set_phase(desk, holder, Phase.HOLD)
    focus.to_interaction(desk, opened, opened.phase, desk.second())


def switch(desk: Desk, interaction_id: int) -> Interaction:
    """Give an open contact the focus in its own phase and return the contact that now has it.

    A live call or visitor keeps the focus: the agent may look elsewhere, the seconds stay.
    """
    with desk.store.transaction():
        wanted = timeline.interaction(desk.store, interaction_id)
        if wanted.wrapped_at is not None:
            raise errors.Refused(f"contact {interaction_id} is already logged")
        shift.start(desk)
        holder = focus.live_holder(desk)
        if holder is not None and holder.id != wanted.id and not wanted.is_live:
            return holder
        if holder is not None and holder.id != wanted.id:
            _set_phase(desk, holder, Phase.HOLD)
        desk.store.execute("UPDATE interaction SET parked_at = NULL WHERE id = ?", wanted.id)
        focus.to_interaction(desk, wanted, wanted.phase, desk.second())
        return wanted


def _set_phase(desk: Desk, one: Interaction, phase: Phase) -> None:
    desk.store.execute("UPDATE interaction SET phase = ? WHERE id = ?", phase, one.id)
    desk.log("interaction.phase", interaction_id=one.id, phase=phase.value)
    segment = timeline.open_segment(desk.store)
    if segment is not None and segment.interaction_id == one.id:
        focus.to_interaction(desk, one, phase, desk.second())


def hold(desk: Desk, interaction_id: int | None = None) -> Interaction:
    """Put a running contact on hold; Refused once the contact has ended."""
    return _hold_or_resume(desk, interaction_id, Phase.HOLD)


def resume(desk: Desk, interaction_id: int | None = None) -> Interaction:
    """Take a contact back from hold; Refused once the contact has ended."""
    return _hold_or_resume(desk, interaction_id, Phase.TALK)


def _hold_or_resume(desk: Desk, interaction_id: int | None, phase: Phase) -> Interaction:
    with desk.store.transaction():
        one = required(desk, interaction_id)
        if one.ended_at is not None:
            raise errors.Refused(f"contact {one.id} has ended", "Only its wrap-up is open.")
        if one.phase is not phase:
            _set_phase(desk, one, phase)
        return timeline.interaction(desk.store, one.id)


def end(desk: Desk, interaction_id: int | None = None) -> Interaction:
    """End the contact: after-call work begins and the unlogged clock starts."""
    with desk.store.transaction():
        one = required(desk, interaction_id)
        if one.ended_at is not None:
            return one
        at = max(desk.second(), one.started_at)
        desk.store.execute("UPDATE interaction SET ended_at = ? WHERE id = ?", at, one.id)
        desk.log("interaction.ended", interaction_id=one.id, ticket_id=one.ticket_id, cut=at)
        _set_phase(desk, one, Phase.AFTER_CALL_WORK)
        return timeline.interaction(desk.store, one.id)


def park(desk: Desk, interaction_id: int | None = None) -> Interaction:
    """Put the wrap-up off: the focus goes to the state, the unlogged clock runs on."""
    with desk.store.transaction():
        one = required(desk, interaction_id)
        if one.ended_at is None:
            raise errors.Refused(
                f"contact {one.id} still runs", "End it first with {interaction.end}."
            )
        desk.store.execute("UPDATE interaction SET parked_at = ? WHERE id = ?", desk.now(), one.id)
        desk.log("interaction.parked", interaction_id=one.id)
        if has_focus(desk, one.id):
            focus.to_base(desk, desk.second())
        return one


def leave(desk: Desk, interaction_id: int) -> bool:
    """Take back a text contact in which nothing was done; its seconds go to the state.

    Returns False, and changes nothing, when there is anything to log: a message, a note, a typed
    draft, a hold, a live channel.
    """
    with desk.store.transaction():
        one = timeline.interaction(desk.store, interaction_id)
        if one.channel in LIVE_CHANNELS or one.wrapped_at or one.ended_at or _has_traces(desk, one):
            return False
        state = shift.start(desk).base_state
        if has_focus(desk, one.id):
            focus.to_base(desk, desk.second())
        desk.store.execute(
            "UPDATE segment SET interaction_id = NULL, phase = NULL, state = ?, reason = 'looked'"
            " WHERE interaction_id = ?",
            state,
            one.id,
        )
        desk.store.execute("DELETE FROM interaction WHERE id = ?", one.id)
        desk.log(
            "interaction.left", ticket_id=one.ticket_id, interaction_id=one.id, state=state.value
        )
        return True


def _has_traces(desk: Desk, one: Interaction) -> bool:
    return bool(
        desk.store.value(
            "SELECT EXISTS (SELECT 1 FROM message WHERE interaction_id = ?1)"
            " OR EXISTS (SELECT 1 FROM operation WHERE interaction_id = ?1)"
            " OR EXISTS (SELECT 1 FROM follow_up WHERE interaction_id = ?1)"
            " OR EXISTS (SELECT 1 FROM segment WHERE interaction_id = ?1 AND phase <> 'talk')"
            " OR EXISTS (SELECT 1 FROM time_correction WHERE interaction_id = ?1)"
            " OR EXISTS (SELECT 1 FROM interaction_link WHERE interaction_id = ?1 OR to_id = ?1)"
            " OR EXISTS (SELECT 1 FROM draft WHERE ticket_id = ?2 AND body <> ''"
            "            AND updated_at >= ?3)",
            one.id,
            one.ticket_id,
            one.started_at,
        )
    )


def link(desk: Desk, interaction_id: int, to_id: int, kind: str = "same_issue") -> None:
    """Join two contacts as the same issue (kpi.md section 4)."""
    with desk.store.transaction():
        for number in (interaction_id, to_id):
            timeline.interaction(desk.store, number)
        if interaction_id == to_id:
            raise errors.Refused("a contact cannot be linked to itself")
        desk.store.execute(
            "INSERT OR IGNORE INTO interaction_link VALUES (?, ?, ?, ?)",
            interaction_id,
            to_id,
            kind,
            desk.now(),
        )
        desk.log("interaction.linked", interaction_id=interaction_id, to=to_id, link=kind)


def unlink(desk: Desk, interaction_id: int, to_id: int, kind: str = "same_issue") -> bool:
    """Part two contacts that were joined; False when they were not."""
    with desk.store.transaction():
        sql = "SELECT 1 FROM interaction_link WHERE interaction_id = ? AND to_id = ? AND kind = ?"
        if desk.store.value(sql, interaction_id, to_id, kind) is None:
            return False
        desk.store.execute(
            "DELETE FROM interaction_link WHERE interaction_id = ? AND to_id = ? AND kind = ?",
            interaction_id,
            to_id,
            kind,
        )
        desk.log("interaction.unlinked", interaction_id=interaction_id, to=to_id, link=kind)
        return True


def has_focus(desk: Desk, interaction_id: int) -> bool:
    """Tell whether a contact receives the seconds now."""
    segment = timeline.open_segment(desk.store)
    return segment is not None and segment.interaction_id == interaction_id


def required(desk: Desk, interaction_id: int | None) -> Interaction:
    """Return the named contact, or the one in focus; Refused when there is none."""
    if interaction_id is not None:
        return timeline.interaction(desk.store, interaction_id)
    one = timeline.focused(desk.store)
    if one is None:
        raise errors.Refused(
            "no contact is in focus",
            "Open one with {queue.open}, {call.start}, {walkin.start} or {chat.take} in the queue.",
        )
    return one
