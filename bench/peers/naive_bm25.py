"""Search as it is first written: every hit ranked with bm25, the best fifty shown."""

from time import perf_counter

import apsw

SQL = "SELECT rowid FROM message_fts WHERE message_fts MATCH ? ORDER BY bm25(message_fts) LIMIT 50"


def times(db: apsw.Connection, queries: list[str]) -> list[float]:
    """Return the milliseconds of each query."""
    taken = []
    for query in queries:
        before = perf_counter()
        list(db.execute(SQL, (query,)))
        taken.append((perf_counter() - before) * 1000)
    return taken
