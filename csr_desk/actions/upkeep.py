"""Keeping the store in good order: the anchor at the door, checks and backups out of the way."""

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import DAY, Instant
from csr_desk.paths import Places
from csr_desk.store import anchor
from csr_desk.store.connection import Store


def expect_sound(store: Store, places: Places) -> None:
    """Raise DamagedStore when the store knows less than the anchor saw it know."""
    problem = anchor.check(store, places.anchor)
    if problem is not None:
        raise errors.DamagedStore(f"{places.database} is not complete: {problem}")


def drop_anchor(store: Store, places: Places) -> None:
    """Write the anchor; on a full or read-only disk the former one stands, and is still true."""
    with suppress(OSError):
        anchor.write(store, places.anchor)


def close(desk: Desk) -> None:
    """Write the anchor and close the store."""
    try:
        if not desk.store.read_only:
            drop_anchor(desk.store, desk.places)
    finally:
        desk.store.close()


class Kept(NamedTuple):
    """What the daily upkeep did: the backup it wrote, and what it found wrong."""

    backup: Path | None
    problem: str | None


def daily(places: Places, now: Instant, *, unclean: bool = False) -> Kept:
    """Check the file and write today's backup, on a connection of its own, from any thread.

    The check runs once a day and after a run that did not end properly: on a large store it reads
    for seconds, which nobody should wait for.
    """
    from csr_desk.store import backup  # deferred: the start is over by then

    store = Store(places.database, read_only=True)
    try:
        due = unclean or _newest(places) is None or now - (_newest(places) or 0) >= DAY
        if not due:
            return Kept(None, None)
        result = str(store.value("PRAGMA quick_check(1)"))
        if result != "ok":
            return Kept(None, result)
        return Kept(backup.daily(store, places.backups, now), None)
    finally:
        store.close()


def _newest(places: Places) -> Instant | None:
    from csr_desk.store import backup

    names = sorted(places.backups.glob("desk-*-daily.db")) if places.backups.is_dir() else []
    return backup.made_at(names[-1]) if names else None
