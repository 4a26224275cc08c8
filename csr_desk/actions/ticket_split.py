"""Splitting a ticket: chosen messages become a ticket of their own, with a link and a note on both.

Here the messages themselves go over, and undoing gives them back. At a helpdesk a conversation
stays where it was said: there the new ticket begins with their words, and it can be taken back
until it has left.
"""

import json
from collections.abc import Sequence

from csr_desk import errors
from csr_desk.actions import draft, message, move_rows, outbox, ticket, ticket_link
from csr_desk.actions.desk import LOCAL, Desk
from csr_desk.actions.ticket_merge import UNDO_S
from csr_desk.actions.ticket_unmerge import MoveRow, settle
from csr_desk.domain.instants import SECOND, to_datetime
from csr_desk.domain.models import (
    AuthorKind,
    DraftKind,
    Message,
    MessageKind,
    MessageState,
    OperationState,
    Status,
)
from csr_desk.store import ticket_links, tickets
from csr_desk.store.tickets import Ticket

_GONE = (MessageState.RECEIVED, MessageState.SENT)


def problem(desk: Desk, ticket_id: int, message_ids: Sequence[int]) -> str | None:
    """Return why these messages cannot become a ticket of their own, None when they can."""
    known = tickets.ticket(desk.store, ticket_id)
    if known.status is Status.CLOSED:
        return f"#{known.reference} is closed: nothing can be taken out. Make a new ticket."
    all_of_it = {one.id: one for one in tickets.messages(desk.store, ticket_id)}
    if not message_ids or not set(message_ids) <= all_of_it.keys():
        return "Choose messages of this ticket first."
    if any(all_of_it[one].state not in _GONE for one in message_ids):
        return "A message that has not left yet stays on its ticket. Split when it has left."
    if set(message_ids) == all_of_it.keys():
        return "One message at least stays on the ticket. Choose fewer."
    return None


def split(
    desk: Desk,
    ticket_id: int,
    message_ids: Sequence[int],
    *,
    subject: str = "",
    customer_id: int | None = None,
) -> int:
    """Make a new ticket of some messages and return its id; Refused when that cannot be.

    It is of the same customer unless another one is named, and it is the agent's own.
    """
    with desk.store.transaction():
        why = problem(desk, ticket_id, message_ids)
        if why is not None:
            raise errors.Refused(why.rstrip("."))
        source = tickets.ticket(desk.store, ticket_id)
        chosen = [one for one in tickets.messages(desk.store, ticket_id) if one.id in message_ids]
        here = source.account == LOCAL
        new_id = ticket.create(
            desk,
            customer_id or source.customer_id,
            subject.strip() or source.subject,
            source.channel,
            body="" if here else _told(desk, chosen),
            priority=source.priority,
            account=source.account,
        )
        moved = _take_over(desk, source, new_id, chosen) if here else {"rows": {}, "words": {}}
        notes = _notes(desk, source, new_id, len(chosen))
        if not here:
            _hold(desk, new_id, notes)
        act = ticket_link.link(desk, new_id, ticket_id, ticket_links.SPLIT)
        moved |= {"notes": notes, "act": act}
        move_id = desk.store.insert(
            "ticket_move",
            kind="split",
            from_id=ticket_id,
            into_id=new_id,
            operation=None,
            at=desk.now(),
            actor=desk.actor,
            moved=json.dumps(moved, ensure_ascii=False),
        )
        desk.log(
            "ticket.split", ticket_id=ticket_id, into=new_id, move=move_id, messages=len(chosen)
        )
        return new_id


def _told(desk: Desk, chosen: Sequence[Message]) -> str:
    """Return the words of messages for a ticket that can only begin with a text."""
    if len(chosen) == 1 and chosen[0].author_kind is AuthorKind.CUSTOMER:
        return chosen[0].body
    return "\n\n".join(
        f"{one.author}, {to_datetime(one.at, desk.zone):%Y-%m-%d %H:%M}:\n{one.body}"
        for one in chosen
    )


