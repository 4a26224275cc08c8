"""Follow-ups: what was promised, with a due time, on a ticket or a customer.

What is done with one by hand is kept with what was there before, so that the last act can be taken
back; a snoozed ticket is a follow-up of the kind `snooze`, and comes back with it.
"""

from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.domain.instants import MINUTE, Instant, to_datetime
from csr_desk.store import follow_ups, purge, tickets
from csr_desk.store.follow_ups import SNOOZE, TASK, FollowUp

UNDO_AGE = 10 * MINUTE
"""How old an act may be that undo takes back."""


class Undone(NamedTuple):
    """What was taken back: `added`, `done`, `moved` or `dropped`, and the follow-up after it."""

    act: str
    row: FollowUp


def add(
    desk: Desk,
    text: str,
    due_at: Instant,
    *,
    ticket_id: int | None = None,
    customer_id: int | None = None,
    interaction_id: int | None = None,
    kind: str = "task",
    number: str = "",
    by_hand: bool = False,
    is_told: bool = False,
) -> int:
    """Add a follow-up and return its id; `number` is whom a callback calls.

    What the agent adds `by_hand` can be taken back; what comes with a wrap-up or a response goes
    with that. A task that `is_told` leaves an internal note on the ticket of a helpdesk, so that
    whoever opens it there sees what is due.
    """
    with desk.store.transaction():
        follow_up_id = desk.store.insert(
            "follow_up",
            uid=desk.new_uid(),
            ticket_id=ticket_id,
            customer_id=customer_id,
            interaction_id=interaction_id,
            kind=kind,
            text=shield.masked(desk, text, "follow_up", ticket_id=ticket_id),
            number=shield.masked(desk, number.strip(), "follow_up", ticket_id=ticket_id),
            due_at=due_at,
            created_at=desk.now(),
        )
        row = required(desk, follow_up_id)
        told = _tell(desk, row, "Task") if is_told else None
        if by_hand:
            _note(desk, row, "added", told)
        desk.log(
            "follow_up.added",
            ticket_id=ticket_id,
            customer_id=customer_id,
            interaction_id=interaction_id,
            follow_up=follow_up_id,
            due_at=due_at,
            task=kind,
        )
        return follow_up_id


def required(desk: Desk, follow_up_id: int) -> FollowUp:
    """Return an open follow-up; Refused when there is none of that id."""
    row = follow_ups.one(desk.store, follow_up_id)
    if row is None or not row.is_open:
        raise errors.Refused(
            f"there is no open follow-up {follow_up_id}", "`csr-desk follow-up list` shows them."
        )
    return row


def done(desk: Desk, follow_up_id: int, *, by_hand: bool = True) -> None:
    """Mark a follow-up as done; Refused when there is none open of that id."""
    _settle(desk, follow_up_id, "done", by_hand=by_hand)


def drop(desk: Desk, follow_up_id: int, *, by_hand: bool = True) -> None:
    """Drop a follow-up that is not needed any more; Refused when there is none open of that id."""
    _settle(desk, follow_up_id, "dropped", by_hand=by_hand)


def _settle(desk: Desk, follow_up_id: int, act: str, *, by_hand: bool) -> None:
    with desk.store.transaction():
        row = required(desk, follow_up_id)
        if by_hand:
            _note(desk, row, act)
        desk.store.execute(
            f"UPDATE follow_up SET {act}_at = ? WHERE id = ?", desk.now(), follow_up_id
        )
        _wake_with(desk, row, None)
        names = {"ticket_id": row.ticket_id, "follow_up": follow_up_id}
        desk.log(f"follow_up.{act}", **names, by_hand=by_hand)


def move(desk: Desk, follow_up_id: int, due_at: Instant) -> None:
    """Give an open follow-up another due time; its reminder rings again then."""
    with desk.store.transaction():
        row = required(desk, follow_up_id)
        if row.due_at == due_at:
            return
        _note(desk, row, "moved")
        desk.store.execute(
            "UPDATE follow_up SET due_at = ?, rung_at = NULL WHERE id = ?", due_at, follow_up_id
        )
        _wake_with(desk, row, due_at)
        desk.log(
            "follow_up.moved",
            ticket_id=row.ticket_id,
            follow_up=follow_up_id,
            due_at=due_at,
            due_before=row.due_at,
        )


_UNDOABLE = (
    "undone_at IS NULL AND at >= ? AND NOT EXISTS"
    " (SELECT 1 FROM follow_up f WHERE f.id = follow_up_id AND f.text = ?)"
)
"""Of a person who was erased nothing comes back."""


