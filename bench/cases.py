"""The rows of the benchmark: pairs of a subject and a peer with a limit on their ratio.

Limits and moonshots are those of the performance specification, section 5. A source gives figures
for one round; all sources of the chosen cases run once a round, one after the other, so that both
sides of every pair are measured next to each other (A B A B).
"""

import statistics
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import desk, gen
from bench.peers import fdatasync_loop, naive_bm25
from bench.programs import (
    CTRL_END,
    CTRL_HOME,
    CTRL_Q,
    DOWN,
    END,
    HOME,
    PAGE_DOWN,
    Metrics,
    Press,
    Program,
    measure,
    peer,
    percentile,
)

Source = Callable[[], Metrics]

SMALL = 1_000
MIDDLE = 10_000
LARGE = 100_000
HUGE = 1_000_000
WRITES = 100
READS = 200
BYTES_A_KEY = 1024.0


@dataclass(frozen=True, slots=True)
class Side:
    """One figure of one source."""

    source: str
    metric: str


@dataclass(frozen=True, slots=True)
class Case:
    """A pair: the ratio subject / peer must not exceed ``limit``; None means shown only."""

    row: str
    label: str
    subject: Side
    peer: Side
    limit: float | None = None
    moonshot: float | None = None
    unit: str = "ms"


@dataclass(frozen=True, slots=True)
class Plan:
    """How large and how thorough: tickets of each store and how often a key is pressed."""

    sizes: tuple[int, ...]
    presses: int

    @property
    def large(self) -> int:
        """The largest store of this run."""
        return self.sizes[-1]


def plan(*, quick: bool, huge: bool) -> Plan:
    """Return the plan of a quick, a usual or a huge run."""
    if quick:
        return Plan((SMALL, MIDDLE), 12)
    return Plan((SMALL, MIDDLE, LARGE, *([HUGE] if huge else [])), 30)


def cases(size: Plan) -> list[Case]:
    """Return every row of the benchmark."""
    return [*_start_and_quit(size), *_keys(size), *_opening(size), *_data(size)]


def _start_and_quit(size: Plan) -> list[Case]:
    large, small = f"desk {size.large}", f"desk {SMALL}"
    start, bare = Side(large, "paint"), Side("bare app", "paint")
    return [
        Case("start", f"first rows, {size.large:,} tickets / bare app", start, bare, 1.25, 0.35),
        Case("start", "first rows / asyncio print", start, Side("asyncio print", "paint")),
        Case("start", "first rows / python print", start, Side("python print", "paint")),
        Case("quit", "quit / bare app", Side(small, "quit"), Side("bare app", "quit"), 0.3, 0.05),
        Case(
            "memory",
            f"resident, {size.large:,} tickets / bare app",
            Side(large, "rss"),
            Side("bare app", "rss"),
            2.0,
            1.4,
            "MB",
        ),
    ]


def _keys(size: Plan) -> list[Case]:
    large, small, table = f"keys {size.large}", f"keys {SMALL}", "data table"
    n = f"{size.large:,}"
    down_50, down_99 = Side(large, "down_p50"), Side(large, "down_p99")
    table_down = Side(table, "down_p50")
    return [
        Case("down", f"down p99 at {n} / DataTable 1k p50", down_99, table_down, 1.0),
        Case("down", f"down p50 at {n} / DataTable 1k p50", down_50, table_down, None, 0.5),
        Case("down", f"down p50 at {n} / at 1k", down_50, Side(small, "down_p50"), 1.1),
        Case("down", f"down p50 at {n} / pty echo", down_50, Side("pty echo", "down_p50")),
        Case(
            "pagedown",
            f"pagedown p50 at {n} / DataTable 1k",
            Side(large, "pagedown_p50"),
            Side(table, "pagedown_p50"),
            0.3,
            0.15,
        ),
        Case("end", f"end p50 at {n} / at 1k", Side(large, "end_p50"), Side(small, "end_p50"), 1.5),
        Case("end", "end p50 / DataTable 1k", Side(large, "end_p50"), Side(table, "end_p50")),
        Case(
            "bytes",
            "bytes a down / 1 KiB",
            Side(large, "down_bytes"),
            Side("1 KiB", "bytes"),
            1.0,
            None,
            "B",
        ),
        Case(
            "bytes",
            "bytes a down / DataTable 1k",
            Side(large, "down_bytes"),
            Side(table, "down_bytes"),
            None,
            None,
            "B",
        ),
    ]


