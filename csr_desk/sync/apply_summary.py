"""The row of a ticket in step with its messages: snippet, last word, seen, since when one waits."""

from csr_desk.actions.desk import Desk
from csr_desk.store import remote_tickets, tickets


def summarise(desk: Desk, ticket_id: int) -> bool:
    """Write what the messages of a ticket say about it; False when the row said so already.

    Who wrote the last word has read what was before it. The status is never guessed from messages.
    """
    store = desk.store
    names = ("last_message_at", "snippet", "last_seen_at", "waiting_since", "status")
    row = store.one(f"SELECT {', '.join(names)} FROM ticket WHERE id = ?", ticket_id)
    if row is None:
        return False
    last = store.one(
        "SELECT at, body FROM message WHERE ticket_id = ? AND state NOT IN ('dropped', 'held')"
        " ORDER BY at DESC, id DESC LIMIT 1",
        ticket_id,
    )
    if last is None:
        return False
    mine = store.value(
        "SELECT max(at) FROM message WHERE ticket_id = ? AND agent_id = ? AND kind = 'public'",
        ticket_id,
        desk.agent_id,
    )
    is_open = remote_tickets.is_open(row[4])
    new = (
        last[0],
        tickets.snippet(last[1]),
        max(row[2] or 0, mine or 0) or None,
        remote_tickets.waits_since(store, ticket_id) if is_open else None,
    )
    if new == tuple(row[:4]):
        return False
    store.execute(
        "UPDATE ticket SET last_message_at = ?, snippet = ?, last_seen_at = ?, waiting_since = ?,"
        " version = version + 1 WHERE id = ?",
        *new,
        ticket_id,
    )
    return True
