"""Fast inserts into a store that is being built: large transactions, indexes of text at the end.

Only for a file nobody else has open and that is thrown away when the build fails.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from csr_desk.demo.tables import COLUMNS, Row, Rows, insert_sql
from csr_desk.store.connection import Store

CHUNK = 20_000
_INDEXES_OF_TEXT = {
    "message": "message_fts",
    "ticket": "ticket_fts",
    "customer_search": "customer_fts",
}
_COUNTS = (
    "INSERT INTO ticket_count SELECT status, coalesce(assignee_id, 0), count(*) FROM ticket"
    " GROUP BY 1, 2"
)


def load(store: Store, rows: Rows, tell: Callable[[int], None]) -> dict[str, int]:
    """Insert rows in transactions of some 20,000 and return how many each table got.

    `tell` is called after every transaction with the number of tickets written so far.
    """
    waiting: dict[str, list[Row]] = {table: [] for table in COLUMNS}
    written = dict.fromkeys(COLUMNS, 0)
    held = 0
    for table, row in rows:
        waiting[table].append(row)
        held += 1
        if held >= CHUNK:
            _flush(store, waiting, written)
            held = 0
            tell(written["ticket"])
    _flush(store, waiting, written)
    tell(written["ticket"])
    return written


def _flush(store: Store, waiting: dict[str, list[Row]], written: dict[str, int]) -> None:
    with store.transaction():
        for table, rows in waiting.items():
            if rows:
                store.insert_many(insert_sql(table), rows)
                written[table] += len(rows)
                rows.clear()


@contextmanager
def unhurried_disk(store: Store) -> Iterator[None]:
    """Write without waiting for the disk inside, and everything down to it at the end."""
    store.db.execute("PRAGMA synchronous=OFF; PRAGMA cache_size=-65536")
    try:
        yield
    finally:
        store.db.execute("PRAGMA synchronous=FULL; PRAGMA cache_size=-8192")
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def triggers_aside(store: Store) -> Iterator[None]:
    """Take the insert triggers of the large tables away inside, and make good what they kept."""
    tables = ", ".join(f"'{table}'" for table in _INDEXES_OF_TEXT)
    found = store.all(
        f"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name IN ({tables})"
        " AND name LIKE '%\\_insert' ESCAPE '\\' ORDER BY rowid"
    )
    with store.transaction():
        for name, _ in found:
            store.execute(f"DROP TRIGGER {name}")
    yield
    for index in _INDEXES_OF_TEXT.values():
        with store.transaction():
            store.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
    with store.transaction():
        store.execute(_COUNTS)
        for _, sql in found:
            store.execute(sql)