def _take_over(
    desk: Desk, source: Ticket, new_id: int, chosen: Sequence[Message]
) -> dict[str, object]:
    """Give messages with their files to the new ticket; return what undoing needs."""
    store = desk.store
    ids = [one.id for one in chosen]
    marks = ", ".join("?" * len(ids))
    files = store.all(f"SELECT id FROM attachment WHERE message_id IN ({marks})", *ids)
    before = _summary(desk, source.id)
    rows = {
        "message": move_rows.move(store, "message", ids, new_id),
        "attachment": move_rows.move(store, "attachment", [row[0] for row in files], new_id),
    }
    for one in (source.id, new_id):
        _sum_up(desk, one)
    last = chosen[-1]
    waits = last.at if last.author_kind is AuthorKind.CUSTOMER else None
    store.execute(
        "UPDATE ticket SET waiting_since = ?, acknowledged_at = (SELECT min(at) FROM message"
        " WHERE ticket_id = ?2 AND kind = 'public' AND author_kind = 'agent') WHERE id = ?2",
        waits,
        new_id,
    )
    return {"rows": rows, "words": {"before": before, "after": _summary(desk, source.id)}}


def _summary(desk: Desk, ticket_id: int) -> list[object]:
    sql = "SELECT last_message_at, snippet, updated_at FROM ticket WHERE id = ?"
    return list(desk.store.one(sql, ticket_id) or ())


def _sum_up(desk: Desk, ticket_id: int) -> None:
    """Let a ticket show its last message of those it has now."""
    last = tickets.messages(desk.store, ticket_id)[-1]
    desk.store.execute(
        "UPDATE ticket SET last_message_at = ?, snippet = ?, version = version + 1 WHERE id = ?",
        last.at,
        tickets.snippet(last.body),
        ticket_id,
    )


def _notes(desk: Desk, source: Ticket, new_id: int, count: int) -> list[int]:
    """Say on both tickets what happened; return the notes, which undoing takes away."""
    new = tickets.ticket(desk.store, new_id)
    messages = "1 message" if count == 1 else f"{count} messages"
    here = source.account == LOCAL
    # A helpdesk gives the new ticket a number of its own, which is not known yet.
    name = f"#{new.reference}" if here else f"“{new.subject}”"
    words = {
        source.id: f"Split: {messages} went on in the new ticket {name}.",
        new_id: f"Split from #{source.reference}: {messages}.",
    }
    write = _local_note if here else _helpdesk_note
    return [write(desk, ticket_id, text) for ticket_id, text in words.items()]


def _local_note(desk: Desk, ticket_id: int, words: str) -> int:
    return desk.store.insert(
        "message",
        uid=desk.new_uid(),
        ticket_id=ticket_id,
        at=desk.now(),
        kind=MessageKind.INTERNAL,
        author_kind=AuthorKind.SYSTEM,
        author=desk.actor,
        agent_id=desk.agent_id,
        channel="email",
        body=words,
        state=MessageState.SENT,
    )


def _helpdesk_note(desk: Desk, ticket_id: int, words: str) -> int:
    """Add a note that goes to the helpdesk; what the agent types on the ticket stays."""
    typed = draft.load(desk, ticket_id, DraftKind.NOTE)
    posted = message.note(desk, ticket_id, words)
    if typed is not None:
        draft.save(desk, ticket_id, DraftKind.NOTE, typed.body, typed.cursor, extra=typed.extra)
    return posted.message_id


def _hold(desk: Desk, new_id: int, notes: Sequence[int]) -> None:
    """Let what makes a split at a helpdesk wait until it cannot be taken back any more."""
    desk.store.execute(
        f"UPDATE operation SET state = 'waiting', release_at = ? WHERE {_OF_SPLIT}",
        desk.now() + UNDO_S * SECOND,
        new_id,
        json.dumps(list(notes)),
    )


