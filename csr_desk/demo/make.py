"""Makes the sample as a file of its own: built beside its place and moved there when whole."""

import os
from pathlib import Path

from csr_desk.demo.dice import Dice
from csr_desk.demo.load import Progress, build
from csr_desk.domain.instants import Instant
from csr_desk.store import migrations
from csr_desk.store.connection import Store

_STREAM = 10


def make(
    path: Path,
    tickets: int = 300,
    seed: int = 1,
    *,
    now: Instant,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Create or replace the sample store at a path (mode 0600) and return its row counts.

    A build that fails leaves what stood at the path as it was.
    """
    rough = path.with_name(f"{path.name}.building-{os.getpid()}")
    os.close(os.open(rough, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        written = _build(rough, tickets, seed, now, progress)
        with rough.open("rb") as whole:
            os.fsync(whole.fileno())
        for leftover in _beside(path):
            leftover.unlink(missing_ok=True)
        os.replace(rough, path)
    finally:
        for remains in (rough, *_beside(rough)):
            remains.unlink(missing_ok=True)
    return written


def _build(
    rough: Path, tickets: int, seed: int, now: Instant, progress: Progress | None
) -> dict[str, int]:
    dice = Dice(seed, _STREAM)
    store = Store(rough)
    try:
        migrations.migrate(store, now, lambda: dice.uid(now), before=lambda _version: None)
        return build(store, tickets, seed, now=now, progress=progress)
    finally:
        store.close()


def _beside(path: Path) -> tuple[Path, Path]:
    """Return the names of the journal files of a store."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")
