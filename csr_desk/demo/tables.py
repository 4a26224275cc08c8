"""Which columns the sample fills, table by table, in an order that satisfies every reference."""

from collections.abc import Iterator
from itertools import count
from typing import Any

Row = tuple[Any, ...]
Rows = Iterator[tuple[str, Row]]
"""What the generators yield: a table's name and one row for it, in the order of COLUMNS."""

COLUMNS = {
    "meta": "key value",
    "agent": "id name email",
    "team": "id name",
    "organisation": "id name",
    "customer": "id uid name first_name organisation_id language note kind verified_at created_at"
    " updated_at salt",
    "identity": "id customer_id kind value normal reversed is_primary source",
    "customer_field": "customer_id name value",
    "customer_search": "id name organisation identities note",
    "field_history": "id customer_id field old new at actor source",
    "customer_order": "id number customer_id placed_at status currency total tracking eta note",
    "order_line": "id order_id product quantity unit_price discount",
    "invoice": "id number customer_id order_id issued_at due_at currency amount paid",
    "ticket": "id uid reference subject customer_id channel status priority assignee_id team_id"
    " created_at updated_at waiting_since due_at due_kind acknowledged_at triaged_at solved_at"
    " snoozed_until is_spam last_message_at last_seen_at snippet tags",
    "ticket_tag": "tag ticket_id",
    "message": "id uid ticket_id at kind author_kind author agent_id channel body state",
    "saved_view": "id name filter sort",
    "shift": "id uid agent_id started_at ended_at base_state",
    "interaction": "id uid ticket_id customer_id channel direction agent_id shift_id started_at"
    " ended_at phase wrapped_at order_number",
    "segment": "id shift_id from_at to_at interaction_id phase state",
    "wrap_up": "id interaction_id reason outcome cause next_action tags note told at actor before",
    "follow_up": "id uid ticket_id customer_id kind text due_at created_at done_at",
    "canned": "id uid name title body folder scope owner_id language channels tags set_status"
    " valid_until uses last_used_at created_at updated_at",
    "canned_use": "id canned_id ticket_id interaction_id at",
    "macro": "id uid name folder keywords steps uses created_at updated_at",
    "survey_answer": "id uid key source survey kind scale value answered_at comment customer_id"
    " ticket_id interaction_id",
    "article": "id uid title body folder language owner_id created_at updated_at",
}


def insert_sql(table: str) -> str:
    """Return the INSERT of a table's sample columns."""
    names = COLUMNS[table].split()
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


class Numbers:
    """Row numbers of the tables that count their rows themselves, each from 1."""

    def __init__(self) -> None:
        self._counters = {table: count(1) for table in COLUMNS}

    def next(self, table: str) -> int:
        """Return the next row number of a table."""
        return next(self._counters[table])
