"""Is the store what it says it is: engine, file, log, timeline, counts and search index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.reports import recompute
from csr_desk.store import anchor, events, migrations
from csr_desk.store.connection import Store, engine_is_safe

_FTS = ("message_fts", "ticket_fts", "customer_fts", "canned_fts", "article_fts")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `detail` is the finding, or what was counted."""

    name: str
    ok: bool
    detail: str


def run(store: Store, anchor_path: Path, now: Instant) -> list[Check]:
    """Run every check; a check that cannot run is one that failed."""
    checks: list[tuple[str, Callable[[], Iterator[str]]]] = [
        ("engine", lambda: _engine()),
        ("integrity", lambda: _integrity(store)),
        ("schema", lambda: _schema(store)),
        ("references", lambda: _references(store)),
        ("event chain", lambda: _chain(store)),
        ("anchor", lambda: _anchor(store, anchor_path)),
        ("timeline", lambda: iter(recompute.gaps(store))),
        ("log equals tables", lambda: iter(recompute.differences(store, now))),
        ("wrap-ups", lambda: _wrap_ups(store)),
        ("counts", lambda: _counts(store)),
        ("search index", lambda: _search(store)),
        ("outbox", lambda: _outbox(store)),
    ]
    return [_check(name, look) for name, look in checks]


def _check(name: str, look: Callable[[], Iterator[str]]) -> Check:
    try:
        found = list(look())
    except (apsw.Error, errors.StoreError, ValueError) as error:
        found = [f"cannot be read: {error}"]
    return Check(name, not found, "; ".join(found[:5]) if found else "ok")


def _engine() -> Iterator[str]:
    version = apsw.sqlite_lib_version()
    if not engine_is_safe(version):
        yield f"SQLite {version} can lose committed changes"


def _integrity(store: Store) -> Iterator[str]:
    for (line,) in store.all("PRAGMA integrity_check(5)"):
        if line != "ok":
            yield str(line)


def _schema(store: Store) -> Iterator[str]:
    found, known = migrations.version(store), migrations.latest()
    if found != known:
        yield f"schema {found}, this program works with {known}"


def _references(store: Store) -> Iterator[str]:
    for table, row, parent, _ in store.all("PRAGMA foreign_key_check"):
        yield f"{table} row {row} points to a missing {parent}"


def _chain(store: Store) -> Iterator[str]:
    broken = events.broken_at(store)
    if broken is not None:
        yield f"entry {broken} of the log does not follow from the one before"


def _anchor(store: Store, path: Path) -> Iterator[str]:
    problem = anchor.check(store, path)
    if problem:
        yield problem


def _wrap_ups(store: Store) -> Iterator[str]:
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


def _counts(store: Store) -> Iterator[str]:
    rows = store.all(
        "SELECT * FROM (SELECT status, coalesce(assignee_id, 0), count(*) AS n FROM ticket"
        " GROUP BY 1, 2 EXCEPT SELECT status, assignee_id, n FROM ticket_count) UNION ALL"
        " SELECT status, assignee_id, n FROM ticket_count c WHERE n <> 0 AND NOT EXISTS"
        " (SELECT 1 FROM ticket WHERE status = c.status"
        " AND coalesce(assignee_id, 0) = c.assignee_id)"
    )
    for status, assignee, n in rows:
        yield f"the count of status {status} with assignee {assignee} is not {n}"


def _search(store: Store) -> Iterator[str]:
    for name in _FTS:
        try:
            store.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
        except apsw.CorruptError:
            yield f"{name} does not match its texts"


def _outbox(store: Store) -> Iterator[str]:
    lost = store.value(
        "SELECT count(*) FROM message m WHERE state IN ('waiting', 'held') AND NOT EXISTS"
        " (SELECT 1 FROM operation o WHERE o.message_id = m.id AND o.state IN"
        " ('waiting', 'held', 'queued', 'trying', 'in_doubt', 'blocked', 'rejected'))"
    )
    if lost:
        yield f"{lost} waiting messages have no operation"
