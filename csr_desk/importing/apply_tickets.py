"""Tickets with their messages into the store.

What happened here since a ticket was imported is never undone by an older row: a row counts only
when its own last change is not before the ticket's. Messages are only ever added.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.models import AuthorKind, MessageKind, MessageState, Priority, Status
from csr_desk.importing.apply_agents import Agents
from csr_desk.importing.apply_orders import Orders
from csr_desk.importing.apply_people import People
from csr_desk.importing.records import MessageRecord, TicketRecord
from csr_desk.importing.target import Outcome, Target, source_of
from csr_desk.importing.values import BadValue

_COLUMNS = (
    "subject", "customer_id", "channel", "status", "priority", "assignee_id", "team_id",
    "created_at", "updated_at", "due_at", "solved_at", "tags",
)  # fmt: skip
_SELECT = f"SELECT id, version, {', '.join(_COLUMNS)} FROM ticket WHERE external_key = ?"
_INSERTED = (
    *_COLUMNS, "uid", "reference", "external_key", "waiting_since", "due_kind", "acknowledged_at",
    "triaged_at", "last_message_at", "last_seen_at", "snippet",
)  # fmt: skip
_INSERT = f"INSERT INTO ticket ({', '.join(_INSERTED)}) VALUES ({', '.join('?' * len(_INSERTED))})"
_SNIPPET = 140
_COUNTED_REFERENCES = 10_000_000


@dataclass(slots=True)
class Tickets:
    """Takes tickets and chats in, with the customers and orders they bring along."""

    target: Target
    people: People
    agents: Agents
    orders: Orders
    highest: int = 0

    def take(self, record: TicketRecord) -> Outcome:
        """Insert or update the ticket of a row."""
        old = self.target.store.one(_SELECT, record.key)
        if old is None:
            self._insert(record)
            outcome = Outcome.IMPORTED
        else:
            outcome = self._update(record, old)
        if record.order is not None:
            ordered = self.orders.take(record.order)
            if outcome is Outcome.UNCHANGED and ordered is not Outcome.UNCHANGED:
                outcome = Outcome.UPDATED
        return outcome

    def finish(self) -> None:
        """Let the numbers of tickets made here go on behind the imported ones."""
        if self.highest:
            self.target.store.execute(
                "INSERT INTO meta VALUES ('next_reference', ?1) ON CONFLICT (key)"
                " DO UPDATE SET value = ?1 WHERE value < ?1",
                self.highest + 1,
            )

    def _columns(
        self, record: TicketRecord, created: Instant, updated: Instant
    ) -> tuple[object, ...]:
        assignee = self.agents.resolve(record.assignee) if record.assignee else None
        return (
            record.subject, self.people.resolve(record.customer), record.channel,
            int(record.status), int(record.priority), assignee, self.agents.team(record.group),
            created, updated, record.due_at, _solved(record, updated), json.dumps(record.tags),
        )  # fmt: skip

    def _insert(self, record: TicketRecord) -> None:
        target = self.target
        dates = [message.at for message in record.messages if message.at is not None]
        created = record.created_at
        if created is None:
            created = min(filter(None, (record.updated_at, *dates)), default=target.at)
        messages = _dated(record.messages, created)
        updated = max(filter(None, (record.updated_at, created)))
        is_triaged = bool(
            record.assignee or record.group or record.priority != Priority.NONE
            or record.status != Status.NEW
        )  # fmt: skip
        last = messages[-1][0] if messages else None
        target.store.execute(
            _INSERT,
            *self._columns(record, created, updated),
            target.new_uid(),
            self._reference(record),
            record.key,
            _waiting_since(record.status, messages, created),
            None if record.due_at is None else "resolution",
            _acknowledged(messages),
            created if is_triaged else None,
            last,
            last if record.status >= Status.SOLVED else None,
            " ".join(messages[-1][1].body[: 2 * _SNIPPET].split())[:_SNIPPET] if messages else "",
        )
        ticket_id = target.store.db.last_insert_rowid()
        self._add_tags(ticket_id, record.tags)
        for at, message in messages:
            self._write_message(ticket_id, record, at, message)

    def _reference(self, record: TicketRecord) -> str:
        store = self.target.store
        number = record.number
        if number.isdecimal() and len(number) < 9:
            self.highest = max(
                self.highest, int(number) if int(number) < _COUNTED_REFERENCES else 0
            )
        reference, again = number, 1
        while store.one("SELECT 1 FROM ticket WHERE reference = ?", reference):
            reference = f"{source_of(record.key)}-{number}" + (f"-{again}" if again > 1 else "")
            again += 1
        return reference

    def _update(self, record: TicketRecord, old: tuple[object, ...]) -> Outcome:
        ticket_id, version, *values = old
        current = dict(zip(_COLUMNS, values, strict=True))
        created, changed = int(str(current["created_at"])), int(str(current["updated_at"]))
        self._refuse_clash(record, current, int(str(ticket_id)))
        added = self._append(int(str(ticket_id)), record, created)
        is_stale = record.updated_at is not None and record.updated_at < changed
        touched_here = record.updated_at is None and version != 1
        if is_stale or touched_here:
            return Outcome.UPDATED if added else Outcome.UNCHANGED
        new = self._columns(
            record,
            created if record.created_at is None else record.created_at,
            changed if record.updated_at is None else max(record.updated_at, created),
        )
        if new == tuple(values):
            return Outcome.UPDATED if added else Outcome.UNCHANGED
        self._write_columns(int(str(ticket_id)), record, new)
        return Outcome.UPDATED

    def _write_columns(self, ticket_id: int, record: TicketRecord, new: tuple[object, ...]) -> None:
        marks = ", ".join(f"{name} = ?" for name in _COLUMNS)
        waiting = record.status in (Status.NEW, Status.OPEN)
        # A row without a date leaves version 1: only then is it known that nobody worked on it.
        self.target.store.execute(
            f"UPDATE ticket SET {marks}, version = version + ?,"
            " waiting_since = CASE WHEN ? THEN coalesce(waiting_since, created_at) END,"
            " due_kind = CASE WHEN due_at IS NOT NULL THEN coalesce(due_kind, 'resolution') END"
            " WHERE id = ?",
            *new,
            int(record.updated_at is not None),
            waiting,
            ticket_id,
        )
        self._write_tags(ticket_id, record.tags)

    def _refuse_clash(
        self, record: TicketRecord, current: dict[str, object], ticket_id: int
    ) -> None:
        """Stop a second source that hides under the same name from overwriting a ticket."""
        if record.subject == current["subject"] or record.created_at in (
            None,
            current["created_at"],
        ):
            return
        raise BadValue(
            f"ticket {record.number} of source “{source_of(record.key)}” is another one here;"
            " give this file a source of its own in --map"
        )

    def _append(self, ticket_id: int, record: TicketRecord, created: Instant) -> bool:
        store = self.target.store
        sql = "SELECT external_key FROM message WHERE ticket_id = ? AND external_key IS NOT NULL"
        known = {row[0] for row in store.all(sql, ticket_id)}
        added = False
        for at, message in _dated(record.messages, created):
            if message.key not in known:
                self._write_message(ticket_id, record, at, message)
                store.execute(
                    "UPDATE ticket SET last_message_at = max(coalesce(last_message_at, 0), ?),"
                    " snippet = ? WHERE id = ?",
                    at,
                    " ".join(message.body.split())[:_SNIPPET],
                    ticket_id,
                )
                added = True
        return added

    def _write_message(
        self, ticket_id: int, record: TicketRecord, at: Instant, message: MessageRecord
    ) -> None:
        is_sent = message.author_kind is AuthorKind.AGENT
        self.target.store.execute(
            "INSERT INTO message (uid, ticket_id, at, kind, author_kind, author, channel, body,"
            " state, external_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            self.target.new_uid(),
            ticket_id,
            at,
            message.kind.value,
            message.author_kind.value,
            message.author,
            record.channel,
            message.body,
            (MessageState.SENT if is_sent else MessageState.RECEIVED).value,
            message.key,
        )

    def _write_tags(self, ticket_id: int, tags: tuple[str, ...]) -> None:
        self.target.store.execute("DELETE FROM ticket_tag WHERE ticket_id = ?", ticket_id)
        self._add_tags(ticket_id, tags)

    def _add_tags(self, ticket_id: int, tags: tuple[str, ...]) -> None:
        if tags:
            sql = "INSERT OR IGNORE INTO ticket_tag VALUES (?, ?)"
            self.target.store.insert_many(sql, [(tag, ticket_id) for tag in tags])


def _dated(
    messages: Iterable[MessageRecord], created: Instant
) -> list[tuple[Instant, MessageRecord]]:
    """Give undated messages the second after the one before."""
    dated: list[tuple[Instant, MessageRecord]] = []
    for message in messages:
        after = dated[-1][0] + SECOND if dated else created
        dated.append((after if message.at is None else message.at, message))
    return dated


def _solved(record: TicketRecord, updated: Instant) -> Instant | None:
    if record.status < Status.SOLVED:
        return None
    return updated if record.solved_at is None else record.solved_at


def _waiting_since(
    status: Status, messages: list[tuple[Instant, MessageRecord]], created: Instant
) -> Instant | None:
    """Return since when the customer waits: the first message after the last public answer."""
    if status not in (Status.NEW, Status.OPEN):
        return None
    since: Instant | None = created
    for at, message in messages:
        if message.author_kind is AuthorKind.CUSTOMER:
            since = at if since is None else since
        elif message.kind is MessageKind.PUBLIC:
            since = None
    return since


def _acknowledged(messages: list[tuple[Instant, MessageRecord]]) -> Instant | None:
    answers = (
        at
        for at, message in messages
        if message.author_kind is AuthorKind.AGENT and message.kind is MessageKind.PUBLIC
    )
    return next(answers, None)
