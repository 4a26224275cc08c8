"""What the account remembers: tickets with their conversations, and tables of everything else."""

from dataclasses import dataclass, field, replace
from typing import Any

from tests.fakes.common.wire import Json, Refused

TABLES = (
    "agents", "roles", "groups", "contacts", "companies", "ticket_fields", "time_entries",
    "ratings", "categories", "folders", "articles", "canned_folders", "canned_responses",
    "attachments", "sla_policies", "products",
)  # fmt: skip


@dataclass(frozen=True)
class Ticket:
    """One version of a ticket; a change makes another. `values` is what every answer may show."""

    id: int
    values: Json
    comments: tuple[Json, ...] = ()
    description: str = ""
    attachments: tuple[int, ...] = ()
    stats: Json = field(default_factory=dict)
    deleted_at: str | None = None
    is_archived: bool = False

    @property
    def is_spam(self) -> bool:
        """Whether the ticket lies among the spam."""
        return bool(self.values["spam"])

    @property
    def is_here(self) -> bool:
        """Whether the ordinary list may show it."""
        return not (self.deleted_at or self.is_spam or self.is_archived)

    def changed(self, **values: Any) -> "Ticket":
        """Return the ticket with other values."""
        return replace(self, values={**self.values, **values})


class State:
    """Rows are never changed in place, so that a snapshot is cheap."""

    def __init__(self) -> None:
        self.tickets: dict[int, Ticket] = {}
        self.tables: dict[str, dict[int, Json]] = {name: {} for name in TABLES}
        self.version = 0

    def snapshot(self) -> "State":
        """Return the state as it is now; later changes do not reach it."""
        again = State()
        again.tickets = dict(self.tickets)
        again.tables = {name: dict(rows) for name, rows in self.tables.items()}
        again.version = self.version
        return again

    def rows(self, table: str) -> list[Json]:
        """Return a table's rows in order of creation."""
        return list(self.tables[table].values())

    def row(self, table: str, key: int | None) -> Json:
        """Return one row; raises Refused 404."""
        found = self.tables[table].get(key or 0)
        if found is None:
            raise Refused(404, None)
        return found

    def put(self, table: str, row: Json) -> Json:
        """Store a row as new or in place of its former version."""
        self.tables[table][row["id"]] = row
        self.version += 1
        return row

    def change(self, table: str, key: int, **changes: Any) -> Json:
        """Replace a row by a version with changes; raises Refused 404."""
        return self.put(table, {**self.row(table, key), **changes})

    def drop(self, table: str, key: int) -> None:
        """Remove a row for good; raises Refused 404."""
        self.row(table, key)
        del self.tables[table][key]
        self.version += 1

    def put_ticket(self, ticket: Ticket) -> Ticket:
        self.tickets[ticket.id] = ticket
        self.version += 1
        return ticket

    def ticket(self, ticket_id: int) -> Ticket:
        """Return a ticket, also a deleted one; raises Refused 404."""
        found = self.tickets.get(ticket_id)
        if found is None:
            raise Refused(404, None)
        return found
