"""The rows and addresses that go from one record to another, and back."""

from collections.abc import Iterable
from typing import Any

from csr_desk.store.connection import Store

MOVED_TABLES = (
    "ticket", "interaction", "customer_order", "invoice", "follow_up", "verification", "payment",
    "offer", "feedback", "survey_answer",
)  # fmt: skip
WITH_TICKET = (
    "interaction", "follow_up", "verification", "payment", "offer", "feedback", "survey_answer",
)  # fmt: skip


def ids_of(store: Store, table: str, customer_id: int, *, above: int = 0) -> list[int]:
    """Return the ids of a customer's rows in a table, those above an id."""
    sql = f"SELECT id FROM {table} WHERE customer_id = ? AND id > ? ORDER BY id"
    return [row[0] for row in store.all(sql, customer_id, above)]


def move(
    store: Store, table: str, ids: list[int], to_id: int, *, only_from: int | None = None
) -> list[int]:
    """Give rows to a customer, those of one customer only if named; return their ids."""
    store.insert_many(
        f"UPDATE {table} SET customer_id = ?1 WHERE id = ?2 AND (?3 IS NULL OR customer_id = ?3)",
        [(to_id, one, only_from) for one in ids],
    )
    return ids


def last_id(store: Store, table: str) -> int:
    """Return the highest id of a table, 0 when it is empty."""
    return int(store.value(f"SELECT coalesce(max(id), 0) FROM {table}"))


def follow_tickets(store: Store, moved: dict[str, Any], to_id: int, from_id: int) -> None:
    """Let contacts and follow-ups made since the merge go with the tickets that go back."""
    for table in WITH_TICKET:
        store.insert_many(
            f"UPDATE {table} SET customer_id = ?1 WHERE ticket_id = ?2 AND customer_id = ?3"
            " AND id > ?4 AND EXISTS (SELECT 1 FROM ticket WHERE id = ?2 AND customer_id = ?1)",
            [(to_id, one, from_id, moved["last"].get(table, 0)) for one in moved["ticket"]],
        )


def moving_identities(store: Store, loser_id: int, survivor_id: int) -> list[int]:
    """Return the addresses that go over: those the survivor has too stay where they are."""
    rows = store.all(
        "SELECT i.id FROM identity i WHERE i.customer_id = ?1 AND NOT EXISTS (SELECT 1"
        " FROM identity s WHERE s.customer_id = ?2 AND s.kind = i.kind AND s.normal = i.normal)"
        " ORDER BY i.id",
        loser_id,
        survivor_id,
    )
    return [row[0] for row in rows]


def move_identities(store: Store, loser_id: int, survivor_id: int) -> list[list[int]]:
    """Move the addresses; return (id, was primary) of each. The survivor's own stay primary."""
    has_primary = {
        row[0]
        for row in store.all(
            "SELECT kind FROM identity WHERE customer_id = ? AND is_primary", survivor_id
        )
    }
    moved: list[list[int]] = []
    for identity_id in moving_identities(store, loser_id, survivor_id):
        kind, primary = store.all(
            "SELECT kind, is_primary FROM identity WHERE id = ?", identity_id
        )[0]
        store.execute(
            "UPDATE identity SET customer_id = ?, is_primary = ? WHERE id = ?",
            survivor_id,
            int(bool(primary) and kind not in has_primary),
            identity_id,
        )
        moved.append([identity_id, primary])
    return moved


def return_identities(store: Store, moved: Iterable[list[int]], from_id: int, into_id: int) -> None:
    """Give addresses back, primary as they were; those removed since stay removed."""
    for identity_id, primary in moved:
        store.execute(
            "UPDATE identity SET customer_id = ?, is_primary = ? WHERE id = ? AND customer_id = ?",
            from_id,
            primary,
            identity_id,
            into_id,
        )
