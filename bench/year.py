"""A year of one agent, 80 contacts a day, and how long its report takes."""

import gc
import random
import statistics
import tempfile
from datetime import UTC, date
from pathlib import Path
from time import perf_counter

from csr_desk.config import Config
from csr_desk.domain.instants import DAY, MINUTE, SECOND, parse_instant
from csr_desk.reports import report
from csr_desk.store import migrations
from csr_desk.store.connection import Store

DAYS, A_DAY = 365, 80
CUSTOMERS = 9_000
BEGIN = parse_instant("2026-01-01T09:00:00Z")
REASONS = ("order/late", "order/status", "billing/invoice", "account/access", "product/info")
OUTCOMES = (*("resolved",) * 8, "pending_customer", "escalated_t2", "transferred", "callback")
CHANNELS = ("phone", "email", "chat", "social")
_EVENTS = ("interaction.opened", "focus.moved", "interaction.ended", "focus.moved",
           "message.queued", "wrap.committed", "ticket.changed", "ticket.solved")  # fmt: skip


def store(folder: Path) -> Store:
    """Return a store with the year in it, made anew in a folder."""
    path = folder / "year.db"
    path.touch(mode=0o600)
    found = Store(path)
    dice = random.Random(3)
    migrations.migrate(found, BEGIN, lambda: f"{dice.getrandbits(128):032x}", lambda _: None)
    found.execute("PRAGMA synchronous = OFF")
    with found.transaction():
        _fill(found, dice)
    found.execute("ANALYZE")
    return found


def _fill(store: Store, dice: random.Random) -> None:
    uids = iter(range(10**9))
    store.insert("agent", name="Me")
    store.insert_many(
        "INSERT INTO customer (uid, name, created_at, updated_at) VALUES (?, ?, 0, 0)",
        [(f"c{one}", f"Customer {one}") for one in range(CUSTOMERS)],
    )
    number = 0
    for day in range(DAYS):
        at = BEGIN + day * DAY
        end = at + 10 * 60 * MINUTE
        shift = store.insert("shift", uid=f"s{day}", agent_id=1, started_at=at, ended_at=end)
        for _ in range(A_DAY):
            number += 1
            _contact(store, dice, shift, number, at, f"u{next(uids)}")
            at += 7 * MINUTE


def _contact(store: Store, dice: random.Random, shift: int, number: int, at: int, uid: str) -> None:
    ended, wrapped, who = at + 4 * MINUTE, at + 5 * MINUTE, dice.randint(1, CUSTOMERS)
    channel = dice.choice(CHANNELS)
    ticket = store.insert(
        "ticket", uid=uid, reference=f"T{number}", subject="x", customer_id=who, channel=channel,
        status=4, created_at=at - 60 * MINUTE, updated_at=at,
    )  # fmt: skip
    contact = store.insert(
        "interaction", uid=uid, ticket_id=ticket, customer_id=who, channel=channel, direction="in",
        agent_id=1, shift_id=shift, started_at=at, ended_at=ended, wrapped_at=wrapped, phase="acw",
    )  # fmt: skip
    store.insert_many(
        "INSERT INTO segment (shift_id, from_at, to_at, interaction_id, phase, state)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [
            (shift, at, ended, contact, "talk", None),
            (shift, ended, wrapped, contact, "acw", None),
            (shift, wrapped, at + 7 * MINUTE, None, None, "AVAILABLE"),
        ],
    )
    store.insert(
        "wrap_up", interaction_id=contact, reason=dice.choice(REASONS), tags='["a"]',
        outcome=dice.choice(OUTCOMES), at=wrapped, actor="Me",
    )  # fmt: skip
    store.insert(
        "message", uid=uid, ticket_id=ticket, at=ended - SECOND, kind="public",
        author_kind="agent", author="Me", channel=channel, body="Hello.", state="sent",
    )  # fmt: skip
    store.insert_many(
        "INSERT INTO event (uid, at, actor, kind, ticket_id, interaction_id, data, hash)"
        " VALUES (?, ?, 'Me', ?, ?, ?, '{}', '')",
        [(uid, at, kind, ticket, contact) for kind in _EVENTS],
    )


def report_times(store: Store, times: int) -> list[float]:
    """Return the milliseconds of reporting the whole year, so many times."""
    taken = []
    first, last, now = date(2026, 1, 1), date(2026, 12, 31), BEGIN + 370 * DAY
    for _ in range(times):
        gc.collect()
        before = perf_counter()
        report.between(store, Config(), 1, now, UTC, first, last)
        taken.append((perf_counter() - before) * 1000)
    return taken


def reading_times(store: Store, times: int) -> list[float]:
    """Return the milliseconds of fetching the rows such a report is made of, and no more."""
    taken = []
    for _ in range(times):
        gc.collect()
        before = perf_counter()
        for table in ("interaction", "wrap_up", "segment"):
            store.all(f"SELECT * FROM {table}")
        taken.append((perf_counter() - before) * 1000)
    return taken


def measure(folder: Path) -> dict[str, float]:
    """Return the median milliseconds of a report and of fetching its rows, in a new store."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        found = store(Path(name))
        try:
            reading, whole = reading_times(found, 3), report_times(found, 3)
        finally:
            found.close()
    return {"report_p50": statistics.median(whole), "reading_p50": statistics.median(reading)}