def _opening(size: Plan) -> list[Case]:
    first = Side(f"desk {SMALL}", "paint")
    opened = Side("open ticket", "open_p50")
    return [
        Case("open_queue", "queue of 1,000 / DataTable 1k", first, Side("data table", "paint")),
        *(
            Case(
                "open_queue", f"queue of {n:,} / of 1,000", Side(f"desk {n}", "paint"), first,
                1.15, 1.02,
            )
            for n in size.sizes[1:]
        ),
        Case(
            "open_ticket", "whole ticket screen / down", opened, Side("open ticket", "down_p50"),
            3.0, 2.0,
        ),
        Case("open_ticket", "its data / key to frame", Side("data", "open_p50"), opened, 0.02),
    ]  # fmt: skip


def _data(size: Plan) -> list[Case]:
    n = f"{size.large:,}"
    word, prefix = Side("data", "find_p99"), Side("data", "prefix_p99")
    return [
        Case("find", f"words p99 at {n} / naive bm25", word, Side("bm25", "find_p99"), 0.05, 0.02),
        Case(
            "find", f"prefixes p99 at {n} / naive bm25", prefix, Side("bm25", "prefix_p99"),
            None, 0.02,
        ),
        Case(
            "wrap_up", "durable wrap-up / fdatasync", Side("wrap-up", "commit_p50"),
            Side("fdatasync", "commit_p50"), 2.0, 1.2,
        ),
    ]  # fmt: skip


def sources(size: Plan, folder: Path) -> dict[str, Source]:
    """Return everything that can be measured, by name; ``folder`` is for what is written."""
    table_keys = _list_keys(size.presses, CTRL_HOME, CTRL_END)
    queue_keys = _list_keys(size.presses, HOME, END)
    found: dict[str, Source] = {
        "python print": _of(peer("python_print", b"\n")),
        "asyncio print": _of(peer("asyncio_print", b"\n")),
        "bare app": _of(peer("bare_app", CTRL_Q)),
        "data table": _of(peer("data_table", CTRL_Q, *table_keys)),
        "pty echo": _of(peer("pty_echo", CTRL_Q, Press("down", b"x", size.presses))),
        "1 KiB": lambda: {"bytes": BYTES_A_KEY},
        "open ticket": lambda: measure(_open_program(folder)),
        "data": lambda: _measure_data(size.large),
        "bm25": lambda: _measure_bm25(size.large),
        "wrap-up": lambda: _measure_wrap_up(folder),
        "fdatasync": lambda: _summary("commit", fdatasync_loop.times(folder, WRITES)),
    }
    for n in size.sizes:
        found[f"desk {n}"] = _of(_desk(n))
        found[f"keys {n}"] = _of(_desk(n, *queue_keys))
    return found


def _of(program: Program) -> Source:
    return lambda: measure(program)


def _list_keys(presses: int, first: bytes, last: bytes) -> tuple[Press, ...]:
    few = max(4, presses // 3)
    return (
        Press("down", DOWN, presses),
        Press("pagedown", PAGE_DOWN, few),
        Press("end", last, few, before=first),
    )


def _desk(tickets: int, *presses: Press) -> Program:
    return Program(
        lambda: desk.command(gen.store(tickets)), desk.QUEUE_MARKER, desk.QUIT_KEY, presses
    )


def _open_program(folder: Path) -> Program:
    # Opening begins contacts: each launch has a copy of its own, and is killed instead of quit.
    presses = (
        Press("down", DOWN, 10),
        Press("open", desk.OPEN_KEY, 5, before=DOWN, after=desk.BACK_KEY, whole=True),
    )
    return Program(
        lambda: desk.command(gen.working_copy(SMALL, folder)), desk.QUEUE_MARKER, None, presses
    )


def _summary(name: str, taken: list[float]) -> Metrics:
    return {f"{name}_p50": statistics.median(taken), f"{name}_p99": percentile(taken, 0.99)}


def _prefixes(words: list[str]) -> list[str]:
    return [f'"{word[:length]}" *' for word in words for length in (2, 3) if len(word) > length]


def _quoted(words: list[str]) -> list[str]:
    return [f'"{word}"' for word in words]


def _measure_data(tickets: int) -> Metrics:
    data = gen.store(tickets)
    words = desk.words(data)
    store = desk.open_store(data)
    try:
        return {
            **_summary("open", desk.open_ticket_times(store, READS)),
            **_summary("find", desk.find_times(store, _quoted(words))),
            **_summary("prefix", desk.find_times(store, _prefixes(words))),
        }
    finally:
        store.close()


def _measure_bm25(tickets: int) -> Metrics:
    data = gen.store(tickets)
    words = desk.words(data)
    store = desk.open_store(data)
    try:
        return {
            **_summary("find", naive_bm25.times(store.db, _quoted(words))),
            **_summary("prefix", naive_bm25.times(store.db, _prefixes(words))),
        }
    finally:
        store.close()


def _measure_wrap_up(folder: Path) -> Metrics:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        store = desk.open_store(gen.working_copy(SMALL, Path(name)), read_only=False)
        try:
            return _summary("commit", desk.wrap_up_times(store, WRITES))
        finally:
            store.close()
