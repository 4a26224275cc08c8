"""Taking an escalation or a transfer back: what it changed on its ticket, and putting that back.

Its note waits out the undo window before it leaves, so that taking back at once leaves nothing at
the helpdesk; later the other side reads a second note.
"""

import json
from typing import NamedTuple

from csr_desk.actions import internal_note, message, outbox, shelf
from csr_desk.actions import ticket as ticket_actions
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.message import Posted
from csr_desk.domain.instants import MINUTE, SECOND, Instant
from csr_desk.domain.models import MessageState, OperationState
from csr_desk.store import tickets
from csr_desk.store.tickets import Ticket

UNDO_AGE = 10 * MINUTE
"""How old an escalation or a transfer may be that is taken back."""


class Traces(NamedTuple):
    """The operations of an escalation or a transfer: its note, and the change of the ticket."""

    note: str = ""
    change: str = ""

    def as_json(self) -> str:
        """Return the text that is kept in the store."""
        return json.dumps(self._asdict())


def traces_of(kept: str) -> Traces:
    """Return what a kept text holds."""
    return Traces(**json.loads(kept))


def hold(desk: Desk, ticket: Ticket, posted: Posted) -> str:
    """Let a note that has not left wait for the channel's undo window; return its operation."""
    wait_s = desk.config.undo_send_s.get(ticket.reply_channel.value, 0)
    desk.store.execute(
        "UPDATE operation SET not_before = ? WHERE uid = ? AND state = 'queued'",
        desk.now() + wait_s * SECOND,
        posted.operation,
    )
    return posted.operation


def take_back(desk: Desk, ticket_id: int, kept: Traces, told: str) -> None:
    """Put the ticket back and take the note away; where that has left, `told` is written there."""
    if kept.change:
        _put_back(desk, kept.change)
    if kept.note and not _drop_note(desk, kept.note, ticket_id):
        internal_note.write(desk, ticket_id, told)


def _put_back(desk: Desk, uid: str) -> None:
    """Give the ticket its values back; what somebody changed since then stays."""
    if _is_here(desk, uid):
        shelf.drop(desk, uid)
        return
    after = outbox.payload(desk, uid)["after"]
    ticket_id = int(desk.store.value("SELECT ticket_id FROM operation WHERE uid = ?", uid))
    ticket = tickets.ticket(desk.store, ticket_id)
    if all(getattr(ticket, name) == value for name, value in after.items()):
        ticket_actions.undo_change(desk, [uid])


def _drop_note(desk: Desk, uid: str, ticket_id: int) -> bool:
    """Take a note away that nobody else has read; False when it has left."""
    if _is_here(desk, uid):
        shelf.drop(desk, uid)
    elif desk.store.value("SELECT account FROM operation WHERE uid = ?", uid) == LOCAL:
        outbox.set_state(desk, uid, OperationState.DROPPED)
        written = int(desk.store.value("SELECT message_id FROM operation WHERE uid = ?", uid))
        message.set_message(desk, written, MessageState.DROPPED)
    else:
        return False
    last = desk.store.value(
        "SELECT body FROM message WHERE ticket_id = ? AND state <> 'dropped'"
        " ORDER BY at DESC, id DESC LIMIT 1",
        ticket_id,
    )
    desk.store.execute(
        "UPDATE ticket SET snippet = ? WHERE id = ?", tickets.snippet(str(last or "")), ticket_id
    )
    return True


def _is_here(desk: Desk, uid: str) -> bool:
    """Tell whether an operation was never on its way."""
    return bool(
        desk.store.value(
            "SELECT EXISTS (SELECT 1 FROM operation WHERE uid = ? AND bundle IS NULL"
            " AND state IN ('queued', 'blocked', 'rejected'))",
            uid,
        )
    )


class Act(NamedTuple):
    """An `escalation` or a `transfer` that can be taken back, with its number."""

    kind: str
    id: int
    at: Instant


def last_act(desk: Desk) -> Act | None:
    """Return what was escalated or handed over here last and can be taken back."""
    row = desk.store.one(_LAST, desk.actor, desk.now() - UNDO_AGE)
    return None if row is None else Act(*row)


_LAST = """
SELECT kind, id, at FROM (
  SELECT 'escalation' AS kind, id, opened_at AS at FROM escalation
  WHERE actor = ?1 AND opened_at >= ?2 AND state = 'open' AND undone_at IS NULL
  UNION ALL
  SELECT 'transfer', id, at FROM transfer
  WHERE actor = ?1 AND at >= ?2 AND state IN ('offered', 'done') AND undone_at IS NULL)
ORDER BY at DESC, kind DESC LIMIT 1
"""
