"""Fills a fresh store with the sample; the same seed, size and instant give the same content."""

from collections.abc import Callable
from itertools import chain

from csr_desk.demo import bulk
from csr_desk.demo.customers import customer_rows
from csr_desk.demo.dice import Dice
from csr_desk.demo.history import history_rows
from csr_desk.demo.macros import macro_rows
from csr_desk.demo.plan import Plan
from csr_desk.demo.staff import staff_rows
from csr_desk.demo.tables import Numbers
from csr_desk.demo.tickets import ticket_rows
from csr_desk.domain.instants import Instant, whole_second
from csr_desk.store import details, events
from csr_desk.store.connection import Store

Progress = Callable[[int, int], None]

_STREAM = 9


def build(
    store: Store,
    tickets: int = 300,
    seed: int = 1,
    *,
    now: Instant,
    progress: Progress | None = None,
    after_history: Callable[[Store], None] | None = None,
) -> dict[str, int]:
    """Fill a migrated, empty store with the sample and return the number of rows of each table.

    `progress(done, tickets)` is called now and then; `after_history(store)` once, inside the last
    transaction, when the past interactions stand in the store. The build does not wait for the
    disk: use a file that is moved into place afterwards. ValueError for a store that is in use or
    fewer than one ticket.
    """
    if tickets < 1:
        raise ValueError("a sample has at least one ticket")
    if store.value("SELECT EXISTS (SELECT 1 FROM ticket) OR EXISTS (SELECT 1 FROM customer)"):
        raise ValueError(f"{store.path} already holds tickets or customers")
    plan = Plan(seed, tickets, whole_second(now))
    with bulk.unhurried_disk(store):
        written = _fill(store, plan, progress or (lambda _done, _total: None))
        with store.transaction():
            details.take_over(store)
            if after_history is not None:
                after_history(store)
            dice = Dice(seed, _STREAM)
            events.append(
                store,
                lambda: dice.uid(plan.now),
                plan.now,
                "csr-desk demo",
                "demo.built",
                seed=seed,
                rows=written,
            )
        store.db.execute("PRAGMA analysis_limit=1000; ANALYZE")
    return written


def _fill(store: Store, plan: Plan, progress: Progress) -> dict[str, int]:
    numbers = Numbers()
    rows = chain(
        staff_rows(),
        customer_rows(plan, numbers),
        ticket_rows(plan, numbers),
        history_rows(plan, numbers),
        macro_rows(plan),
    )
    with bulk.triggers_aside(store):
        return bulk.load(store, rows, lambda done: progress(done, plan.tickets))
