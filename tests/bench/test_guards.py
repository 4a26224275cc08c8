"""What keeps the desk quick, without a stopwatch: modules, statements and bytes are counted."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import apsw
import pytest
from textual.pilot import Pilot

from bench import desk as bench_desk
from bench.programs import DOWN, Press, Program, measure
from csr_desk import first_paint
from csr_desk.demo.make import make
from csr_desk.domain.instants import to_instant
from csr_desk.screens.queue import QueueScreen
from csr_desk.store import ticket_page
from csr_desk.store.connection import Store
from csr_desk.store.queue import BLOCK
from tests.desk import TestDesk
from tests.screens.conftest import Running, config, host_of, running, world

__all__ = ["config", "running", "world"]

ROOT = Path(__file__).resolve().parents[2]
NOW = to_instant(datetime(2026, 11, 23, 9, tzinfo=UTC))
TICKETS = 400
BYTES_A_DOWN = 1_024
BYTES_A_SCROLL = 4_096
BYTES_A_LETTER = 512
BYTES_A_SECOND = 120
MODULES_OF_FIRST_ROWS = 36
"""csr_desk's own modules loaded when the first rows stand on the screen; 34 when this was set."""

HEAVY = {
    "asyncio",
    "dataclasses",
    "inspect",
    "logging",
    "rich.console",
    "textual",
    "importlib.metadata",
    "importlib.resources",
    "email",
    "xml",
    "httpx",
    "keyring",
    "openpyxl",
    "python_calamine",
    "selectolax",
    "ssl",
    "tomllib",
}
"""What the first rows do without; the app may load some of it afterwards."""

NEVER_AT_START = {
    "plotext",
    "textual_plotext",
    "httpx",
    "keyring",
    "openpyxl",
    "python_calamine",
    "selectolax",
    "msgspec",
    "importlib.metadata",
    "xml.etree",
    "email.message",
    "pydantic",
    "click",
}
MODULES_OF_THE_QUEUE = 139
"""csr_desk's own modules loaded when the queue takes keys; 137 when this was set.

A command brings its words alone: what carries it out is loaded when it is first given.
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a sample in it."""
    folder = tmp_path_factory.mktemp("sample")
    make(folder / bench_desk.DATABASE, TICKETS, now=NOW)
    return folder


def loaded_after(code: str, *arguments: str) -> set[str]:
    script = f"import sys\n{code}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def own(modules: set[str]) -> list[str]:
    return sorted(name for name in modules if name.partition(".")[0] == "csr_desk")


# modules ------------------------------------------------------------------------------------------


def test_the_first_rows_load_nothing_heavy(sample: Path) -> None:
    found = loaded_after(
        "import csr_desk.__main__, csr_desk.start\n"
        "from pathlib import Path\nfrom csr_desk import first_paint\n"
        f"assert len(first_paint._lines(Path(sys.argv[1]), 120, 40, {NOW})) > 10",
        str(sample / bench_desk.DATABASE),
    )
    assert not found & HEAVY
    assert len(own(found)) <= MODULES_OF_FIRST_ROWS, own(found)


def test_the_queue_loads_nothing_that_can_wait() -> None:
    found = loaded_after(
        "import csr_desk.__main__, csr_desk.start, csr_desk.actions.opening\n"
        "import csr_desk.actions.session, csr_desk.app, csr_desk.screens.queue\n"
        "import csr_desk.terminal.driver"
    )
    assert not found & NEVER_AT_START
    assert len(own(found)) <= MODULES_OF_THE_QUEUE, own(found)
    others = {f"csr_desk.screens.{one}" for one in ("ticket", "customer", "canned", "log", "help")}
    assert not found & others


def test_what_the_first_keys_need_is_loaded_beside_them() -> None:
    found = loaded_after("from csr_desk.screens import ahead\nahead.load()")
    assert found >= {f"csr_desk.screens.{one}" for one in ("ticket", "wrap_up", "caller", "undo")}
    assert not found & {"httpx", "keyring", "openpyxl", "plotext", "pydantic"}


# statements ---------------------------------------------------------------------------------------


