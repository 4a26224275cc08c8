"""Is the store what it says it is: engine, file, log, timeline, counts and search index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import apsw

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.reports import recompute
from csr_desk.reports.verify_tables import counts, outbox, references, search, wrap_ups
from csr_desk.store import anchor, events, migrations
from csr_desk.store.connection import Store, engine_is_safe


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
        ("references", lambda: references(store)),
        ("event chain", lambda: _chain(store)),
        ("anchor", lambda: _anchor(store, anchor_path)),
        ("timeline", lambda: iter(recompute.gaps(store))),
        ("log equals tables", lambda: iter(recompute.differences(store, now))),
        ("wrap-ups", lambda: wrap_ups(store)),
        ("counts", lambda: counts(store)),
        ("search index", lambda: search(store)),
        ("outbox", lambda: outbox(store)),
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


def _chain(store: Store) -> Iterator[str]:
    broken = events.broken_at(store)
    if broken is not None:
        yield f"entry {broken} of the log does not follow from the one before"


def _anchor(store: Store, path: Path) -> Iterator[str]:
    problem = anchor.check(store, path)
    if problem:
        yield problem
