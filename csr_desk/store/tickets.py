"""Rows of tickets and messages: reading them, and keeping the ticket's summary in step."""

import json
from typing import NamedTuple

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import (
    AuthorKind,
    Channel,
    Message,
    MessageKind,
    MessageState,
    Priority,
    Status,
)
from csr_desk.store.connection import Row, Store

SNIPPET = 200
"""Characters of a message that the queue keeps beside the ticket."""


class Ticket(NamedTuple):
    """One ticket with the names of who it is about and who has it."""

    id: int
    uid: str
    reference: str
    account: str
    remote_id: str | None
    subject: str
    customer_id: int
    customer: str
    channel: str
    status: Status
    priority: Priority
    assignee_id: int | None
    assignee: str | None
    team_id: int | None
    team: str | None
    created_at: Instant
    updated_at: Instant
    waiting_since: Instant | None
    due_at: Instant | None
    due_kind: str | None
    solved_at: Instant | None
    last_message_at: Instant | None
    last_seen_at: Instant | None
    tags: tuple[str, ...]
    version: int
    is_spam: bool
    sla_kind: str | None = None
    sla_at: Instant | None = None
    sla_left_s: int | None = None
    sla_warn_at: Instant | None = None

    @property
    def deadline_kind(self) -> str | None:
        """Return what is due next, by the desk's own count where it has one."""
        return self.due_kind if self.sla_kind is None else self.sla_kind

    @property
    def deadline_at(self) -> Instant | None:
        """Return when it is due, None while it stands still or nothing is due."""
        return self.due_at if self.sla_kind is None else self.sla_at

    @property
    def reply_channel(self) -> Channel:
        """Return the channel a written reply goes out on: e-mail where the contact was spoken."""
        spoken = {Channel.PHONE, Channel.IN_PERSON}
        known = Channel(self.channel) if self.channel in set(Channel) else Channel.EMAIL
        return Channel.EMAIL if known in spoken else known


_TICKET = """
SELECT t.id, t.uid, t.reference, t.account, t.remote_id, t.subject, t.customer_id, c.name,
  t.channel, t.status, t.priority, t.assignee_id, a.name, t.team_id, g.name, t.created_at,
  t.updated_at, t.waiting_since, t.due_at, t.due_kind, t.solved_at, t.last_message_at,
  t.last_seen_at, t.tags, t.version, t.is_spam,
  t.sla_kind, t.sla_at, t.sla_left_s, t.sla_warn_at
FROM ticket t JOIN customer c ON c.id = t.customer_id
LEFT JOIN agent a ON a.id = t.assignee_id LEFT JOIN team g ON g.id = t.team_id
"""


def ticket(store: Store, ticket_id: int) -> Ticket:
    """Return one ticket; Refused when there is none of that id."""
    row = store.one(f"{_TICKET} WHERE t.id = ?", ticket_id)
    if row is None:
        raise errors.Refused(f"there is no ticket {ticket_id}", "`csr-desk find` looks it up.")
    values = list(row)
    values[9], values[10] = Status(row[9]), Priority(row[10])
    values[23], values[25] = tuple(json.loads(row[23])), bool(row[25])
    return Ticket(*values)


def by_reference(store: Store, reference: str) -> Ticket:
    """Return the ticket an agent names by its reference, `#` or not; Refused when there is none."""
    number = reference.strip().removeprefix("#")
    found = store.value("SELECT id FROM ticket WHERE reference = ?", number)
    if found is None:
        found = store.value("SELECT ticket_id FROM ticket_alias WHERE reference = ?", number)
    if found is None:
        raise errors.Refused(f"there is no ticket {reference}", "`csr-desk find` looks it up.")
    return ticket(store, found)


_MESSAGE = (
    "SELECT id, ticket_id, at, kind, author_kind, author, channel, body, state, release_at"
    " FROM message"
)


def _message(row: Row) -> Message:
    return Message(
        row[0],
        row[1],
        row[2],
        MessageKind(row[3]),
        AuthorKind(row[4]),
        row[5],
        row[6],
        row[7],
        MessageState(row[8]),
        row[9],
    )


def messages(store: Store, ticket_id: int) -> list[Message]:
    """Return the conversation of a ticket, oldest first, without undone messages."""
    sql = f"{_MESSAGE} WHERE ticket_id = ? AND state <> 'dropped' ORDER BY at, id"
    return [_message(row) for row in store.all(sql, ticket_id)]


def message(store: Store, message_id: int) -> Message:
    """Return one message; Refused when there is none of that id."""
    row = store.one(f"{_MESSAGE} WHERE id = ?", message_id)
    if row is None:
        raise errors.Refused(f"there is no message {message_id}")
    return _message(row)


def newest_foreign(store: Store, ticket_id: int, agent_id: int) -> int:
    """Return the id of the last message on a ticket that an agent did not write; 0 for none."""
    return int(
        store.value(
            "SELECT max(id) FROM message WHERE ticket_id = ? AND state <> 'dropped'"
            " AND agent_id IS NOT ?",
            ticket_id,
            agent_id,
        )
        or 0
    )


def colleague_wrote(store: Store, ticket_id: int, agent_id: int, since: int) -> bool:
    """Tell whether another agent wrote on a ticket after the message of an id."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM message WHERE ticket_id = ? AND id > ?"
        " AND state <> 'dropped' AND author_kind = 'agent' AND coalesce(agent_id, 0) <> ?)"
    )
    return bool(store.value(sql, ticket_id, since, agent_id))


def snippet(body: str) -> str:
    """Return the beginning of a message on one line."""
    return " ".join(body[: SNIPPET * 4].split())[:SNIPPET]


def touch(store: Store, ticket_id: int, at: Instant, body: str | None = None) -> None:
    """Count a change of a ticket: its version, its last change, its snippet for a new message."""
    if body is None:
        store.execute(
            "UPDATE ticket SET version = version + 1, updated_at = max(updated_at, ?) WHERE id = ?",
            at,
            ticket_id,
        )
        return
    store.execute(
        "UPDATE ticket SET version = version + 1, updated_at = max(updated_at, ?1),"
        " last_message_at = max(coalesce(last_message_at, 0), ?1), snippet = ?2 WHERE id = ?3",
        at,
        snippet(body),
        ticket_id,
    )


def next_reference(store: Store) -> str:
    """Return the next free number for a ticket made here."""
    number = int(store.value("SELECT value FROM meta WHERE key = 'next_reference'") or 1)
    while store.value(
        "SELECT EXISTS (SELECT 1 FROM ticket WHERE reference = ?1)"
        " OR EXISTS (SELECT 1 FROM ticket_alias WHERE reference = ?1)",
        str(number),
    ):
        number += 1
    store.execute("INSERT OR REPLACE INTO meta VALUES ('next_reference', ?)", number + 1)
    return str(number)


def set_tags(store: Store, ticket_id: int, tags: tuple[str, ...]) -> None:
    """Write the whole set of a ticket's tags, in the row and in the tag index."""
    store.execute("UPDATE ticket SET tags = ? WHERE id = ?", json.dumps(list(tags)), ticket_id)
    store.execute("DELETE FROM ticket_tag WHERE ticket_id = ?", ticket_id)
    store.insert_many("INSERT INTO ticket_tag VALUES (?, ?)", [(tag, ticket_id) for tag in tags])