class Statements:
    """The statements a connection was asked to run, as they were written."""

    def __init__(self, db: apsw.Connection) -> None:
        self.seen: list[str] = []
        self._db = db

    def _note(self, _cursor: apsw.Cursor, sql: str, _values: Any) -> bool:
        self.seen.append(" ".join(sql.split()))
        return True

    def __enter__(self) -> "Statements":
        self._db.exec_trace = self._note
        return self

    def __exit__(self, *_: object) -> None:
        self._db.exec_trace = None

    @property
    def blocks(self) -> list[str]:
        """Those that read a block of the queue."""
        return [sql for sql in self.seen if "INDEXED BY" in sql and "t.snippet" in sql]


@pytest.fixture
def counted(world: TestDesk) -> Callable[[], Statements]:
    """Fill the queue with more than two blocks of tickets and count what is read from then on."""
    for number in range(2 * BLOCK + 20):
        world.ticket(f"Parcel {number}")
    with world.store.transaction():
        world.store.execute("UPDATE ticket SET assignee_id = 1")
    return lambda: Statements(world.store.db)


def queue_of(pilot: Pilot[int]) -> QueueScreen:
    screen = host_of(pilot).place
    assert isinstance(screen, QueueScreen)
    return screen


async def test_start_reads_a_bounded_number_of_statements(
    running: Running, counted: Callable[[], Statements]
) -> None:
    with counted() as statements:
        async with running() as pilot:
            await pilot.pause()
    assert len(statements.blocks) == 1, "the first block is read once"
    # What the queue counts once it rests may be among them, or may come later.
    assert len(statements.seen) <= 130, len(statements.seen)


async def test_a_down_and_a_page_read_at_most_one_block(
    running: Running, counted: Callable[[], Statements]
) -> None:
    async with running() as pilot:
        await pilot.pause()
        with counted() as down:
            await pilot.press("down")
        assert not down.blocks
        with counted() as page:
            await pilot.press("pagedown")
        assert len(page.blocks) <= 1
        with counted() as end:
            await pilot.press("end")
        assert len(end.blocks) <= 2
        assert queue_of(pilot).tickets.cursor == queue_of(pilot).tickets.source.count() - 1
        assert not any("OFFSET" in sql for sql in (*page.seen, *end.seen))


def test_opening_a_ticket_reads_its_conversation_at_once(world: TestDesk) -> None:
    ticket_id = world.ticket(body="Where is it?")
    with Statements(world.store.db) as statements:
        assert ticket_page.entries(world.store, ticket_id, 1)
    tables = [sql for sql in statements.seen if " FROM message " in sql]
    assert (len(tables), len(statements.seen)) == (1, 2)  # the other names the files, in one go


def test_the_first_rows_read_one_block(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    read = Store.all
    monkeypatch.setattr(
        Store, "all", lambda store, sql, *values: seen.append(sql) or read(store, sql, *values)
    )
    assert first_paint._lines(sample / bench_desk.DATABASE, 120, 40, NOW)
    assert len([sql for sql in seen if "t.snippet" in sql]) == 1
    assert len(seen) <= 3


# bytes --------------------------------------------------------------------------------------------


def program(folder: Path, size: tuple[int, int], press: Press, **more: Any) -> Program:
    return Program(
        lambda: bench_desk.command(folder),
        bench_desk.FIRST_ROWS,
        presses=(press,),
        ready=bench_desk.USABLE,
        size=size,
        **more,
    )


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_down_writes_less_than_a_kibibyte(sample: Path, size: tuple[int, int]) -> None:
    keys = (bench_desk.ALL_OPEN_KEY,)
    figures = measure(program(sample, size, Press("down", DOWN, 8), setup=keys))
    assert 0 < figures["down_bytes"] <= BYTES_A_DOWN


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_down_that_scrolls_writes_less_than_four(sample: Path, size: tuple[int, int]) -> None:
    keys = (bench_desk.ALL_OPEN_KEY, DOWN * size[1])
    figures = measure(program(sample, size, Press("down", DOWN, 8), setup=keys))
    assert 0 < figures["down_bytes"] <= BYTES_A_SCROLL


@pytest.mark.slow
def test_a_letter_and_a_second_with_a_contact_write_little(sample: Path) -> None:
    keys = (bench_desk.OPEN_KEY, bench_desk.REPLY_KEY)
    wanted = program(sample, (120, 40), Press("letter", b"e", 8), setup=keys, idle_seconds=3.0)
    figures = measure(wanted)
    assert 0 < figures["letter_bytes"] <= BYTES_A_LETTER
    assert 0 < figures["idle_bytes"] <= BYTES_A_SECOND
