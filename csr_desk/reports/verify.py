"""Is the store what it says it is: engine, file, log, timeline, counts and search index."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import apsw

from csr_desk import errors
from csr_desk.config import Config
from csr_desk.domain.instants import Instant
from csr_desk.reports import recompute, recompute_figures
from csr_desk.reports.verify_tables import counts, outbox, references, search, wrap_ups
from csr_desk.store import anchor, answers_log, events, migrations
from csr_desk.store.connection import Store, engine_is_safe

FINE: Final = "ok"
"""The finding of a check that found nothing."""

_TIMELINE: Final = "log equals tables"
_FIGURES: Final = "figures"
_BY_LOG: Final = frozenset({_TIMELINE, _FIGURES})
"""Checks that hold the tables against the log."""

_SHIFTS: Final = "SELECT count(*) FROM shift"
_LOGGED_SHIFTS: Final = "SELECT count(*) FROM event WHERE kind = 'shift.started'"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `detail` is the finding, or what was counted."""

    name: str
    ok: bool
    detail: str


def run(store: Store, anchor_path: Path, now: Instant, config: Config | None = None) -> list[Check]:
    """Run every check; a check that cannot run is one that failed.

    `config` are the settings the figures are compared with.
    """
    checks: list[tuple[str, Callable[[], Iterator[str]]]] = [
        ("engine", lambda: _engine()),
        ("integrity", lambda: _integrity(store)),
        ("schema", lambda: _schema(store)),
        ("references", lambda: references(store)),
        ("event chain", lambda: _chain(store)),
        ("anchor", lambda: _anchor(store, anchor_path)),
        ("timeline", lambda: iter(recompute.gaps(store))),
        (_TIMELINE, lambda: iter(recompute.differences(store, now))),
        (_FIGURES, lambda: recompute_figures.differences(store, config or Config(), now)),
        ("wrap-ups", lambda: wrap_ups(store)),
        ("answers", lambda: iter(answers_log.differences(store))),
        ("counts", lambda: counts(store)),
        ("search index", lambda: search(store)),
        ("outbox", lambda: outbox(store)),
    ]
    found = [_check(name, look) for name, look in checks]
    left_out = _left_out(store)
    return [
        replace(one, detail=left_out) if one.ok and left_out and one.name in _BY_LOG else one
        for one in found
    ]


def _left_out(store: Store) -> str:
    """Return how many shifts have no log to be compared with, in words; `""` for none.

    A demonstration and imported history have figures and no log.
    """
    try:
        total, logged = (int(store.value(sql)) for sql in (_SHIFTS, _LOGGED_SHIFTS))
    except apsw.Error:
        return ""
    if not total:
        return "nothing to compare: there was no shift yet"
    if not logged:
        return f"nothing to compare: {_shifts(total)} came without a log"
    less = total - logged
    return f"{_shifts(logged)} compared; {less} without a log left out" if less > 0 else ""


def _shifts(number: int) -> str:
    return "1 shift" if number == 1 else f"{number} shifts"


def _check(name: str, look: Callable[[], Iterator[str]]) -> Check:
    try:
        found = list(look())
    except (apsw.Error, errors.StoreError, LookupError, TypeError, ValueError) as error:
        found = [f"cannot be read: {error}"]
    return Check(name, not found, "; ".join(found[:5]) if found else FINE)


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
