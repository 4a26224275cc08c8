"""Every query acknowledged: one word to many customers that theirs arrived, with one undo.

An acknowledgement is no answer: the deadline of the first response runs on and the customer still
waits. A ticket without a helpdesk stays with whom it was.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import canned, compose, draft, message
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import DraftKind
from csr_desk.domain.send_checks import blocked
from csr_desk.store import canned as responses
from csr_desk.store import tickets, unacknowledged
from csr_desk.store.tickets import Ticket

UNDO_S = 15
"""For how long acknowledgements of many tickets can be taken back, on every channel."""

_KEPT = ("waiting_since", "due_at", "due_kind")
_KEPT_HERE = ("status", "assignee_id")
"""What a reply changes at a helpdesk too, whatever the desk would rather have."""


class One(NamedTuple):
    """What one ticket would be told; `problem` is why it cannot be, "" for nothing."""

    ticket: Ticket
    text: str
    problem: str = ""


class Preview(NamedTuple):
    """What acknowledging some tickets with a response would do."""

    canned_id: int
    title: str
    goes: tuple[One, ...]
    stays: tuple[One, ...]


def preview(desk: Desk, ids: Iterable[int], canned_id: int) -> Preview:
    """Return what each ticket would be told, and which ones would not, with the reason."""
    title = responses.response(desk.store, canned_id).title
    found = [_one(desk, ticket_id, canned_id) for ticket_id in dict.fromkeys(ids)]
    return Preview(
        canned_id,
        title,
        tuple(one for one in found if not one.problem),
        tuple(one for one in found if one.problem),
    )


def _one(desk: Desk, ticket_id: int, canned_id: int) -> One:
    ticket = tickets.ticket(desk.store, ticket_id)
    if not unacknowledged.waits(desk.store, ticket_id):
        return One(ticket, "", "acknowledged already")
    if draft.load(desk, ticket_id, DraftKind.REPLY) is not None:
        return One(ticket, "", "you have begun an answer")
    text = canned.preview(desk, canned_id, ticket_id).text
    found = compose.checks(desk, ticket_id, DraftKind.REPLY, text)
    return One(ticket, text, found[0].sentence if blocked(found) else "")


def send(desk: Desk, wanted: Preview) -> list[str]:
    """Acknowledge the tickets of a preview as one act; return the operations, for one undo.

    One that was answered or solved since the preview is left out. Raises Refused when there is none
    to acknowledge.
    """
    if not wanted.goes:
        raise errors.Refused("none of these tickets can be acknowledged", _why(wanted.stays))
    with desk.store.transaction():
        now = [_one(desk, one.ticket.id, wanted.canned_id) for one in wanted.goes]
        if all(one.problem for one in now):
            raise errors.Refused("these tickets changed meanwhile", _why(now))
        pairs = zip(wanted.goes, now, strict=True)
        return [_send(desk, one, wanted.canned_id) for one, again in pairs if not again.problem]


def _why(stays: Sequence[One]) -> str:
    return f"#{stays[0].ticket.reference}: {stays[0].problem.rstrip('.')}." if stays else ""


def _send(desk: Desk, one: One, canned_id: int) -> str:
    ticket = one.ticket
    way = ticket.reply_channel.value
    wait_s = max(desk.config.undo_send_s.get(way, 0), UNDO_S)
    kept = (*_KEPT, *(_KEPT_HERE if ticket.account == LOCAL else ()))
    before: dict[str, Any] = {name: getattr(ticket, name) for name in kept}
    posted = message.reply(
        desk,
        ticket.id,
        one.text,
        channel=way,
        undo_s=wait_s,
        canned=(canned_id,),
    )
    desk.store.execute("UPDATE message SET acknowledges = 1 WHERE id = ?", posted.message_id)
    names = ", ".join(f"{name} = ?" for name in before)
    desk.store.execute(f"UPDATE ticket SET {names} WHERE id = ?", *before.values(), ticket.id)
    desk.log(
        "ticket.acknowledged",
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        message=posted.message_id,
        operation=posted.operation,
        canned=canned_id,
    )
    return posted.operation


def undo(desk: Desk, operations: Iterable[str]) -> int:
    """Take acknowledgements back that have not left; return how many. No draft is made of them."""
    with desk.store.transaction():
        count = 0
        for uid in operations:
            found = desk.store.one(
                "SELECT ticket_id, created_at FROM operation WHERE uid = ? AND state = 'waiting'"
                " AND release_at > ?",
                uid,
                desk.now(),
            )
            if found is not None:
                _take_back(desk, uid, *found)
                count += 1
        return count


def _take_back(desk: Desk, uid: str, ticket_id: int, at: Instant) -> None:
    typed = draft.load(desk, ticket_id, DraftKind.REPLY)
    message.undo(desk, uid)
    draft.discard(desk, ticket_id, DraftKind.REPLY)
    if typed is not None:
        draft.save(desk, ticket_id, DraftKind.REPLY, typed.body, typed.cursor, extra=typed.extra)
    uses = desk.store.all(
        "SELECT id, canned_id FROM canned_use WHERE ticket_id = ? AND at = ?", ticket_id, at
    )
    for use, canned_id in uses:
        desk.store.execute("DELETE FROM canned_use WHERE id = ?", use)
        desk.store.execute("UPDATE canned SET uses = uses - 1 WHERE id = ?", canned_id)
    desk.log("ticket.acknowledgement_undone", ticket_id=ticket_id, operation=uid)
