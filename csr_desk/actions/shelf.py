"""What the agent decides on operations in the outbox: retry, drop, edit, keep as a note, judge.

Each is one transaction. An operation that was refused applied nothing, so it may be changed and
sent anew; one in doubt may be in effect, so it is judged first (`arrived`, `send_again`) and never
changed. Operations that wait behind a refused one of the same ticket go on when that is settled.
"""

from csr_desk import errors
from csr_desk.actions import attachments, held, message, outbox, parts, shelf_effects, shield
from csr_desk.actions.desk import Desk
from csr_desk.actions.shelf_rows import ShelfRow as ShelfRow
from csr_desk.actions.shelf_rows import row as row
from csr_desk.actions.shelf_rows import rows as rows
from csr_desk.actions.shelf_rows import same_request
from csr_desk.domain.aspects import Aspect
from csr_desk.domain.models import MessageState, OperationState
from csr_desk.store import operations, tickets

_HERE = frozenset(
    {
        OperationState.WAITING,
        OperationState.QUEUED,
        OperationState.BLOCKED,
        OperationState.HELD,
        OperationState.REJECTED,
    }
)
"""States of operations that are surely not at the helpdesk."""

_HELD = frozenset({OperationState.HELD})
_DOUBT = frozenset({OperationState.IN_DOUBT})
_INSTEAD = {
    OperationState.WAITING: "It has not left yet: edit or drop it, or wait for its undo window.",
    OperationState.TRYING: "It is on its way now: try again in a moment.",
    OperationState.IN_DOUBT: "Say first whether it arrived: `csr-desk outbox retry` asks.",
    OperationState.HELD: "Send it anyway, keep it as a note, or drop it.",
    OperationState.CONFLICT: "Settle the conflict first: `csr-desk conflicts` lists it.",
    OperationState.BLOCKED: "An earlier change of its ticket was refused: settle that one first.",
    OperationState.QUEUED: "It leaves by itself as soon as the helpdesk can be reached.",
}


def retry(desk: Desk, uid: str) -> ShelfRow:
    """Send a refused operation again, or hurry one that waits its turn.

    Raises Refused in any other state, with what can be done there.
    """
    with desk.store.transaction():
        one = _expected(desk, uid, {OperationState.REJECTED, OperationState.QUEUED})
        _queue_anew(desk, one)
        return _settled(desk, one, "outbox.retried")


def drop(desk: Desk, uid: str) -> ShelfRow:
    """Give an operation up; it stays in the store as dropped, and the ticket is as without it.

    A message in its undo window goes back into the composer. Raises Refused for one that may be at
    the helpdesk already, and for a new ticket that later changes still need.
    """
    with desk.store.transaction():
        one = _expected(desk, uid, _HERE)
        if one.state is OperationState.HELD:
            held.drop(desk, one.uid)
        elif one.state is OperationState.WAITING and one.message_id is not None:
            message.undo(desk, one.uid)
        else:
            _expect_alone(desk, one)
            _expect_never_doubted(desk, one)
            _give_up(desk, one)
        return _settled(desk, one, "outbox.dropped")


def edit(desk: Desk, uid: str, body: str) -> ShelfRow:
    """Replace the text of an unsent reply or note; a refused one is queued again with it.

    Card numbers are masked. Raises Refused for an empty text, for an operation without one, and
    for one that was on its way already and is only being looked for.
    """
    with desk.store.transaction():
        one = _expected(desk, uid, _HERE)
        if not one.carries_text:
            hint = "Drop it, and change the ticket itself."
            raise errors.Refused(f"operation {one.uid} carries no text to edit", hint)
        _expect_unsent(one)
        if not body.strip():
            raise errors.Refused("the message is empty", "Write something, or drop it.")
        text = shield.masked(desk, body, one.kind, ticket_id=one.ticket_id)
        desk.store.execute("UPDATE message SET body = ? WHERE id = ?", text, one.message_id)
        desk.store.execute(
            "UPDATE ticket SET snippet = ? WHERE id = ? AND snippet = ?",
            tickets.snippet(text),
            one.ticket_id,
            tickets.snippet(one.body),
        )
        if one.state is OperationState.REJECTED:
            _queue_anew(desk, one)
        return _settled(desk, one, "outbox.edited")


def to_note(desk: Desk, uid: str) -> message.Posted:
    """Keep an unsent reply as an internal note instead; returns the note.

    Raises Refused when it is no reply, or may be at the helpdesk already.
    """
    with desk.store.transaction():
        one = _expected(desk, uid, _HERE - {OperationState.WAITING})
        if one.kind != "reply" or one.ticket_id is None:
            raise errors.Refused(f"operation {one.uid} is no reply", "Only a reply becomes a note.")
        _expect_unsent(one)
        if one.state is OperationState.HELD:
            kept = held.keep_as_note(desk, one.uid)
        else:
            sql = "SELECT interaction_id FROM operation WHERE uid = ?"
            contact = desk.store.value(sql, one.uid)
            _give_up(desk, one)
            files = tuple(attachments.take_back(desk, one.message_id or 0))
            kept = message.note(desk, one.ticket_id, one.body, interaction_id=contact, files=files)
        _settled(desk, one, "outbox.kept_as_note")
        return kept


