"""Whether the tables of the store agree with each other and with the search index."""

from collections.abc import Iterator

import apsw

from csr_desk.store.connection import Store

_FTS = ("message_fts", "ticket_fts", "customer_fts", "canned_fts", "article_fts")


def references(store: Store) -> Iterator[str]:
    """Yield rows that point to what is not there."""
    for table, row, parent, _ in store.all("PRAGMA foreign_key_check"):
        yield f"{table} row {row} points to a missing {parent}"


def wrap_ups(store: Store) -> Iterator[str]:
    """Yield how many logged contacts lack a wrap-up or an end."""
    lost = store.value(
        "SELECT count(*) FROM interaction i WHERE wrapped_at IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM wrap_up w WHERE w.interaction_id = i.id AND w.undone_at IS NULL)"
    )
    if lost:
        yield f"{lost} logged contacts have no wrap-up"
    running = store.value(
        "SELECT count(*) FROM interaction WHERE wrapped_at IS NOT NULL AND ended_at IS NULL"
    )
    if running:
        yield f"{running} logged contacts have no end"


def counts(store: Store) -> Iterator[str]:
    """Yield the counts of tickets that are not those of the tickets themselves."""
    rows = store.all(
        "SELECT * FROM (SELECT status, coalesce(assignee_id, 0), count(*) AS n FROM ticket"
        " GROUP BY 1, 2 EXCEPT SELECT status, assignee_id, n FROM ticket_count) UNION ALL"
        " SELECT status, assignee_id, n FROM ticket_count c WHERE n <> 0 AND NOT EXISTS"
        " (SELECT 1 FROM ticket WHERE status = c.status"
        " AND coalesce(assignee_id, 0) = c.assignee_id)"
    )
    for status, assignee, n in rows:
        yield f"the count of status {status} with assignee {assignee} is not {n}"


def search(store: Store) -> Iterator[str]:
    """Yield the word indexes that do not match their texts."""
    for name in _FTS:
        try:
            store.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
        except apsw.CorruptError:
            yield f"{name} does not match its texts"


def outbox(store: Store) -> Iterator[str]:
    """Yield how many waiting messages no operation will send."""
    lost = store.value(
        "SELECT count(*) FROM message m WHERE state IN ('waiting', 'held') AND NOT EXISTS"
        " (SELECT 1 FROM operation o WHERE o.message_id = m.id AND o.state IN"
        " ('waiting', 'held', 'queued', 'trying', 'in_doubt', 'blocked', 'rejected'))"
    )
    if lost:
        yield f"{lost} waiting messages have no operation"
