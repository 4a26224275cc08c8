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

from bench import desk, gen, suggest, year
from bench.peers import fdatasync_loop, naive_bm25
from bench.programs import (
    CTRL_END,
    CTRL_HOME,
    CTRL_Q,
    DOWN,
    END,
    HOME,
    PAGE_DOWN,
    SIZE,
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
IDLE_SECONDS = 4.0
DESIGN_SIZE = (80, 24)
BYTES_A_KEY = 1024.0
BYTES_A_ROW = 4096.0
BYTES_A_TICK = 120.0
WALK = 40
"""Rows down from the first one until the cursor stands at the window's lower edge."""


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
    return [*_start_and_quit(size), *_keys(size), *_bytes(size), *_opening(size), *_data(size)]


def _start_and_quit(size: Plan) -> list[Case]:
    n, large, small = f"{size.large:,}", f"desk {size.large}", f"desk {SMALL}"
    first, usable, bare = Side(large, "paint"), Side(large, "usable"), Side("bare app", "paint")
    return [
        Case("start", f"first rows, {n} tickets / bare app", first, bare, 1.25, 0.35),
        Case("start", f"usable, {n} tickets / bare app", usable, bare),
        Case("start", "usable / bare app settled", usable, Side("bare app", "settled")),
        Case("start", "first rows / asyncio print", first, Side("asyncio print", "paint")),
        Case("start", "first rows / python print", first, Side("python print", "paint")),
        Case("quit", "quit / bare app", Side(small, "quit"), Side("bare app", "quit"), 0.3, 0.05),
        Case(
            "memory", f"resident, {n} tickets / bare app", Side(large, "rss"),
            Side("bare app", "rss"), 2.0, 1.4, "MB",
        ),
    ]  # fmt: skip


def _keys(size: Plan) -> list[Case]:
    n, large, small, table = f"{size.large:,}", f"keys {size.large}", f"keys {SMALL}", "data table"
    down_50, down_99 = Side(large, "down_p50"), Side(large, "down_p99")
    page, end = Side(large, "pagedown_p50"), Side(large, "end_p50")
    table_down = Side(table, "down_p50")
    return [
        Case("down", f"down p99 at {n} / DataTable 1k p50", down_99, table_down, 1.0),
        Case("down", f"down p50 at {n} / DataTable 1k p50", down_50, table_down, None, 0.5),
        *(
            Case(
                "down", f"down p50 at {one:,} / at 1k", Side(f"keys {one}", "down_p50"),
                Side(small, "down_p50"), 1.1,
            )
            for one in size.sizes[1:]
        ),
        Case("down", f"down p50 at {n} / pty echo", down_50, Side("pty echo", "down_p50")),
        Case(
            "pagedown", f"pagedown p50 at {n} / DataTable 1k", page, Side(table, "pagedown_p50"),
            0.3, 0.15,
        ),
        Case("pagedown", f"pagedown p50 at {n} / at 1k", page, Side(small, "pagedown_p50")),
        Case("end", f"end p50 at {n} / at 1k", end, Side(small, "end_p50"), 1.5),
        Case("end", "end p50 / DataTable 1k", end, Side(table, "end_p50")),
        Case(
            "down", "a down that scrolls / down p50", Side("edge", "scroll_p50"),
            Side("edge", "walk_p50"),
        ),
    ]  # fmt: skip


def _bytes(size: Plan) -> list[Case]:
    wide, narrow = Side(f"keys {size.large}", "down_bytes"), Side("narrow", "down_bytes")
    key, tick = Side("1 KiB", "bytes"), Side("120 B", "bytes")
    return [
        Case("bytes", "a down at 80x24 / 1 KiB", narrow, key, 1.0, None, "B"),
        Case("bytes", "a down at 120x40 / 1 KiB", wide, key, 1.0, None, "B"),
        Case(
            "bytes", "a down that scrolls, 120x40 / 4 KiB", Side("edge", "scroll_bytes"),
            Side("4 KiB", "bytes"), 1.0, None, "B",
        ),
        Case(
            "bytes", "a down at 120x40 / DataTable 1k", wide, Side("data table", "down_bytes"),
            None, None, "B",
        ),
        Case(
            "bytes", "a letter in the composer / 1 KiB", Side("composer", "letter_bytes"), key,
            1.0, None, "B",
        ),
        Case(
            "bytes", "a second with a contact running / 120 B", Side("composer", "idle_bytes"),
            tick, 1.0, None, "B",
        ),
    ]  # fmt: skip


def _opening(size: Plan) -> list[Case]:
    first, usable = Side(f"desk {SMALL}", "paint"), Side(f"desk {SMALL}", "usable")
    view = Side(f"keys {SMALL}", "view_p50")
    opened = Side("open ticket", "open_p50")
    whole, down = Side("open ticket", "whole_p50"), Side("open ticket", "down_p50")
    found = [
        Case("open_queue", "queue of 1,000 / DataTable 1k", usable, Side("data table", "paint"))
    ]
    for n in size.sizes[1:]:
        desk_n, keys_n = f"desk {n}", f"keys {n}"
        found += [
            Case(
                "open_queue",
                f"first rows of {n:,} / of 1,000",
                Side(desk_n, "paint"),
                first,
                1.15,
                1.02,
            ),
            Case(
                "open_queue",
                f"usable with {n:,} / with 1,000",
                Side(desk_n, "usable"),
                usable,
                1.15,
                1.02,
            ),
            Case(
                "open_queue",
                f"key to all open of {n:,} / of 1,000",
                Side(keys_n, "view_p50"),
                view,
                1.15,
                1.02,
            ),
        ]
    return [
        *found,
        Case("open_ticket", "key to frame / down", opened, down, 3.0, 2.0),
        Case("open_ticket", "until it rests / down", whole, down),
        Case("open_ticket", "its data / key to frame", Side("data", "open_p50"), opened, 0.02),
    ]  # fmt: skip


def _data(size: Plan) -> list[Case]:
    n = f"{size.large:,}"
    word, prefix, best = (Side("data", f"{name}_p99") for name in ("find", "prefix", "best"))
    naive = Side("bm25", "find_p99")
    return [
        Case("find", f"words p99 at {n} / naive bm25", word, naive, 0.05, 0.02),
        Case("find", "words p99 / 5 ms", word, Side("5 ms", "time"), 1.0),
        Case(
            "find", f"prefixes p99 at {n} / naive bm25", prefix, Side("bm25", "prefix_p99"),
            None, 0.02,
        ),
        Case("find", f"ranked words p99 at {n} / naive bm25", best, naive),
        Case(
            "suggest", "hit@3 of responses: most used / suggested",
            Side("suggest", "responses_most_used"), Side("suggest", "responses"), 1.0, None, "%",
        ),
        Case(
            "suggest", "hit@3 of reasons: most used / suggested",
            Side("suggest", "reasons_most_used"), Side("suggest", "reasons"), 1.0, None, "%",
        ),
        Case(
            "suggest", "hit@3 of reasons: words alone / with tickets like it",
            Side("suggest", "reasons_without"), Side("suggest", "reasons"), 1.0, None, "%",
        ),
        Case(
            "wrap_up", "durable wrap-up / fdatasync", Side("wrap-up", "commit_p50"),
            Side("wrap-up", "floor_p50"), 2.0, 1.2,
        ),
        Case(
            "report", "a year of 29,200 contacts / 1 s", Side("year", "report_p50"),
            Side("1 s", "time"), 1.0,
        ),
        Case(
            "report", "a year's report / fetching its rows", Side("year", "report_p50"),
            Side("year", "reading_p50"),
        ),
    ]  # fmt: skip


def sources(size: Plan, folder: Path) -> dict[str, Source]:
    """Return everything that can be measured, by name; ``folder`` is for what is written."""
    table_keys = _list_keys(size.presses, CTRL_HOME, CTRL_END)
    view = Press("view", desk.ALL_OPEN_KEY, max(4, size.presses // 3), before=desk.MINE_KEY)
    down = Press("down", DOWN, size.presses)
    found: dict[str, Source] = {
        "python print": _of(peer("python_print", b"\n")),
        "asyncio print": _of(peer("asyncio_print", b"\n")),
        "bare app": _of(peer("bare_app", CTRL_Q)),
        "data table": _of(peer("data_table", CTRL_Q, *table_keys)),
        "pty echo": _of(peer("pty_echo", CTRL_Q, Press("down", b"x", size.presses))),
        "1 KiB": lambda: {"bytes": BYTES_A_KEY},
        "4 KiB": lambda: {"bytes": BYTES_A_ROW},
        "120 B": lambda: {"bytes": BYTES_A_TICK},
        "5 ms": lambda: {"time": 5.0},
        "1 s": lambda: {"time": 1000.0},
        "year": lambda: year.measure(folder),
        "edge": _of(_desk(SMALL, Press("walk", DOWN, WALK), Press("scroll", DOWN, 10))),
        "narrow": _of(_desk(SMALL, down, size=DESIGN_SIZE)),
        "open ticket": lambda: measure(_open_program(folder)),
        "composer": lambda: measure(_composer_program(folder)),
        "data": lambda: _measure_data(size.large),
        "bm25": lambda: _measure_bm25(size.large),
        "suggest": lambda: _measure_suggest(min(size.large, MIDDLE)),
        "wrap-up": lambda: _measure_wrap_up(folder),
    }
    for n in size.sizes:
        found[f"desk {n}"] = _of(_desk(n))
        found[f"keys {n}"] = _of(_desk(n, view, *_list_keys(size.presses, HOME, END)))
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


def _desk(tickets: int, *presses: Press, size: tuple[int, int] = SIZE) -> Program:
    # The keys are pressed in the largest view there is: all open tickets, about a fifth of them.
    return Program(
        lambda: desk.command(gen.store(tickets)),
        desk.FIRST_ROWS,
        desk.QUIT_KEY,
        presses,
        desk.USABLE,
        (desk.ALL_OPEN_KEY,) if presses else (),
        size,
    )


def _on_a_copy(
    folder: Path, presses: tuple[Press, ...], setup: tuple[bytes, ...] = (), idle: float = 0.0
) -> Program:
    # Opening begins contacts: each launch has a copy of its own, and is killed instead of quit.
    return Program(
        lambda: desk.command(gen.working_copy(SMALL, folder)),
        desk.FIRST_ROWS,
        None,
        presses,
        desk.USABLE,
        setup,
        idle_seconds=idle,
    )


def _open_program(folder: Path) -> Program:
    def opening(name: str, times: int, *, whole: bool) -> Press:
        return Press(name, desk.OPEN_KEY, times, DOWN, desk.BACK_KEY, whole)

    presses = (
        Press("down", DOWN, 10),
        opening("open", 6, whole=False),
        opening("whole", 4, whole=True),
    )
    return _on_a_copy(folder, presses)


def _composer_program(folder: Path) -> Program:
    keys = (desk.OPEN_KEY, desk.REPLY_KEY)
    return _on_a_copy(folder, (Press("letter", b"e", 20),), keys, IDLE_SECONDS)


def _summary(name: str, taken: list[float]) -> Metrics:
    return {f"{name}_p50": statistics.median(taken), f"{name}_p99": percentile(taken, 0.99)}


def _beginnings(words: list[str]) -> list[str]:
    """Return what is typed on the way to the words: their first two and three letters."""
    return [word[:length] for word in words for length in (2, 3) if len(word) > length]


def _measure_data(tickets: int) -> Metrics:
    data = gen.store(tickets)
    words = desk.words(data)
    whole = [f"{word} " for word in words]  # with the space after it a word is finished
    store = desk.open_store(data)
    try:
        return {
            **_summary("open", desk.open_ticket_times(store, READS)),
            **_summary("find", desk.find_times(store, whole)),
            **_summary("prefix", desk.find_times(store, _beginnings(words))),
            **_summary("best", desk.find_times(store, whole, best_first=True)),
        }
    finally:
        store.close()


def _measure_suggest(tickets: int) -> Metrics:
    store = desk.open_store(gen.store(tickets))
    try:
        return suggest.hit_rates(desk.desk_over(store))
    finally:
        store.close()


def _measure_bm25(tickets: int) -> Metrics:
    data = gen.store(tickets)
    words = desk.words(data)
    store = desk.open_store(data)
    try:
        whole = [f'"{word}"' for word in words]
        begun = [f'"{beginning}" *' for beginning in _beginnings(words)]
        return {
            **_summary("find", naive_bm25.times(store.db, whole)),
            **_summary("prefix", naive_bm25.times(store.db, begun)),
        }
    finally:
        store.close()


def _measure_wrap_up(folder: Path) -> Metrics:
    with tempfile.TemporaryDirectory(dir=folder) as name:
        store = desk.open_store(gen.working_copy(SMALL, Path(name)), read_only=False)
        try:
            # One write of the floor after each wrap-up: a disk's pace changes by the second.
            floor = fdatasync_loop.writes(Path(name))
            synced: list[float] = []
            taken = desk.wrap_up_times(store, WRITES, lambda: synced.append(next(floor)))
            return _summary("commit", taken) | _summary("floor", synced)
        finally:
            store.close()
