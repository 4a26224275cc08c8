"""Rows of tickets that come from a helpdesk. All functions run inside the caller's transaction."""

import json
from collections.abc import Mapping
from typing import Any

from csr_desk.domain.instants import Instant
from csr_desk.domain.queue_row import Status
from csr_desk.store import remote, tickets
from csr_desk.store.connection import Store

COLUMNS = (
    "subject",
    "customer_id",
    "status",
    "priority",
    "assignee_id",
    "team_id",
    "updated_at",
    "waiting_since",
    "due_at",
    "due_kind",
    "solved_at",
    "triaged_at",
    "satisfaction",
    "remote_status",
    "remote_form",
    "remote_url",
)
"""Columns of a ticket that a reading may change."""


def row(store: Store, ticket_id: int) -> dict[str, Any]:
    """Return those columns of a ticket, its tags and its version."""
    names = (*COLUMNS, "tags", "version")
    found = store.one(f"SELECT {', '.join(names)} FROM ticket WHERE id = ?", ticket_id)
    values = dict(zip(names, found or (), strict=True))
    return {**values, "tags": tuple(json.loads(values["tags"]))}


def write(store: Store, ticket_id: int, new: Mapping[str, Any]) -> bool:
    """Write columns and `tags` of a ticket that differ; False when none did."""
    before = row(store, ticket_id)
    changed = {name: value for name, value in new.items() if value != before[name]}
    tags = changed.pop("tags", None)
    if tags is not None:
        tickets.set_tags(store, ticket_id, tags)
    if not changed and tags is None:
        return False
    marks = "".join(f"{name} = ?, " for name in changed)
    store.execute(
        f"UPDATE ticket SET {marks}version = version + 1 WHERE id = ?",
        *changed.values(),
        ticket_id,
    )
    return True


def free_reference(store: Store, account: str, remote_id: str) -> str:
    """Return how the desk calls a remote ticket: by its own number, unless that is taken here."""
    free, again = remote_id, 1
    while store.value("SELECT 1 FROM ticket WHERE reference = ?", free):
        free = f"{account}-{remote_id}" + (f"-{again}" if again > 1 else "")
        again += 1
    return free


def write_fields(store: Store, ticket_id: int, fields: Mapping[str, str]) -> bool:
    """Write the whole set of a ticket's own fields, remote id to JSON text; False for no change."""
    sql = "SELECT remote_id, value FROM ticket_field WHERE ticket_id = ?"
    before: dict[str, str] = dict(store.all(sql, ticket_id))
    if before == dict(fields):
        return False
    store.insert_many(
        "DELETE FROM ticket_field WHERE ticket_id = ? AND remote_id = ?",
        [(ticket_id, name) for name in before.keys() - fields.keys()],
    )
    store.insert_many(
        "INSERT OR REPLACE INTO ticket_field VALUES (?, ?, ?)",
        [(ticket_id, *one) for one in fields.items() if before.get(one[0]) != one[1]],
    )
    return True


def known(store: Store, account: str) -> int:
    """Return how many tickets of an account are here and not deleted there."""
    return int(
        store.value(
            "SELECT count(*) FROM remote_ticket WHERE account = ? AND deleted_at IS NULL", account
        )
    )


def held(store: Store, account: str) -> int:
    """Return how many tickets of an account are here, deleted ones too; out of an index alone."""
    return int(
        store.value(
            "SELECT count(*) FROM ticket WHERE account = ? AND remote_id IS NOT NULL", account
        )
    )


def sent_alike(
    store: Store, account: str, subject: str, customer_id: int | None, since: Instant
) -> bool:
    """Tell whether a new ticket that left before `since`, and of which nobody knows yet whether it
    arrived, has this subject and is from this customer, None for one not known here yet.
    """
    rows = store.all(
        "SELECT t.subject, t.customer_id FROM operation o JOIN ticket t ON t.id = o.ticket_id"
        " JOIN bundle b ON b.uid = o.bundle"
        " WHERE o.account = ? AND o.kind = 'create' AND t.remote_id IS NULL"
        " AND o.state NOT IN ('acknowledged', 'dropped') AND b.first_sent_at <= ?",
        account,
        since,
    )
    wanted = subject.split()
    return any(
        customer_id in (None, customer)
        if told.split() == wanted
        else not told and customer_id == customer
        for told, customer in rows
    )


def made_here(store: Store, account: str, external_id: str | None) -> bool:
    """Tell whether a remote ticket is one this desk is making now, and has no remote id of yet."""
    if not external_id:
        return False
    return bool(
        store.value(
            "SELECT EXISTS (SELECT 1 FROM operation o JOIN ticket t ON t.id = o.ticket_id"
            " WHERE o.account = ?1 AND o.kind = 'create' AND t.remote_id IS NULL"
            " AND o.state NOT IN ('acknowledged', 'dropped')"
            " AND (?2 IN (t.uid, o.uid, o.bundle)"
            "  OR (length(?2) >= ?3 AND substr(t.uid, -length(?2)) = ?2)))",
            account,
            external_id,
            remote.CODE_LENGTH,
        )
    )


def waits_since(store: Store, ticket_id: int) -> int | None:
    """Return the customer's first message after the last public answer; None when none is."""
    found = store.value(
        "SELECT min(at) FROM message WHERE ticket_id = ?1 AND kind = 'public'"
        " AND author_kind = 'customer' AND state <> 'dropped' AND at > coalesce((SELECT max(at)"
        "  FROM message WHERE ticket_id = ?1 AND kind = 'public' AND author_kind = 'agent'"
        "  AND state IN ('waiting', 'sent', 'received')), -1)",
        ticket_id,
    )
    return None if found is None else int(found)


def pass_over(store: Store, ticket_id: int, now: int) -> bool:
    """Remember that a reading of a ticket was passed over; False when that is known."""
    state = remote.state(store, ticket_id)
    if state is None:
        return False
    store.execute(
        "UPDATE remote_ticket SET stale_at = ?1 WHERE ticket_id = ?2"
        " AND coalesce(stale_at > ?1, TRUE)",
        now,
        ticket_id,
    )
    return store.db.changes() > 0


def is_open(status: int) -> bool:
    """Tell whether a ticket waits for the desk: new or open."""
    return status in (Status.NEW, Status.OPEN)