def undo(desk: Desk) -> Undone:
    """Take back what was done with a follow-up last; Refused when nothing was for ten minutes."""
    with desk.store.transaction():
        found = desk.store.one(
            "SELECT id, follow_up_id, act, due_before, rung_before, told FROM follow_up_change"
            f" WHERE {_UNDOABLE} ORDER BY id DESC LIMIT 1",
            desk.now() - UNDO_AGE,
            purge.ERASED,
        )
        if found is None:
            raise errors.Refused(
                "nothing was done with a follow-up in the last ten minutes",
                "Add it again, or move it.",
            )
        change_id, follow_up_id, act, due_before, rung_before, told = found
        desk.store.execute(
            "UPDATE follow_up_change SET undone_at = ? WHERE id = ?", desk.now(), change_id
        )
        dropped_at = desk.now() if act == "added" else None
        desk.store.execute(
            "UPDATE follow_up SET due_at = ?, rung_at = ?, done_at = NULL, dropped_at = ?"
            " WHERE id = ?",
            due_before,
            rung_before,
            dropped_at,
            follow_up_id,
        )
        row = follow_ups.one(desk.store, follow_up_id)
        if row is None:
            raise AssertionError("a follow-up is never deleted")
        _wake_with(desk, row, None if act == "added" else due_before)
        _tell_undone(desk, row, told)
        desk.log("follow_up.undone", ticket_id=row.ticket_id, follow_up=follow_up_id, act=act)
        return Undone(act, row)


def last_act_at(desk: Desk) -> Instant | None:
    """Return when something was done with a follow-up that `undo` would take back."""
    found = desk.store.value(
        f"SELECT max(at) FROM follow_up_change WHERE {_UNDOABLE}",
        desk.now() - UNDO_AGE,
        purge.ERASED,
    )
    return None if found is None else int(found)


def is_kept(desk: Desk, ticket_id: int | None, due_at: Instant) -> bool:
    """Tell whether a ticket has an open follow-up at that very time already."""
    return bool(
        desk.store.value(
            "SELECT EXISTS (SELECT 1 FROM follow_up WHERE ticket_id = ? AND due_at = ?"
            " AND done_at IS NULL AND dropped_at IS NULL)",
            ticket_id,
            due_at,
        )
    )


def number_of(desk: Desk, customer_id: int | None) -> str:
    """Return the telephone number a customer is called under first, `""` for none."""
    found = desk.store.value(
        "SELECT value FROM identity WHERE customer_id = ? AND kind = 'phone'"
        " ORDER BY is_primary DESC, id LIMIT 1",
        customer_id,
    )
    return str(found or "")


def _tell(desk: Desk, row: FollowUp, what: str) -> str | None:
    """Tell the helpdesk of a task in an internal note; return its operation, None for none."""
    if row.ticket_id is None or row.kind != TASK:
        return None
    if tickets.ticket(desk.store, row.ticket_id).account == LOCAL:
        return None
    from csr_desk.actions import internal_note  # deferred: few desks write tasks on a helpdesk

    due = to_datetime(row.due_at, desk.zone)
    words = f"{what}: {row.text} (due {due:%Y-%m-%d %H:%M} {due:%Z})"
    return internal_note.write(desk, row.ticket_id, words).operation


def _tell_undone(desk: Desk, row: FollowUp, told: str | None) -> None:
    """Take the note of a task away while it is here; where it has left, another one follows."""
    if told is None:
        return
    from csr_desk.actions import shelf

    try:
        shelf.drop(desk, told)
    except errors.Refused:
        _tell(desk, row, "Task taken back")


def _note(desk: Desk, row: FollowUp, act: str, told: str | None = None) -> None:
    desk.store.insert(
        "follow_up_change",
        follow_up_id=row.id,
        act=act,
        at=desk.now(),
        due_before=row.due_at,
        rung_before=row.rung_at,
        told=told,
    )


def _wake_with(desk: Desk, row: FollowUp, until: Instant | None) -> None:
    """Let a snoozed ticket sleep as long as its follow-up says; awake with None or a past time."""
    if row.kind != SNOOZE or row.ticket_id is None:
        return
    asleep = until if until is not None and until > desk.now() else None
    desk.store.execute("UPDATE ticket SET snoozed_until = ? WHERE id = ?", asleep, row.ticket_id)
