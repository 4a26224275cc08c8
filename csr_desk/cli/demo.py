"""`demo`: a sample store of its own beside the agent's, made once and then gone on with."""

import sys

from csr_desk import errors, paths
from csr_desk.cli.context import Context
from csr_desk.cli.parser import Parser
from csr_desk.cli.progress import Bar
from csr_desk.demo.make import make
from csr_desk.domain.instants import to_instant
from csr_desk.paths import Places
from csr_desk.store.connection import Store, translated
from csr_desk.store.lock import InstanceLock

TICKETS, SEED, MOST = 300, 1, 10_000_000


def arguments(verb: str, parser: Parser) -> None:
    """Add the size of the sample."""
    parser.add_argument("--tickets", metavar="N", type=int, help=f"how many (default {TICKETS})")
    parser.add_argument("--seed", metavar="S", type=int, help=f"of the dice (default {SEED})")
    parser.add_argument("--build-only", action="store_true", help="do not open the desk")


def run(context: Context) -> int:
    """Make the sample where it is missing or another one is asked for, then open it."""
    options = context.options
    tickets, seed = options.tickets or TICKETS, SEED if options.seed is None else options.seed
    if not 1 <= tickets <= MOST or options.tickets == 0:
        raise errors.Usage(f"--tickets takes 1 to {MOST:,}", "Nothing was made.")
    paths.prepare(context.places)
    places = Places(context.places.data / "demo", context.places.config)
    paths.prepare(places)
    fixed = options.tickets is not None or options.seed is not None
    present = _present(places)
    if present is None or (fixed and present != (seed, tickets)):
        _build(context, places, tickets, seed)
        context.out.note(f"A sample of {tickets:,} tickets is in {places.data}.")
    if options.build_only:
        size = places.database.stat().st_size
        words = f"The sample is in {places.data}. Open it with `csr-desk demo`."
        context.out.answer({"data": str(places.data), "tickets": tickets, "bytes": size}, words)
        return 0
    return context.environment.open_screen(places)


def _present(places: Places) -> tuple[int, int] | None:
    """Return seed and size of the sample that is there, None when there is none."""
    if not places.database.exists() or places.database.stat().st_size == 0:
        return None
    try:
        with translated(places.database):
            store = Store(places.database, read_only=True)
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


def _build(context: Context, places: Places, tickets: int, seed: int) -> None:
    lock = InstanceLock(places.lock)
    lock.acquire()
    bar = Bar(sys.stderr)
    try:
        make(
            places.database,
            tickets,
            seed,
            now=to_instant(context.environment.machine.now()),
            progress=lambda done, whole: bar.show("sample", done, whole, f"{done:,} tickets"),
        )
        # Both speak of the sample that stood here before.
        places.anchor.unlink(missing_ok=True)
        places.heartbeat.unlink(missing_ok=True)
    finally:
        bar.clear()
        lock.release()
