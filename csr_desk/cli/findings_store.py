"""What `doctor` finds on the store: whether it opens, who has it open, its backups, its disk."""

import fcntl
import os
import shutil
from collections.abc import Iterator

from csr_desk import errors
from csr_desk.cli.finding import Finding
from csr_desk.domain.instants import DAY, HOUR, to_instant
from csr_desk.machine import Machine
from csr_desk.paths import Places
from csr_desk.store import anchor, migrations
from csr_desk.store.connection import Store, translated

LEAST_FREE = 200_000_000


def store(places: Places, machine: Machine) -> Iterator[Finding]:
    """Return whether the store opens, its schema, its size, and who has it open."""
    database = places.database
    try:
        anchor.expect_store(database, places.anchor)
        if not database.exists():
            yield Finding("store", True, "none yet", "csr-desk demo, or csr-desk import FILE")
            return
        yield _opened(places)
    except errors.DeskError as error:
        yield Finding("store", False, error.message, error.hint)
        return
    yield _holder(places)


def _opened(places: Places) -> Finding:
    database = places.database
    if database.is_dir():
        raise errors.CannotMakeStore(f"{database} is a folder, not a store")
    with translated(database):
        found = Store(database, read_only=True)
        try:
            schema, latest = migrations.version(found), migrations.latest()
            if schema > latest:
                raise errors.NewerStore(f"{database} has schema {schema}; this knows {latest}")
            problem = anchor.check(found, places.anchor) or str(
                found.value("SELECT CASE WHEN count(*) > 0 THEN '' END FROM sqlite_schema") or ""
            )
            tickets = 0 if schema == 0 else found.value("SELECT sum(n) FROM ticket_count") or 0
        finally:
            found.close()
    if problem:
        raise errors.DamagedStore(problem)
    size = database.stat().st_size / 1_000_000
    held = f"{tickets:,} ticket{'s' * (tickets != 1)}, {size:,.1f} MB"
    detail = f"{database}: {held}, schema {schema} of {latest}"
    return Finding("store", True, detail, "`csr-desk verify` looks at every page of it.")


def _holder(places: Places) -> Finding:
    free = Finding("desk", True, "no desk is open")
    try:
        lock = os.open(places.lock, os.O_RDONLY)
    except OSError:
        return free
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        return Finding("desk", True, f"open (process {holder})")
    finally:
        os.close(lock)
    return free


def backups(places: Places, machine: Machine) -> Finding:
    """Return how old the newest backup is."""
    if not places.database.exists():
        return Finding("backups", True, "nothing to back up yet")
    found = sorted(places.backups.glob("*.db"), key=lambda path: path.stat().st_mtime)
    if not found:
        return Finding("backups", True, "none yet", "csr-desk backup")
    made = round(found[-1].stat().st_mtime * 1000)
    hours = max(to_instant(machine.now()) - made, 0) // HOUR
    age = f"{hours} h" if hours < 48 else f"{hours * HOUR // DAY} days"
    old = hours >= 48
    return Finding(
        "backups",
        True,
        f"{len(found)} in {places.backups}, the newest {age} old",
        "csr-desk backup" if old else "",
    )


def disk(places: Places) -> Finding:
    """Return how much room there is where the store is."""
    folder = next(path for path in (places.data, *places.data.parents) if path.exists())
    free = shutil.disk_usage(folder).free
    ok = free >= LEAST_FREE
    mend = "" if ok else f"Free some space on the disk of {folder}."
    return Finding("disk", ok, f"{free / 1e9:,.1f} GB free", mend)
