"""What in the store belongs to one person: the rows that are exported, and that are erased.

A person is a record with every record that was joined into it. Every table of the schema stands
either in `OWNED`, with the condition that finds the person's rows, or in `NOBODYS`; a test holds
the two against the schema, so that a new table cannot be forgotten.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from csr_desk.store import people
from csr_desk.store.connection import Row, Store, translated

RECORDS = "(SELECT value FROM json_each(:records))"
TICKETS = "(SELECT value FROM json_each(:tickets))"
CONTACTS = "(SELECT value FROM json_each(:contacts))"
_MESSAGES = f"(SELECT id FROM message WHERE ticket_id IN {TICKETS})"
_ORDERS = f"(SELECT id FROM customer_order WHERE customer_id IN {RECORDS})"
_FOLLOW_UP = f"customer_id IN {RECORDS} OR ticket_id IN {TICKETS} OR interaction_id IN {CONTACTS}"

OWNED = {
    "customer": f"id IN {RECORDS}",
    "identity": f"customer_id IN {RECORDS}",
    "customer_field": f"customer_id IN {RECORDS}",
    "field_history": f"customer_id IN {RECORDS}",
    "detail_confirmed": f"customer_id IN {RECORDS} OR identity_id IN"
    f" (SELECT id FROM identity WHERE customer_id IN {RECORDS})",
    "customer_merge": f"from_id IN {RECORDS} OR into_id IN {RECORDS}",
    "customer_search": f"id IN {RECORDS}",
    "ticket": f"id IN {TICKETS}",
    "ticket_tag": f"ticket_id IN {TICKETS}",
    "ticket_alias": f"ticket_id IN {TICKETS}",
    "message": f"ticket_id IN {TICKETS}",
    "draft": f"ticket_id IN {TICKETS}",
    "status_change": f"ticket_id IN {TICKETS}",
    "sla_fact": f"ticket_id IN {TICKETS}",
    "sla_check": f"ticket_id IN {TICKETS}",
    "play_skip": f"ticket_id IN {TICKETS}",
    "presence": f"ticket_id IN {TICKETS}",
    "ticket_link": f"ticket_id IN {TICKETS} OR to_id IN {TICKETS}",
    "ticket_move": f"from_id IN {TICKETS} OR into_id IN {TICKETS}",
    "proposal_dismissed": f"ticket_id IN {TICKETS} OR other_id IN {TICKETS}",
    "interaction": f"id IN {CONTACTS}",
    "interaction_link": f"interaction_id IN {CONTACTS} OR to_id IN {CONTACTS}",
    "segment": f"interaction_id IN {CONTACTS}",
    "time_correction": f"interaction_id IN {CONTACTS}",
    "wrap_up": f"interaction_id IN {CONTACTS}",
    "follow_up": _FOLLOW_UP,
    "follow_up_change": f"follow_up_id IN (SELECT id FROM follow_up WHERE {_FOLLOW_UP})",
    "caller": f"customer_id IN {RECORDS} OR ticket_id IN {TICKETS}",
    "escalation": f"ticket_id IN {TICKETS}",
    "transfer": f"ticket_id IN {TICKETS}",
    "verification": f"customer_id IN {RECORDS} OR ticket_id IN {TICKETS}",
    "macro_change": f"ticket_id IN {TICKETS}",
    "canned_use": f"ticket_id IN {TICKETS} OR interaction_id IN {CONTACTS}",
    "article_use": f"ticket_id IN {TICKETS}",
    "article_missing": f"interaction_id IN {CONTACTS}",
    "customer_order": f"customer_id IN {RECORDS}",
    "order_line": f"order_id IN {_ORDERS}",
    "order_request": f"line_id IN (SELECT id FROM order_line WHERE order_id IN {_ORDERS})"
    f" OR ticket_id IN {TICKETS} OR interaction_id IN {CONTACTS}",
    "payment": _FOLLOW_UP,
    "offer": _FOLLOW_UP,
    "feedback": _FOLLOW_UP,
    "survey_answer": _FOLLOW_UP,
    "invoice": f"customer_id IN {RECORDS} OR order_id IN {_ORDERS}",
    "operation": f"ticket_id IN {TICKETS} OR interaction_id IN {CONTACTS}"
    f" OR message_id IN {_MESSAGES} OR customer_id IN {RECORDS}",
    "bundle": f"ticket_id IN {TICKETS} OR customer_id IN {RECORDS}",
    "remote_row": f"(kind = 'customer' AND local_id IN {RECORDS})"
    f" OR (kind = 'message' AND local_id IN {_MESSAGES})",
    "remote_ticket": f"ticket_id IN {TICKETS}",
    "remote_view_ticket": f"ticket_id IN {TICKETS}",
    "ticket_field": f"ticket_id IN {TICKETS}",
    "conflict": f"ticket_id IN {TICKETS}",
    "attachment": f"ticket_id IN {TICKETS}",
    "event": f"customer_id IN {RECORDS} OR ticket_id IN {TICKETS} OR interaction_id IN {CONTACTS}"
    f" OR (kind LIKE 'follow_up.%' AND json_extract(data, '$.follow_up') IN"
    f" (SELECT id FROM follow_up WHERE {_FOLLOW_UP}))"
    f" OR (kind LIKE 'customer.merge%' AND json_extract(data, '$.from_id') IN {RECORDS})",
}
"""Table to the condition of the person's rows, over :records, :tickets and :contacts."""

