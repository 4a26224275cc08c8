"""Replies held back because somebody wrote in between: send anyway, keep as note, drop, edit."""

import json

from csr_desk import errors
from csr_desk.actions import attachments, draft, message, outbox, wishes
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import DraftKind, Message, MessageState, OperationState, Status
from csr_desk.store import tickets


def send_anyway(desk: Desk, operation: str) -> None:
    """Send a held reply although the ticket changed; one for later still waits for its time."""
    with desk.store.transaction():
        text = _held(desk, operation)
        ticket = tickets.ticket(desk.store, text.ticket_id)
        payload = outbox.payload(desk, operation)
        release = desk.now() + desk.config.undo_send_s.get(text.channel, 0) * SECOND
        if payload.get("scheduled") and (text.release_at or 0) > release:
            release = text.release_at or release
        else:
            payload.pop("scheduled", None)
        desk.store.execute(
            "UPDATE operation SET state = 'waiting', release_at = ?, began_version = ?,"
            " payload = ? WHERE uid = ?",
            release,
            tickets.newest_foreign(desk.store, text.ticket_id, desk.agent_id),
            json.dumps(payload, ensure_ascii=False),
            operation,
        )
        desk.store.execute(
            "UPDATE message SET state = 'waiting', release_at = ? WHERE id = ?", release, text.id
        )
        status = payload.get("status")
        message.apply_reply(desk, ticket, text.body, None if status is None else Status(status))
        desk.log("message.sent_anyway", ticket_id=ticket.id, operation=operation)


def keep_as_note(desk: Desk, operation: str) -> message.Posted:
    """Keep a held reply as an internal note instead of sending it."""
    with desk.store.transaction():
        text = _held(desk, operation)
        row = desk.store.one("SELECT interaction_id FROM operation WHERE uid = ?", operation)
        drop(desk, operation)
        kept = message.note(
            desk,
            text.ticket_id,
            text.body,
            interaction_id=row[0] if row else None,
            files=tuple(attachments.take_back(desk, text.id)),
        )
        desk.log("message.kept_as_note", ticket_id=text.ticket_id, operation=operation)
        return kept


def drop(desk: Desk, operation: str) -> None:
    """Drop a held reply; its text stays in the store as a dropped message."""
    with desk.store.transaction():
        text = _held(desk, operation)
        outbox.set_state(desk, operation, OperationState.DROPPED)
        message.set_message(desk, text.id, MessageState.DROPPED)
        wishes.want_ticket(desk, text.ticket_id)
        desk.log("message.dropped", ticket_id=text.ticket_id, operation=operation)


def edit_held(desk: Desk, operation: str) -> Message:
    """Take a held reply back into the composer, as a draft that knows the ticket's news."""
    with desk.store.transaction():
        text = _held(desk, operation)
        drop(desk, operation)
        newer = draft.load(desk, text.ticket_id, DraftKind.REPLY)
        body = text.body + (f"\n\n{newer.body}" if newer and newer.body else "")
        extra = draft.with_files(newer, attachments.take_back(desk, text.id))
        draft.save(desk, text.ticket_id, DraftKind.REPLY, body, len(text.body), extra=extra)
        return text


def held(desk: Desk, ticket_id: int | None = None) -> list[tuple[str, Message]]:
    """Return (operation, message) of the replies held back, of one ticket or of all."""
    rows = desk.store.all(
        "SELECT uid, message_id FROM operation WHERE state = 'held'"
        " AND state NOT IN ('acknowledged', 'dropped') AND (?1 IS NULL OR ticket_id = ?1)"
        " ORDER BY seq",
        ticket_id,
    )
    return [(row[0], tickets.message(desk.store, row[1])) for row in rows]


def _held(desk: Desk, operation: str) -> Message:
    row = desk.store.one(
        "SELECT message_id FROM operation WHERE uid = ? AND state = 'held'", operation
    )
    if row is None:
        raise errors.Refused(f"operation {operation} is not held")
    return tickets.message(desk.store, row[0])