def send(desk: Desk, uid: str) -> ShelfRow:
    """Send a held reply although the ticket changed; Refused when it is not held."""
    with desk.store.transaction():
        one = _expected(desk, uid, _HELD)
        held.send_anyway(desk, one.uid)
        return _settled(desk, one, "outbox.sent_anyway")


def arrived(desk: Desk, uid: str) -> ShelfRow:
    """Judge that an operation in doubt is in effect, with all that left in the same request.

    Raises Refused when it is not in doubt, and for a new ticket, which the helpdesk finds itself.
    """
    with desk.store.transaction():
        one = _expected(desk, uid, _DOUBT)
        joined = same_request(desk, one)
        if any(each.kind == "create" for each in joined):
            hint = "Send it again: the helpdesk knows it by its number and makes no second one."
            raise errors.Refused("a new ticket cannot be taken as arrived by hand", hint)
        for each in joined:
            _arrive(desk, each)
        desk.store.execute("UPDATE bundle SET done_at = ? WHERE uid = ?", desk.now(), one.bundle)
        if one.ticket_id is not None:
            shelf_effects.want(desk, one.ticket_id)
        return _settled(desk, one, "outbox.judged_arrived")


def send_again(desk: Desk, uid: str) -> ShelfRow:
    """Judge that an operation in doubt is not in effect, and send it again; Refused otherwise.

    Its request keeps its marker, so that a copy that comes late after all is still recognised.
    """
    with desk.store.transaction():
        one = _expected(desk, uid, _DOUBT)
        for each in same_request(desk, one):
            operations.move(
                desk.store, [each.uid], OperationState.QUEUED, not_before=None, error=None
            )
        desk.store.execute(
            "UPDATE bundle SET looked = looked + 1, stamp = '' WHERE uid = ?", one.bundle
        )
        return _settled(desk, one, "outbox.judged_lost")


def _expected(
    desk: Desk, uid: str, states: set[OperationState] | frozenset[OperationState]
) -> ShelfRow:
    one = row(desk, uid)
    if one.state not in states:
        told = f"operation {one.uid} is {one.state.replace('_', ' ')}"
        raise errors.Refused(told, _INSTEAD.get(one.state, ""))
    return one


def _expect_unsent(one: ShelfRow) -> None:
    """Refuse to change what left once without a clear answer: that copy may still arrive."""
    if one.bundle is not None:
        told = f"operation {one.uid} was on its way once already"
        raise errors.Refused(told, "It goes out as it was; write another message to add to it.")


def _expect_never_doubted(desk: Desk, one: ShelfRow) -> None:
    """Refuse to give up what was in doubt once: a late copy of it may still come through."""
    if desk.store.value("SELECT looked FROM bundle WHERE uid = ?", one.bundle or ""):
        told = f"operation {one.uid} was on its way once already"
        raise errors.Refused(told, "It goes out as it was; undo it at the ticket afterwards.")


def _expect_alone(desk: Desk, one: ShelfRow) -> None:
    """Refuse to give up a new ticket while other changes of it wait."""
    if one.kind != "create" or one.ticket_id is None:
        return
    others = len(operations.unfinished(desk.store, one.ticket_id)) - 1
    if others:
        many = "another change needs" if others == 1 else f"{others} other changes need"
        hint = "Drop those first; then the ticket stays on this machine alone."
        raise errors.Refused(f"ticket {one.reference} is not dropped while {many} it", hint)


def _queue_anew(desk: Desk, one: ShelfRow) -> None:
    columns = {"not_before": None, "error": None}
    operations.move(desk.store, [one.uid], OperationState.QUEUED, **columns)


def _give_up(desk: Desk, one: ShelfRow) -> None:
    outbox.set_state(desk, one.uid, OperationState.DROPPED)
    if one.carries_text and one.message_id is not None:
        message.set_message(desk, one.message_id, MessageState.DROPPED)
    shelf_effects.take_back(desk, one)


def _arrive(desk: Desk, one: ShelfRow) -> None:
    """Take what was sent of an operation as arrived; what it brings besides leaves after it."""
    if one.carries_text and one.message_id is not None:
        message.set_message(desk, one.message_id, MessageState.SENT)
    aspect = desk.store.value("SELECT aspect FROM bundle WHERE uid = ?", one.bundle or "")
    if aspect and one.kind in ("reply", "wrap_up"):
        parts.go_on(desk, one.uid, Aspect(aspect))
        return
    outbox.set_state(desk, one.uid, OperationState.ACKNOWLEDGED)
    now, contact = desk.now(), None
    if one.kind == "wrap_up":
        contact = desk.store.value("SELECT interaction_id FROM operation WHERE uid = ?", one.uid)
        desk.store.execute("UPDATE interaction SET synced_at = ? WHERE id = ?", now, contact)
    desk.log(
        "operation.judged_arrived",
        ticket_id=one.ticket_id,
        interaction_id=contact,
        operation=one.uid,
        carries=one.kind,
        arrived=now,
    )


def _settled(desk: Desk, one: ShelfRow, kind: str) -> ShelfRow:
    """Free or stop what stands behind an operation, log the act, and return it as it is now."""
    operations.settle_blocked(desk.store, one.account)
    desk.log(kind, ticket_id=one.ticket_id, operation=one.uid, was=one.state.value)
    state = desk.store.value("SELECT state FROM operation WHERE uid = ?", one.uid)
    body = desk.store.value("SELECT body FROM message WHERE id = ?", one.message_id)
    return one._replace(state=OperationState(state), body=body or "")
