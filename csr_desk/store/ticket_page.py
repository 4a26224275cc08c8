"""The conversation of a ticket as its screen reads it: messages cut short, and what is new."""

from dataclasses import dataclass
from typing import NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import AuthorKind, MessageKind, MessageState
from csr_desk.store.connection import Row, Store

HEAD = 8_000
"""Characters of a message that are read before the agent asks for all of it."""


class Enclosed(NamedTuple):
    """A file of a message: its name as the sender wrote it, its bytes, what a scan said."""

    name: str
    size: int
    scan: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as the conversation shows it: the beginning of its body, and its full length.

    `warnings` are lines of its helpdesk about it, such as that its sender is not sure.
    """

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
    warnings: str = ""
    files: tuple[Enclosed, ...] = ()


_ENTRY = (
    "SELECT id, at, kind, author_kind, author, agent_id IS ?2, channel, substr(body, 1, ?3),"
    " length(body), state, release_at, operation_uid, warnings FROM message"
    " WHERE ticket_id = ?1 AND state <> 'dropped'"
)


def _entry(row: Row, files: tuple[Enclosed, ...] = ()) -> Entry:
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
        row[12],
        files,
    )


def entries(store: Store, ticket_id: int, agent_id: int) -> list[Entry]:
    """Return the conversation of a ticket, oldest first, without undone messages."""
    files: dict[int, tuple[Enclosed, ...]] = {}
    sql = "SELECT message_id, name, size, scan FROM attachment WHERE ticket_id = ? ORDER BY id"
    for message_id, *file in store.all(sql, ticket_id):
        files[message_id] = (*files.get(message_id, ()), Enclosed(*file))
    rows = store.all(f"{_ENTRY} ORDER BY at, id", ticket_id, agent_id, HEAD)
    return [_entry(row, files.get(row[0], ())) for row in rows]


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
        store.one("SELECT count(*), max(id) FROM message WHERE ticket_id = ?", ticket_id),
        gone(store, ticket_id),
        *store.all(
            "SELECT state, count(*), max(seq) FROM operation WHERE ticket_id = ?"
            " AND state NOT IN ('acknowledged', 'dropped') GROUP BY state ORDER BY state",
            ticket_id,
        ),
    )


def gone(store: Store, ticket_id: int) -> Row | None:
    """Return (deleted at, merged into) of a ticket of a helpdesk, None for one of none."""
    sql = "SELECT deleted_at, merged_into FROM remote_ticket WHERE ticket_id = ?"
    return store.one(sql, ticket_id)
