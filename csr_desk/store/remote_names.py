"""Teams and organisations of a helpdesk: names are unique here, though they need not be there.

All functions run inside the caller's transaction.
"""

from typing import NamedTuple

from csr_desk.store import remote
from csr_desk.store.connection import Store


class Sort(NamedTuple):
    """A table of names, and how its rows are called in `remote_row`."""

    table: str
    kind: str


TEAM = Sort("team", "team")
ORGANISATION = Sort("organisation", "organisation")


def take(store: Store, account: str, sort: Sort, remote_id: str, name: str) -> bool:
    """Insert, adopt or rename the row of a remote name; False when nothing had to be changed.

    A name somebody else has already gets a number behind it.
    """
    known = remote.local_id(store, account, sort.kind, remote_id)
    if known is None:
        remote.link(store, account, sort.kind, remote_id, _adopted(store, account, sort, name))
        return True
    wanted = _free(store, sort, name, known)
    if store.value(f"SELECT name FROM {sort.table} WHERE id = ?", known) == wanted:
        return False
    store.execute(f"UPDATE {sort.table} SET name = ? WHERE id = ?", wanted, known)
    if sort is ORGANISATION:
        store.execute(
            "UPDATE customer_search SET organisation = ?1 WHERE id IN"
            " (SELECT id FROM customer WHERE organisation_id = ?2)",
            wanted,
            known,
        )
    return True


def _adopted(store: Store, account: str, sort: Sort, name: str) -> int:
    """Return the row of a name that is new: one made here under that name, else a fresh one."""
    here = store.value(f"SELECT id FROM {sort.table} WHERE name = ?", name)
    if here is not None and remote.remote_id(store, account, sort.kind, int(here)) is None:
        return int(here)
    return store.insert(sort.table, name=_free(store, sort, name, None))


def _free(store: Store, sort: Sort, name: str, own: int | None) -> str:
    free, again = name, 2
    sql = f"SELECT 1 FROM {sort.table} WHERE name = ? AND id IS NOT ?"
    while store.value(sql, free, own):
        free, again = f"{name} ({again})", again + 1
    return free
