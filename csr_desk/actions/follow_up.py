"""Follow-ups: what was promised, with a due time, on a ticket or a customer."""

from csr_desk import errors
from csr_desk.actions import shield
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import Instant


def add(
    desk: Desk,
    text: str,
    due_at: Instant,
    *,
    ticket_id: int | None = None,
    customer_id: int | None = None,
    interaction_id: int | None = None,
    kind: str = "task",
) -> int:
    """Add a follow-up and return its id."""
    with desk.store.transaction():
        text = shield.masked(desk, text, "follow_up", ticket_id=ticket_id)
        follow_up_id = desk.store.insert(
            "follow_up",
            uid=desk.new_uid(),
            ticket_id=ticket_id,
            customer_id=customer_id,
            interaction_id=interaction_id,
            kind=kind,
            text=text,
            due_at=due_at,
            created_at=desk.now(),
        )
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


def drop(desk: Desk, follow_up_id: int) -> None:
    """Drop a follow-up that is not needed any more; Refused when there is none open of that id."""
    with desk.store.transaction():
        row = desk.store.one(
            "SELECT ticket_id FROM follow_up WHERE id = ? AND done_at IS NULL"
            " AND dropped_at IS NULL",
            follow_up_id,
        )
        if row is None:
            raise errors.Refused(f"there is no open follow-up {follow_up_id}")
        desk.store.execute(
            "UPDATE follow_up SET dropped_at = ? WHERE id = ?", desk.now(), follow_up_id
        )
        desk.log("follow_up.dropped", ticket_id=row[0], follow_up=follow_up_id)


def done(desk: Desk, follow_up_id: int) -> None:
    """Mark a follow-up as done; Refused when there is none open of that id."""
    with desk.store.transaction():
        row = desk.store.one(
            "SELECT ticket_id FROM follow_up WHERE id = ? AND done_at IS NULL", follow_up_id
        )
        if row is None:
            raise errors.Refused(f"there is no open follow-up {follow_up_id}")
        desk.store.execute(
            "UPDATE follow_up SET done_at = ? WHERE id = ?", desk.now(), follow_up_id
        )
        desk.log("follow_up.done", ticket_id=row[0], follow_up=follow_up_id)
