"""Everything the store has on one person as one document: for their right of access."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from csr_desk import errors, paths
from csr_desk.domain import customer_rules as rules
from csr_desk.domain.instants import iso
from csr_desk.domain.models import Priority, Status
from csr_desk.store import person
from csr_desk.store.connection import Store
from csr_desk.store.person import OWNED, Person

FORMAT = "csr-desk person"
VERSION = 1

_LISTS = {
    "records": "customer",
    "addresses": "identity",
    "fields": "customer_field",
    "field_history": "field_history",
    "confirmed": "detail_confirmed",
    "merges": "customer_merge",
    "found_by": "customer_search",
    "tickets": "ticket",
    "contacts": "interaction",
    "follow_ups": "follow_up",
    "announced": "caller",
    "identity_checks": "verification",
    "orders": "customer_order",
    "order_requests": "order_request",
    "invoices": "invoice",
    "payments": "payment",
    "offers": "offer",
    "feedback": "feedback",
    "survey_answers": "survey_answer",
    "remote_ids": "remote_row",
    "log": "event",
}
"""Name of a list in the document to the table it is made of."""

_BELOW = {
    "tickets": {
        "messages": ("message", "ticket_id"),
        "tags": ("ticket_tag", "ticket_id"),
        "numbers_before": ("ticket_alias", "ticket_id"),
        "drafts": ("draft", "ticket_id"),
        "statuses": ("status_change", "ticket_id"),
        "targets": ("sla_fact", "ticket_id"),
        "targets_to_count": ("sla_check", "ticket_id"),
        "put_aside": ("play_skip", "ticket_id"),
        "colleagues_seen": ("presence", "ticket_id"),
        "linked_tickets": ("ticket_link", "ticket_id"),
        "merged_and_split": ("ticket_move", "from_id"),
        "not_proposed": ("proposal_dismissed", "ticket_id"),
        "operations": ("operation", "ticket_id"),
        "responses_used": ("canned_use", "ticket_id"),
        "macros_to_take_back": ("macro_change", "ticket_id"),
        "escalations": ("escalation", "ticket_id"),
        "transfers": ("transfer", "ticket_id"),
        "articles_used": ("article_use", "ticket_id"),
        "own_fields": ("ticket_field", "ticket_id"),
        "files": ("attachment", "ticket_id"),
        "conflicts": ("conflict", "ticket_id"),
        "at_the_helpdesk": ("remote_ticket", "ticket_id"),
        "in_views": ("remote_view_ticket", "ticket_id"),
        "requests": ("bundle", "ticket_id"),
    },
    "contacts": {
        "wrap_ups": ("wrap_up", "interaction_id"),
        "segments": ("segment", "interaction_id"),
        "time_corrections": ("time_correction", "interaction_id"),
        "articles_missing": ("article_missing", "interaction_id"),
        "links": ("interaction_link", "interaction_id"),
    },
    "orders": {"lines": ("order_line", "order_id")},
    "follow_ups": {"changes": ("follow_up_change", "follow_up_id")},
}
"""What hangs on the rows of a list, and by which column; what hangs on no row of it stands in a
list of its own."""

_INSTANTS = frozenset({"at", "waiting_since", "snoozed_until", "eta", "not_before"})
_JSON = frozenset({"tags", "flags", "extra", "payload", "moved", "before", "data"})
_WITHHELD = frozenset({"salt", "queue_key", "priority_key", "reversed"})
"""Columns without a word about the person: the log's secret, and what is computed for indexes."""

_WORDS: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("ticket", "status"): lambda value: Status(value).word,
    ("ticket", "priority"): lambda value: Priority(value).word,
    ("remote_ticket", "base"): json.loads,
}


