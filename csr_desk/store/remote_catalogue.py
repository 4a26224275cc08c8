"""Rows of a helpdesk's fields, forms, statuses and views. All run inside the caller's transaction.

A row stays as it is while it says the same, so that what hangs on it stays too.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store


class View(NamedTuple):
    """A view of a helpdesk; `n` is None while nobody knows how many tickets it holds."""

    remote_id: str
    title: str
    n: int | None
    counted_at: Instant | None
    read_at: Instant | None
    wanted_at: Instant | None


def replace(store: Store, account: str, table: str, rows: Mapping[str, Mapping[str, Any]]) -> bool:
    """Make the rows of an account in a table these, remote id to columns; False for no change."""
    sql = f"SELECT remote_id FROM {table} WHERE account = ?"
    gone = {row[0] for row in store.all(sql, account)} - rows.keys()
    for remote_id in gone:
        if table == "remote_view":
            sql = "DELETE FROM remote_view_ticket WHERE account = ? AND view_id = ?"
            store.execute(sql, account, remote_id)
        store.execute(
            f"DELETE FROM {table} WHERE account = ? AND remote_id = ?", account, remote_id
        )
    written = [_write(store, account, table, remote_id, row) for remote_id, row in rows.items()]
    return bool(gone) or any(written)


def _write(
    store: Store, account: str, table: str, remote_id: str, columns: Mapping[str, Any]
) -> bool:
    names = ", ".join(columns)
    marks = ", ".join("?" * len(columns))
    news = ", ".join(f"{name} = excluded.{name}" for name in columns)
    store.execute(
        f"INSERT INTO {table} (account, remote_id, {names}) VALUES (?, ?, {marks})"
        f" ON CONFLICT (account, remote_id) DO UPDATE SET {news}"
        f" WHERE ({', '.join(f'{table}.{name}' for name in columns)})"
        f" IS NOT ({', '.join(f'excluded.{name}' for name in columns)})",
        account,
        remote_id,
        *columns.values(),
    )
    return store.db.changes() > 0


def views(store: Store, account: str) -> list[View]:
    """Return the views of an account in its own order."""
    rows = store.all(
        "SELECT remote_id, title, n, counted_at, read_at, wanted_at FROM remote_view"
        " WHERE account = ? ORDER BY position, remote_id",
        account,
    )
    return [View(*row) for row in rows]


def view_count(store: Store, account: str, view: str) -> int | None:
    """Return how many tickets the helpdesk counts in a view; None while nobody knows."""
    sql = "SELECT n FROM remote_view WHERE account = ? AND remote_id = ?"
    found = store.value(sql, account, view)
    return None if found is None else int(found)


def view_version(store: Store, account: str, view: str) -> tuple[int, int]:
    """Return how many tickets of a view are here, and a number that differs when they do."""
    row = store.one(
        "SELECT count(*), coalesce(sum((position + 1) * ticket_id), 0) FROM remote_view_ticket"
        " WHERE account = ? AND view_id = ?",
        account,
        view,
    )
    return (0, 0) if row is None else (int(row[0]), int(row[1]))


def view_tickets(store: Store, account: str, view: str) -> list[int]:
    """Return the tickets of a view in its order."""
    rows = store.all(
        "SELECT ticket_id FROM remote_view_ticket WHERE account = ? AND view_id = ?"
        " ORDER BY position",
        account,
        view,
    )
    return [int(row[0]) for row in rows]


def set_view_tickets(store: Store, account: str, view: str, tickets: Sequence[int]) -> bool:
    """Write the tickets of a view in its order; False when they were so."""
    if view_tickets(store, account, view) == list(tickets):
        return False
    store.execute("DELETE FROM remote_view_ticket WHERE account = ? AND view_id = ?", account, view)
    store.insert_many(
        "INSERT INTO remote_view_ticket VALUES (?, ?, ?, ?)",
        [(account, view, position, ticket) for position, ticket in enumerate(tickets)],
    )
    return True


def set_count(store: Store, account: str, view: str, n: int, at: Instant) -> None:
    """Write how many tickets a view holds."""
    store.execute(
        "UPDATE remote_view SET n = ?, counted_at = ? WHERE account = ? AND remote_id = ?",
        n,
        at,
        account,
        view,
    )
