"""The one place where the benchmark touches the desk's own functions, for figures without a pty."""

import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import apsw

from csr_desk.actions import interaction, wrap_up
from csr_desk.actions.desk import Desk
from csr_desk.actions.sitting import OWN
from csr_desk.config import Config
from csr_desk.domain.clock import Clock
from csr_desk.domain.models import Channel
from csr_desk.domain.taxonomy_file import default as default_taxonomy
from csr_desk.domain.wrap_up import WrapUp
from csr_desk.paths import Places
from csr_desk.store import search, ticket_page, tickets
from csr_desk.store.connection import Store

DATABASE = "desk.db"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
FIRST_ROWS = "Deadline"
"""The first column title: it is painted together with the first rows."""

USABLE = "F1 Help"
"""The first key of the footer: from here on keys are answered."""

ALL_OPEN_KEY, MINE_KEY = b"3", b"1"
OPEN_KEY = b"\r"
REPLY_KEY = b"r"
BACK_KEY = b"\x1b"
QUIT_KEY = b"\x11"
FIFTY = 50

WORDS_BY_RANK = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)


def command(data: Path) -> list[str]:
    """Return the command line that opens the desk on a data folder."""
    return [sys.executable, "-m", "csr_desk", "--data", str(data)]


def open_store(data: Path, *, read_only: bool = True) -> Store:
    """Return a connection to the store in a data folder."""
    return Store(data / DATABASE, read_only=read_only)


def open_ticket_times(store: Store, count: int) -> list[float]:
    """Return the milliseconds it takes to read random tickets with their conversations."""
    newest = store.value("SELECT max(id) FROM ticket")
    chosen = random.Random(1)
    taken: list[float] = []
    while len(taken) < count:
        number = store.value(
            "SELECT id FROM ticket WHERE id >= ? ORDER BY id LIMIT 1", chosen.randint(1, newest)
        )
        before = perf_counter()
        tickets.ticket(store, number)
        ticket_page.entries(store, number, OWN)
        taken.append((perf_counter() - before) * 1000)
    return taken


def words(data: Path) -> list[str]:
    """Return words of the store's messages from the most frequent down, in steps of two (Zipf)."""
    db = apsw.Connection(str(data / DATABASE), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        db.execute("CREATE VIRTUAL TABLE temp.word USING fts5vocab('main', 'message_fts', 'row')")
        found = [row[0] for row in db.execute("SELECT term FROM word ORDER BY doc DESC, term")]
    finally:
        db.close()
    return [found[rank] for rank in WORDS_BY_RANK if rank < len(found)]


def find_times(store: Store, typed: list[str], *, best_first: bool = False) -> list[float]:
    """Return the milliseconds until the first fifty hits of each typed text are there."""
    taken = []
    for text in typed:
        before = perf_counter()
        search.find(store, text, FIFTY, best_first=best_first)
        taken.append((perf_counter() - before) * 1000)
    return taken


def desk_over(store: Store) -> Desk:
    """Return a desk of agent 1 over a store, with a clock that stands at a fixed wall time."""
    uids = (f"bench-{id(store):x}-{number}" for number in count(1))
    places = Places(store.path.parent, store.path.parent / "config.toml")
    clock = Clock(lambda: NOON, perf_counter, "bench")
    desk = Desk(
        store, clock, Config(), places, lambda: next(uids), default_taxonomy(), ZoneInfo("UTC")
    )
    latest = store.value("SELECT max(from_at) FROM segment") or 0
    clock.set_anchor(latest + 60_000)
    return desk


def wrap_up_times(
    store: Store, most: int, between: Callable[[], object] = lambda: None
) -> list[float]:
    """Return the milliseconds of wrapping up so many contacts, each one durable transaction.

    ``between`` is called after each of them, for a peer that is measured on the same minute's disk.
    """
    desk = desk_over(store)
    wanted = WrapUp("order/status", "resolved", told="at the phone", note="Parcel found.")
    ids = [row[0] for row in store.all("SELECT id FROM ticket WHERE status < 4 LIMIT ?", most)]
    taken = []
    for ticket_id in ids:
        opened = interaction.open_contact(desk, ticket_id, Channel.PHONE)
        interaction.end(desk, opened.id)
        before = perf_counter()
        wrap_up.commit(desk, opened.id, wanted)
        taken.append((perf_counter() - before) * 1000)
        between()
    return taken
