"""Replies and notes: written once, undone while they wait, never sent over somebody's new word."""

from typing import Any, NamedTuple

from csr_desk import errors
from csr_desk.actions import attachments, draft, outbox, shield, wishes
from csr_desk.actions.desk import Desk
from csr_desk.actions.ticket import log_status
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import (
    AuthorKind,
    Channel,
    DraftKind,
    Message,
    MessageKind,
    MessageState,
    OperationState,
    Status,
)
from csr_desk.store import events, remote, tickets


class Posted(NamedTuple):
    """A message the desk took: its operation, and whether it waits, left or is held back."""

    message_id: int
    operation: str
    state: OperationState
    release_at: Instant


def reply(
    desk: Desk,
    ticket_id: int,
    body: str,
    *,
    interaction_id: int | None = None,
    channel: str | None = None,
    release_at: Instant | None = None,
    undo_s: int | None = None,
    status: Status | None = None,
    canned: tuple[int, ...] = (),
    keep: frozenset[str] = frozenset(),
    files: tuple[int, ...] = (),
) -> Posted:
    """Send a public reply: it waits for the undo window (`undo_s`, by default the channel's).

    With `release_at` it is one to be sent later, which holds nothing up until then. When somebody
    else wrote since the draft began, the reply is held and not sent (product.md section 8). Raises
    Refused for an empty text or a message a check blocks.
    """
    with desk.store.transaction():
        ticket = tickets.ticket(desk.store, ticket_id)
        expect_allowed(desk, ticket.account)
        way = channel or ticket.reply_channel.value
        names = {"ticket_id": ticket_id, "interaction_id": interaction_id}
        body = shield.masked(desk, _not_empty(body), "reply", keep=keep, **names)
        now = desk.now()
        window_s = desk.config.undo_send_s.get(way, 0) if undo_s is None else undo_s
        due = now + window_s * SECOND
        release = due if release_at is None else max(release_at, now)
        began = _began(desk, ticket_id, way)
        newest = tickets.newest_foreign(desk.store, ticket_id, desk.agent_id)
        stale = newest > began["began_version"]
        message_id = _insert(
            desk, ticket, body, way, MessageKind.PUBLIC, interaction_id, release, held=stale
        )
        attachments.link(desk, ticket_id, message_id, files)
        payload = {
            "message": message_id,
            "channel": way,
            "before": _before(ticket),
            "status": None if status is None else int(status),
            "canned": list(canned),
            **({} if release_at is None else {"scheduled": 1}),
        }
        uid = _write(
            desk,
            ticket,
            "reply",
            payload,
            interaction_id,
            release_at=release,
            state=OperationState.HELD if stale else None,
            **began,
        )
        if not stale:
            apply_reply(desk, ticket, body, status)
        _count_canned(desk, ticket_id, interaction_id, canned)
        draft.discard(desk, ticket_id, DraftKind.REPLY)
        _log(desk, "message.held" if stale else "message.queued", ticket, message_id, body, uid)
        return _posted(desk, message_id, uid, release)


def expect_allowed(desk: Desk, account: str) -> None:
    """Refuse a reply where the agent's role at the helpdesk takes internal notes only."""
    row = remote.account(desk.store, account)
    if row is not None and row.me and "public_reply" not in row.allowed:
        raise errors.Refused(
            f"your role at {account} takes internal notes only",
            "Write a note, and ask a colleague to answer the customer.",
        )


def note(
    desk: Desk,
    ticket_id: int,
    body: str,
    *,
    interaction_id: int | None = None,
    keep: frozenset[str] = frozenset(),
    files: tuple[int, ...] = (),
    release_at: Instant = 0,
) -> Posted:
    """Add an internal note; it leaves at once, or at `release_at`: the customer never sees it."""
    with desk.store.transaction():
        ticket = tickets.ticket(desk.store, ticket_id)
        body = shield.masked(
            desk,
            _not_empty(body),
            "note",
            ticket_id=ticket_id,
            interaction_id=interaction_id,
            keep=keep,
        )
        release = max(release_at, desk.now())
        message_id = _insert(
            desk, ticket, body, ticket.channel, MessageKind.INTERNAL, interaction_id, release
        )
        attachments.link(desk, ticket_id, message_id, files)
        payload = {"message": message_id}
        uid = _write(desk, ticket, "note", payload, interaction_id, release_at=release_at)
        tickets.touch(desk.store, ticket_id, desk.now(), body)
        draft.discard(desk, ticket_id, DraftKind.NOTE)
        _log(desk, "note.added", ticket, message_id, body, uid)
        return _posted(desk, message_id, uid, release)