_OF_SPLIT = (
    "(ticket_id = ? AND kind = 'create') OR (kind = 'note'"
    " AND message_id IN (SELECT value FROM json_each(?)))"
)


def _call_back(desk: Desk, one: MoveRow, notes: Sequence[int]) -> None:
    """Stop a split that has not left for its helpdesk; Refused when anything of it has."""
    rows = desk.store.all(
        f"SELECT uid, state, attempts, bundle FROM operation WHERE {_OF_SPLIT}",
        one.into_id,
        json.dumps(list(notes)),
    )
    if not all(outbox.is_here_still(*row[1:]) for row in rows):
        raise errors.Refused(
            f"#{one.into_reference} is a ticket of the helpdesk by now",
            "Merge it back with {ticket.merge} when nobody needs it.",
        )
    later = (
        "SELECT EXISTS (SELECT 1 FROM operation WHERE ticket_id = ? AND kind <> 'create'"
        " AND state NOT IN ('acknowledged', 'dropped') AND (message_id IS NULL"
        " OR message_id NOT IN (SELECT value FROM json_each(?))))"
    )
    if desk.store.value(later, one.into_id, json.dumps(list(notes))):
        raise errors.Refused(
            f"you went on with #{one.into_reference} since",
            "Take back what you did there first ({go.outbox}).",
        )
    for uid, *_ in rows:
        outbox.set_state(desk, str(uid), OperationState.DROPPED)
    desk.store.execute(
        "UPDATE message SET state = 'dropped'"
        " WHERE ticket_id = ? OR id IN (SELECT value FROM json_each(?))",
        one.into_id,
        json.dumps(list(notes)),
    )


def undo(desk: Desk, one: MoveRow) -> None:
    """Give the messages of a split back to their ticket; Refused when it has reached a helpdesk.

    The new ticket is closed, unless something was said or begun on it since.
    """
    with desk.store.transaction():
        moved = json.loads(
            str(desk.store.value("SELECT moved FROM ticket_move WHERE id = ?", one.id))
        )
        here = tickets.ticket(desk.store, one.from_id).account == LOCAL
        if not here:
            _call_back(desk, one, moved["notes"])
        move_rows.move_back(desk.store, moved["rows"], one.from_id, one.into_id)
        for note in moved["notes"] if here else ():
            desk.store.execute("DELETE FROM message WHERE id = ?", note)
        words = moved["words"]
        if words and _summary(desk, one.from_id) == words["after"]:
            desk.store.execute(
                "UPDATE ticket SET last_message_at = ?, snippet = ?, updated_at = ? WHERE id = ?",
                *words["before"],
                one.from_id,
            )
        elif tickets.messages(desk.store, one.from_id):
            _sum_up(desk, one.from_id)
        ticket_link.undo(desk, moved["act"])
        _close_empty(desk, one.into_id)
        settle(desk, one.id)
        desk.log("ticket.split_undone", ticket_id=one.from_id, into=one.into_id, move=one.id)


_USED = (
    "SELECT EXISTS (SELECT 1 FROM message WHERE ticket_id = ?1 AND state <> 'dropped')"
    " OR EXISTS (SELECT 1 FROM draft WHERE ticket_id = ?1 AND body <> '')"
    " OR EXISTS (SELECT 1 FROM follow_up WHERE ticket_id = ?1)"
    " OR EXISTS (SELECT 1 FROM interaction WHERE ticket_id = ?1 AND wrapped_at IS NOT NULL)"
)


def _close_empty(desk: Desk, ticket_id: int) -> None:
    if desk.store.value(_USED, ticket_id):
        if tickets.messages(desk.store, ticket_id):
            _sum_up(desk, ticket_id)
        return
    desk.store.execute(
        "UPDATE ticket SET status = ?, waiting_since = NULL, last_message_at = NULL, snippet = '',"
        " version = version + 1 WHERE id = ?",
        Status.CLOSED,
        ticket_id,
    )