def document(store: Store, customer_id: int, now: int) -> dict[str, Any]:
    """Return everything on a person; Refused when there is no such record.

    Instants are ISO 8601 in UTC, amounts are integers in the currency's minor unit.
    """
    if store.value("SELECT 1 FROM customer WHERE id = ?", customer_id) is None:
        raise errors.Refused(
            f"there is no customer {customer_id}", "`csr-desk find` looks people up."
        )
    one = person.of(store, customer_id)
    found: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": iso(now),
        "customer": one.id,
        "instants": "ISO 8601, UTC",
        "amounts": "minor units of the currency",
        "organisations": _organisations(store, one),
        "consents": _consents(store, one),
    }
    for name, table in _LISTS.items():
        found[name] = _rows(store, one, table)
    for above, below in _BELOW.items():
        for name, (table, column) in below.items():
            elsewhere = _hang(found[above], name, column, _rows(store, one, table))
            if elsewhere:
                found[f"{name}_elsewhere"] = elsewhere
    return found


def count(found: dict[str, Any]) -> int:
    """Return how many rows of the store are in a document."""
    lists = [one for name, one in found.items() if isinstance(one, list) and name != "consents"]
    below = [
        inner
        for one in lists
        for row in one
        if isinstance(row, dict)
        for name, inner in row.items()
        if isinstance(inner, list) and any(name in names for names in _BELOW.values())
    ]
    return sum(len([row for row in one if isinstance(row, dict)]) for one in (*lists, *below))


def write(found: dict[str, Any], path: Path) -> Path:
    """Write a document to a new file only its owner may read; Refused where one stands already."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(paths.private_open(path, flags), "w", encoding="utf-8") as file:
            json.dump(found, file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise errors.Refused(f"{path} exists already", "Name another file.") from error
    except OSError as error:
        raise errors.Refused(
            f"{path} cannot be written: {error.strerror}", "Name another file."
        ) from error
    return path


def _rows(store: Store, one: Person, table: str) -> list[dict[str, Any]]:
    names = [row[0] for row in store.all("SELECT name FROM pragma_table_xinfo(?)", table)]
    shown = [name for name in names if name not in _WITHHELD]
    columns = ", ".join(f'"{name}"' for name in shown)
    key = ", ".join(
        row[0]
        for row in store.all(
            "SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", table
        )
    )
    sql = f"SELECT {columns} FROM {table} WHERE {OWNED[table]} ORDER BY {key}"
    return [
        {name: _told(table, name, value) for name, value in zip(shown, row, strict=True)}
        for row in person.select(store, one, sql)
    ]


def _told(table: str, column: str, value: Any) -> Any:
    if value is None:
        return None
    if (table, column) in _WORDS:
        return _WORDS[table, column](value)
    if isinstance(value, int) and (column in _INSTANTS or column.endswith("_at")):
        return iso(value)
    if isinstance(value, str) and column in _JSON:
        return json.loads(value)
    return value


def _hang(
    above: list[dict[str, Any]], name: str, column: str, rows: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Put each row into the list `name` of the row it hangs on; return those that hang nowhere."""
    by_id: dict[Any, dict[str, Any]] = {row["id"]: row for row in above}
    for row in above:
        row[name] = []
    elsewhere = []
    for row in rows:
        target = by_id.get(row[column])
        if target is None:
            elsewhere.append(row)
        else:
            target[name].append(row)
    return elsewhere


def _organisations(store: Store, one: Person) -> list[str]:
    sql = (
        "SELECT DISTINCT o.name FROM organisation o JOIN customer c ON c.organisation_id = o.id"
        f" WHERE c.id IN {person.RECORDS} ORDER BY 1"
    )
    return [row[0] for row in person.select(store, one, sql)]


def _consents(store: Store, one: Person) -> list[dict[str, Any]]:
    """Return the last answer of each record to a consent text."""
    found = []
    for record in one.records:
        facts: dict[str, str] = dict(
            store.all("SELECT name, value FROM customer_field WHERE customer_id = ?", record)
        )
        if rules.CONSENT in facts:
            named = {"answer": rules.CONSENT, "text": rules.CONSENT_TEXT, "at": rules.CONSENT_AT}
            found.append(
                {"record": record, **{word: facts.get(name) for word, name in named.items()}}
            )
    return found
