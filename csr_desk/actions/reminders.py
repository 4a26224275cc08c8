"""Reminders: each follow-up rings once, at its time, and then waits until it is settled."""

from collections.abc import Sequence

from csr_desk.actions import snooze
from csr_desk.actions.desk import Desk
from csr_desk.store import follow_ups
from csr_desk.store.follow_ups import FollowUp


def ring(desk: Desk) -> list[FollowUp]:
    """Return what is due and rings now, the earliest first; snoozed tickets come back.

    That a follow-up rang is in the store: another start does not ring it again.
    """
    snooze.settle(desk)
    due = follow_ups.to_ring(desk.store, desk.now())
    if due:
        with desk.store.transaction():
            for one in due:
                desk.store.execute(
                    "UPDATE follow_up SET rung_at = ? WHERE id = ?", desk.now(), one.id
                )
                desk.log("follow_up.rang", ticket_id=one.ticket_id, follow_up=one.id)
    return due


def still_due(desk: Desk, rung: Sequence[FollowUp]) -> list[FollowUp]:
    """Return which of the follow-ups that rang are open and due still, as they are now."""
    now = desk.now()
    fresh = [follow_ups.one(desk.store, each.id) for each in rung]
    return [one for one in fresh if one is not None and one.is_open and one.due_at <= now]
