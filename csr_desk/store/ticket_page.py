"""The conversation of a ticket as its screen reads it: messages cut short, and what is new."""

from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import AuthorKind, MessageKind, MessageState
from csr_desk.store.connection import Row, Store

HEAD = 8_000
"""Characters of a message that are read before the agent asks for all of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the conversation shows it: the beginning of its body, and its full length."""

    id: int
    at: Instant
    kind: MessageKind
    author_kind: AuthorKind
    author: str
    is_mine: bool
    channel: str
    head: str
    length: int
    state: MessageState
    release_at: Instant | None
    operation: str | None


_ENTRY = (
    "SELECT id, at, kind, author_kind, author, agent_id IS ?2, channel, substr(body, 1, ?3),"
    " length(body), state, release_at, operation_uid FROM message"
    " WHERE ticket_id = ?1 AND state <> 'dropped'"
)


def _entry(row: Row) -> Entry:
    return Entry(
        row[0],
        row[1],
        MessageKind(row[2]),
        AuthorKind(row[3]),
        row[4],
        bool(row[5]),
        row[6],
        row[7],
        row[8],
        MessageState(row[9]),
        row[10],
        row[11],
    )


def entries(store: Store, ticket_id: int, agent_id: int) -> list[Entry]:
    """Return the conversation of a ticket, oldest first, without undone messages."""
    return [
        _entry(row) for row in store.all(f"{_ENTRY} ORDER BY at, id", ticket_id, agent_id, HEAD)
    ]


def news(store: Store, ticket_id: int, agent_id: int, after: int) -> list[Entry]:
    """Return the messages others wrote on a ticket with an id above `after`, oldest first."""
    sql = f"{_ENTRY} AND id > ?4 AND agent_id IS NOT ?2 ORDER BY at, id"
    return [_entry(row) for row in store.all(sql, ticket_id, agent_id, HEAD, after)]


def last_own(store: Store, ticket_id: int, agent_id: int) -> int:
    """Return the id of the last public message this agent sent on a ticket; 0 for none."""
    return int(
        store.value(
            "SELECT max(id) FROM message WHERE ticket_id = ? AND agent_id = ? AND kind = 'public'"
            " AND state IN ('waiting', 'sent', 'received')",
            ticket_id,
            agent_id,
        )
        or 0
    )


def body(store: Store, message_id: int) -> str:
    """Return the whole text of a message, "" when there is none of that id."""
    return str(store.value("SELECT body FROM message WHERE id = ?", message_id) or "")


def fingerprint(store: Store, ticket_id: int) -> Row:
    """Return what differs as soon as the conversation, a field or a waiting message did."""
    return (
        store.value("SELECT version FROM ticket WHERE id = ?", ticket_id),
        *store.all(
            "SELECT state, count(*), max(seq) FROM operation WHERE ticket_id = ?"
            " AND state IN ('waiting', 'held') GROUP BY state ORDER BY state",
            ticket_id,
        ),
    )