NOBODYS = {
    "meta": "facts of the store itself",
    "agent": "who works here",
    "team": "who works here",
    "team_member": "who works here",
    "commitment_done": "what the agent learnt",
    "organisation": "exported and erased by name, with the last record that names it",
    "ticket_count": "numbers",
    "article_wish": "the agent's own searches; one that names the person goes when they are erased",
    "saved_view": "the agent's own; one that names the person goes when they are erased",
    "shift": "the agent's time",
    "desk_session": "runs of the program",
    "handover": "numbers of what was open at the end of a shift",
    "canned": "words for everybody",
    "macro": "words for everybody",
    "macro_run": "when which macro was run",
    "article": "words for everybody",
    "article_version": "words for everybody",
    "trend_word": "words for the team; looked through by hand, as feedback to nobody is",
    "account": "how the desk stands with a helpdesk",
    "sync_cursor": "where a pull goes on",
    "remote_field": "what every ticket of a helpdesk has",
    "remote_form": "what every ticket of a helpdesk has",
    "remote_status": "what every ticket of a helpdesk has",
    "remote_view": "names of a helpdesk's lists",
}
"""Table to the reason why it holds no rows of a person."""


@dataclass(frozen=True, slots=True)
class Person:
    """The numbers of a person's records (the survivor first), tickets and contacts."""

    records: tuple[int, ...]
    tickets: tuple[int, ...]
    contacts: tuple[int, ...]

    @property
    def id(self) -> int:
        """Return the record that stands for the person."""
        return self.records[0]

    @property
    def bindings(self) -> dict[str, str]:
        """Return the values of :records, :tickets and :contacts."""
        named = {"records": self.records, "tickets": self.tickets, "contacts": self.contacts}
        return {name: json.dumps(ids) for name, ids in named.items()}


def of(store: Store, customer_id: int) -> Person:
    """Return the person a record belongs to, merges followed both ways."""
    survivor = people.survivor(store, customer_id)
    records = [survivor]
    for one in records:
        joined = store.all("SELECT id FROM customer WHERE merged_into = ? ORDER BY id", one)
        records += [row[0] for row in joined if row[0] not in records]
    known = {"records": json.dumps(records)}
    tickets = _ids(store, f"SELECT id FROM ticket WHERE customer_id IN {RECORDS}", known)
    known["tickets"] = json.dumps(tickets)
    sql = f"SELECT id FROM interaction WHERE customer_id IN {RECORDS} OR ticket_id IN {TICKETS}"
    return Person(tuple(records), tickets, _ids(store, sql, known))


def select(store: Store, one: Person, sql: str, **more: Any) -> list[Row]:
    """Return the rows of a query over :records, :tickets, :contacts and what else is named."""
    with translated(store.path):
        return list(store.db.execute(sql, {**one.bindings, **more}))


def addresses(store: Store, one: Person) -> list[tuple[str, str, str]]:
    """Return (kind, value, normal form) of every address of a person."""
    sql = f"SELECT kind, value, normal FROM identity WHERE {OWNED['identity']} ORDER BY id"
    return [(row[0], row[1], row[2]) for row in select(store, one, sql)]


def names(store: Store, one: Person) -> list[str]:
    """Return every name a person's records have or had."""
    sql = (
        f"SELECT name FROM customer WHERE {OWNED['customer']} UNION"
        f" SELECT old FROM field_history WHERE field = 'name' AND {OWNED['field_history']} UNION"
        f" SELECT new FROM field_history WHERE field = 'name' AND {OWNED['field_history']}"
    )
    return [str(row[0]) for row in select(store, one, sql) if row[0]]


def others_with_name(store: Store, one: Person, name: str) -> bool:
    """Tell whether somebody else has a name."""
    sql = f"SELECT 1 FROM customer WHERE name = :name COLLATE NOCASE AND id NOT IN {RECORDS}"
    return bool(select(store, one, f"{sql} LIMIT 1", name=name))


def others_with_address(store: Store, one: Person, kind: str, normal: str) -> bool:
    """Tell whether somebody else has an address, in its normal form."""
    sql = (
        "SELECT 1 FROM identity WHERE normal = :normal AND kind = :kind"
        f" AND customer_id NOT IN {RECORDS} LIMIT 1"
    )
    return bool(select(store, one, sql, normal=normal, kind=kind))


def _ids(store: Store, sql: str, bindings: dict[str, str]) -> tuple[int, ...]:
    rows: Iterable[Row] = store.db.execute(f"{sql} ORDER BY id", bindings)
    return tuple(row[0] for row in rows)
