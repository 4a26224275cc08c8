"""The sample store beside the agent's own: made once, then gone on with."""

from csr_desk import errors, paths
from csr_desk.demo.load import Progress
from csr_desk.demo.make import make
from csr_desk.domain.instants import Instant
from csr_desk.paths import Places
from csr_desk.store.connection import Store, translated
from csr_desk.store.lock import InstanceLock

TICKETS, SEED, MOST = 300, 1, 10_000_000


def beside(places: Places) -> Places:
    """Return the places of the sample that lies beside a store, with its folder made."""
    paths.prepare(places)
    sample = Places(places.data / "demo", places.config)
    paths.prepare(sample)
    return sample


def present(sample: Places) -> tuple[int, int] | None:
    """Return seed and size of the sample that is there, None when there is none."""
    if not sample.database.exists() or sample.database.stat().st_size == 0:
        return None
    try:
        with translated(sample.database):
            store = Store(sample.database, read_only=True)
            try:
                row = store.one(
                    "SELECT json_extract(data, '$.seed'), json_extract(data, '$.rows.ticket')"
                    " FROM event WHERE kind = 'demo.built'"
                )
            finally:
                store.close()
    except errors.StoreError:
        return None  # a sample that cannot be read is made anew
    return None if row is None else (int(row[0]), int(row[1]))


def build(
    sample: Places,
    now: Instant,
    tickets: int = TICKETS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> None:
    """Make the sample, in place of what stood there; Busy while a desk is open on it."""
    lock = InstanceLock(sample.lock)
    lock.acquire()
    try:
        make(sample.database, tickets, seed, now=now, progress=progress)
        # Both speak of the sample that stood here before.
        sample.anchor.unlink(missing_ok=True)
        sample.heartbeat.unlink(missing_ok=True)
    finally:
        lock.release()