def _write(
    desk: Desk,
    ticket: tickets.Ticket,
    kind: str,
    payload: dict[str, Any],
    interaction_id: int | None,
    **more: Any,
) -> str:
    """Write the operation that carries a message, and let the message know it."""
    message_id = payload["message"]
    uid = outbox.write(
        desk,
        ticket.id,
        kind,
        payload,
        account=ticket.account,
        message_id=message_id,
        interaction_id=interaction_id,
        **more,
    )
    desk.store.execute("UPDATE message SET operation_uid = ? WHERE id = ?", uid, message_id)
    return uid


def _posted(desk: Desk, message_id: int, uid: str, release_at: Instant) -> Posted:
    stored = desk.store.value("SELECT state FROM operation WHERE uid = ?", uid)
    return Posted(message_id, uid, OperationState(stored), release_at)


def receive(
    desk: Desk,
    ticket_id: int,
    body: str,
    *,
    author: str,
    author_kind: AuthorKind = AuthorKind.CUSTOMER,
    kind: MessageKind = MessageKind.PUBLIC,
    channel: str | None = None,
    agent_id: int | None = None,
) -> int:
    """Take in a message somebody else wrote; a customer's word opens a solved or pending ticket.

    Returns the message's id. Card numbers are masked before it is stored.
    """
    with desk.store.transaction():
        ticket = tickets.ticket(desk.store, ticket_id)
        body = shield.masked(desk, body, "inbound", ticket_id=ticket_id)
        now = desk.now()
        message_id = desk.store.insert(
            "message",
            uid=desk.new_uid(),
            ticket_id=ticket_id,
            at=now,
            kind=kind,
            author_kind=author_kind,
            author=author,
            agent_id=agent_id,
            channel=channel or ticket.channel,
            body=body,
            state=MessageState.RECEIVED,
        )
        tickets.touch(desk.store, ticket_id, now, body)
        if author_kind is AuthorKind.CUSTOMER:
            _customer_waits(desk, ticket, now)
        _log(desk, "message.received", ticket, message_id, body, None)
        return message_id


def _customer_waits(desk: Desk, ticket: tickets.Ticket, now: Instant) -> None:
    desk.store.execute(
        "UPDATE ticket SET waiting_since = coalesce(waiting_since, ?) WHERE id = ?", now, ticket.id
    )
    if ticket.status in (Status.PENDING, Status.SOLVED):
        _reopen(desk, ticket)


def _reopen(desk: Desk, ticket: tickets.Ticket) -> None:
    desk.store.execute(
        "UPDATE ticket SET status = ?, solved_at = NULL WHERE id = ?", Status.OPEN, ticket.id
    )
    if ticket.status is Status.SOLVED:
        desk.log("ticket.reopened", ticket_id=ticket.id, by="customer")


def undo(desk: Desk, operation: str | None = None) -> Message:
    """Take a waiting message back into the composer; until its window ends nothing has left.

    Without `operation` it is the newest one. Raises Refused when none waits.
    """
    from csr_desk.actions import shelf_effects  # deferred: few replies are taken back

    with desk.store.transaction():
        uid, message_id = _waiting(desk, operation)
        message = tickets.message(desk.store, message_id)
        payload = outbox.payload(desk, uid)
        outbox.set_state(desk, uid, OperationState.DROPPED)
        set_message(desk, message_id, MessageState.DROPPED)
        is_note = message.kind is MessageKind.INTERNAL
        kind = DraftKind.NOTE if is_note else DraftKind.REPLY
        if not is_note:
            shelf_effects.undo_reply(desk, message.ticket_id, payload)
        wishes.want_ticket(desk, message.ticket_id)
        newer = draft.load(desk, message.ticket_id, kind)
        body = message.body + (f"\n\n{newer.body}" if newer and newer.body else "")
        extra = draft.with_files(newer, attachments.take_back(desk, message.id))
        if payload.get("status") is not None:
            extra = {**(extra or (newer.extra if newer else {})), draft.STATUS: payload["status"]}
        draft.save(desk, message.ticket_id, kind, body, len(message.body), extra=extra)
        desk.log("message.undone", ticket_id=message.ticket_id, operation=uid)
        return message


