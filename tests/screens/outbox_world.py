"""An outbox with one change in every state, as the engine would leave it."""

import json
from typing import NamedTuple

from csr_desk.actions import message, ticket
from csr_desk.actions.desk import Desk
from csr_desk.actions.ticket import Change
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import OperationState, Priority, Status
from csr_desk.store import operations, remote

WORK = "work"


def remote_ticket(desk: Desk, number: int, subject: str) -> int:
    """Make a ticket that its helpdesk has."""
    customer = desk.store.value("SELECT min(id) FROM customer")
    made = ticket.create(desk, customer, subject, "email", account=WORK)
    with desk.store.transaction():
        desk.store.execute(
            "UPDATE operation SET state = 'acknowledged' WHERE ticket_id = ?", made
        )  # fmt: skip
        desk.store.execute(
            "UPDATE ticket SET remote_id = ?1, reference = ?1 WHERE id = ?2", str(number), made
        )
        remote.set_state(desk.store, made, WORK, stamp="2026-11-23T08:00:00Z", settled=1)
    return made


def reply(desk: Desk, ticket_id: int, body: str, **more: object) -> str:
    """Write a reply whose undo window is over."""
    posted = message.reply(desk, ticket_id, body, **more)  # type: ignore[arg-type]
    with desk.store.transaction():
        operations.move(desk.store, [posted.operation], OperationState.QUEUED, release_at=0)
        desk.store.execute("UPDATE message SET state = 'waiting' WHERE id = ?", posted.message_id)
    return posted.operation


def move(desk: Desk, uid: str, state: OperationState, **columns: object) -> None:
    """Move an operation, and stop what stands behind it."""
    with desk.store.transaction():
        operations.move(desk.store, [uid], state, **columns)
        operations.settle_blocked(desk.store, WORK)


def conflict(
    desk: Desk,
    ticket_id: int,
    uid: str,
    field: str,
    base: object,
    mine: object,
    theirs: object,
) -> int:
    """Write down a field both sides changed."""
    with desk.store.transaction():
        return desk.store.insert(
            "conflict",
            account=WORK,
            ticket_id=ticket_id,
            operation_uid=uid,
            field=field,
            base=json.dumps(base),
            mine=json.dumps(mine),
            theirs=json.dumps(theirs),
            at=desk.now(),
        )


class Uids(NamedTuple):
    """The operations of the full outbox, by their states."""

    clashing: str
    held: str
    refused: str
    behind: str
    asked: str
    queued: str
    later: str
    waiting: str
    conflict: int
    held_ticket: int


def full(desk: Desk) -> Uids:
    """Fill the outbox with one change in every state, on seven tickets."""
    subjects = ("Late parcel", "Refund", "Wrong size", "Login", "Invoice", "Address", "Colour")
    made = [remote_ticket(desk, 35430 + n, subject) for n, subject in enumerate(subjects)]
    clashing = ticket.change(desk, made[0], Change(priority=Priority.HIGH))
    assert clashing is not None
    number = conflict(
        desk, made[0], clashing, "priority", Priority.NORMAL, Priority.HIGH, Priority.URGENT
    )
    move(desk, clashing, OperationState.CONFLICT)
    held = reply(desk, made[1], "Your refund is on its way.\nIt takes three days.")
    began = message.receive(
        desk, made[1], "I wrote to the bank already.", author="Colleague", agent_id=2
    )
    assert began
    move(desk, held, OperationState.HELD)
    with desk.store.transaction():
        desk.store.execute("UPDATE message SET state = 'held' WHERE id = (SELECT message_id FROM"
                            " operation WHERE uid = ?)", held)  # fmt: skip
    refused = reply(desk, made[2], "We send size 42 today.", status=Status.SOLVED)
    behind = ticket.change(desk, made[2], Change(add_tags=("size",)))
    assert behind is not None
    move(desk, refused, OperationState.REJECTED, error="Order: is required when solving a ticket")
    asked = reply(desk, made[3], "Please try it again.")
    with desk.store.transaction():
        operations.save_bundle(desk.store, "b1", WORK, sent_at=desk.now())
    move(desk, asked, OperationState.IN_DOUBT, bundle="b1", error="Was it sent? Two look alike.")
    queued = reply(desk, made[4], "Here is the invoice.")
    later = ticket.change(desk, made[5], Change(assignee_id=2))
    assert later is not None
    move(desk, later, OperationState.QUEUED, not_before=desk.now() + 40 * SECOND)
    waiting = message.reply(desk, made[6], "It is blue.").operation
    return Uids(
        clashing, held, refused, behind, asked, queued, later, waiting, number, made[1]
    )  # fmt: skip
