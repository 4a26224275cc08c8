"""What the server remembers; every change replaces a record, so that a snapshot is cheap."""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.zendesk.wire import Json, Refused, not_found

Talk = tuple[list[Json], list[Json]]
"""Comments and audits of one ticket, oldest first."""

TABLES = (
    "users", "identities", "organizations", "groups", "memberships", "ticket_fields",
    "ticket_forms", "custom_statuses", "macros", "views", "uploads", "attachments", "articles",
    "jobs", "sla_policies", "satisfaction",
)  # fmt: skip


@dataclass
class Ticket:
    """One ticket: the API's own keys, custom values by field id, and its conversation."""

    id: int
    values: Json
    custom: dict[int, Any] = field(default_factory=dict)
    slas: list[Json] = field(default_factory=list)
    deleted_at: str | None = None
    gone: bool = False
    talk: Talk | None = None
    make_talk: Callable[["Ticket"], Talk] | None = None

    def conversation(self) -> Talk:
        """Return comments and audits, made now if nobody has looked before."""
        if self.talk is None:
            self.talk = self.make_talk(self) if self.make_talk else ([], [])
        return self.talk

    @property
    def comments(self) -> list[Json]:
        return self.conversation()[0]

    @property
    def audits(self) -> list[Json]:
        return self.conversation()[1]

    def copied(self) -> "Ticket":
        """Return a copy that can be changed without touching this version."""
        again = copy.copy(self)
        again.values, again.custom = dict(self.values), dict(self.custom)
        again.slas = list(self.slas)
        if self.talk is not None:
            again.talk = (list(self.talk[0]), list(self.talk[1]))
        return again


class State:
    """All tables by name, and the tickets; `version` grows with every change."""

    def __init__(self) -> None:
        self.tickets: dict[int, Ticket] = {}
        self.tables: dict[str, dict[Any, Json]] = {name: {} for name in TABLES}
        self.version = 0
        self._sorted: dict[str, list[Ticket]] = {}

    def snapshot(self) -> "State":
        """Return the state as it is now; later changes do not reach it."""
        again = State()
        again.tickets = dict(self.tickets)
        again.tables = {name: dict(rows) for name, rows in self.tables.items()}
        again.version = self.version
        return again

    def rows(self, table: str) -> list[Json]:
        """Return a table's records in order of creation."""
        return list(self.tables[table].values())

    def row(self, table: str, key: Any) -> Json:
        """Return one record; raises Refused 404."""
        found = self.tables[table].get(key)
        if found is None:
            raise not_found()
        return found

    def put(self, table: str, key: Any, record: Json) -> Json:
        """Store a record as new or in place of its former version."""
        self.tables[table][key] = record
        self.touch()
        return record

    def change(self, table: str, key: Any, **changes: Any) -> Json:
        """Replace a record by a version with changes; raises Refused 404."""
        return self.put(table, key, {**self.row(table, key), **changes})

    def drop(self, table: str, key: Any) -> None:
        """Remove a record for good; raises Refused 404."""
        self.row(table, key)
        del self.tables[table][key]
        self.touch()

    def put_ticket(self, ticket: Ticket) -> None:
        self.tickets[ticket.id] = ticket
        self.touch()

    def touch(self) -> None:
        self.version += 1
        self._sorted.clear()

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Forget the people a request has brought with it when the request is refused."""
        kept = {name: dict(self.tables[name]) for name in ("users", "identities")}
        try:
            yield
        except Refused:
            self.tables.update(kept)
            self.touch()
            raise

    def alive(self, ticket_id: int) -> Ticket:
        """Return a ticket that is not deleted; raises Refused 404."""
        found = self.tickets.get(ticket_id)
        if found is None or found.deleted_at is not None:
            raise not_found()
        return found

    def sorted_tickets(self, key: str) -> list[Ticket]:
        """Return tickets that are not deleted by (value of `key`, id), smallest first."""
        if key not in self._sorted:
            alive = [ticket for ticket in self.tickets.values() if ticket.deleted_at is None]
            alive.sort(key=lambda ticket: (ticket.values[key], ticket.id))
            self._sorted[key] = alive
        return self._sorted[key]