def _waiting(desk: Desk, operation: str | None) -> tuple[str, int]:
    sql = (
        "SELECT uid, message_id FROM operation WHERE state = 'waiting' AND message_id IS NOT NULL"
        " AND release_at > ?1 AND (?2 IS NULL OR uid = ?2) ORDER BY seq DESC LIMIT 1"
    )
    row = desk.store.one(sql, desk.now(), operation)
    if row is None:
        raise errors.Refused(
            "no message waits to be sent", "It has left: write to the customer again if need be."
        )
    return str(row[0]), int(row[1])


def _began(desk: Desk, ticket_id: int, way: str) -> dict[str, Any]:
    """Return what was known of a ticket when the reply was begun, as columns of its operation.

    In a chat both write at once: the customer's own lines make no answer stale.
    """
    newest = tickets.newest_foreign(desk.store, ticket_id, desk.agent_id)
    typed = draft.load(desk, ticket_id, DraftKind.REPLY)
    if typed is None:
        return {"began_version": newest}
    began = typed.began_version
    if way == Channel.CHAT and not tickets.colleague_wrote(
        desk.store, ticket_id, desk.agent_id, began
    ):
        began = newest
    return {"began_version": began, "began_at": typed.began_at}


def _not_empty(body: str) -> str:
    if not body.strip():
        raise errors.Refused("the message is empty", "Write something first.")
    return body


def _before(ticket: tickets.Ticket) -> dict[str, Any]:
    return {
        "status": int(ticket.status),
        "waiting_since": ticket.waiting_since,
        "due_at": ticket.due_at,
        "due_kind": ticket.due_kind,
        "solved_at": ticket.solved_at,
    }


def _insert(
    desk: Desk,
    ticket: tickets.Ticket,
    body: str,
    channel: str,
    kind: MessageKind,
    interaction_id: int | None,
    release_at: Instant,
    *,
    held: bool = False,
) -> int:
    now = desk.now()
    state = MessageState.WAITING if release_at > now else MessageState.SENT
    return desk.store.insert(
        "message",
        uid=desk.new_uid(),
        ticket_id=ticket.id,
        at=now,
        kind=kind,
        author_kind=AuthorKind.AGENT,
        author=desk.actor,
        agent_id=desk.agent_id,
        channel=channel,
        body=body,
        state=MessageState.HELD if held else state,
        release_at=release_at,
        interaction_id=interaction_id,
    )


def apply_reply(desk: Desk, ticket: tickets.Ticket, body: str, status: Status | None) -> None:
    """Put on the ticket what a public reply does to it: nobody waits, the first answer is given."""
    tickets.touch(desk.store, ticket.id, desk.now(), body)
    answered = ticket.due_kind in ("first_response", "next_reply")
    shown = Status.OPEN if ticket.status is Status.NEW else ticket.status
    after = shown if status is None else status
    desk.store.execute(
        "UPDATE ticket SET waiting_since = NULL, status = ?, solved_at = ?, last_seen_at = ?,"
        " assignee_id = coalesce(assignee_id, ?), due_at = ?, due_kind = ? WHERE id = ?",
        after,
        (ticket.solved_at or desk.now()) if after is Status.SOLVED else None,
        desk.now(),
        desk.agent_id,
        None if answered else ticket.due_at,
        None if answered else ticket.due_kind,
        ticket.id,
    )
    log_status(desk, ticket, after)


def set_message(desk: Desk, message_id: int, state: MessageState) -> None:
    """Move a message to another state inside the current transaction."""
    desk.store.execute("UPDATE message SET state = ? WHERE id = ?", state, message_id)


def _count_canned(
    desk: Desk, ticket_id: int, interaction_id: int | None, canned: tuple[int, ...]
) -> None:
    for canned_id in canned:
        desk.store.insert(
            "canned_use",
            canned_id=canned_id,
            ticket_id=ticket_id,
            interaction_id=interaction_id,
            at=desk.now(),
        )
        desk.store.execute(
            "UPDATE canned SET uses = uses + 1, last_used_at = ? WHERE id = ?",
            desk.now(),
            canned_id,
        )


def _log(
    desk: Desk, kind: str, ticket: tickets.Ticket, message_id: int, body: str, uid: str | None
) -> None:
    salt = desk.store.value("SELECT salt FROM customer WHERE id = ?", ticket.customer_id) or ""
    interaction_id, at, state, by = desk.store.all(
        "SELECT interaction_id, at, state, author_kind FROM message WHERE id = ?", message_id
    )[0]
    desk.log(
        kind,
        ticket_id=ticket.id,
        customer_id=ticket.customer_id,
        interaction_id=interaction_id,
        message=message_id,
        text=events.personal(str(salt), body),
        operation=uid,
        said=at,
        state=state,
        by=by,
        public=kind != "note.added",
    )
