"""The thread beside the desk, and one run of the line mode; real threads, no waiting for clocks."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from csr_desk.actions.desk import Desk
from csr_desk.backends.wire import Flow, Request
from csr_desk.domain.instants import Instant
from csr_desk.errors import Busy, ConfigError, DeskError, DiskFull
from csr_desk.store import remote
from csr_desk.sync import runner
from csr_desk.sync.driver import Driver
from csr_desk.sync.jobs import Job
from csr_desk.sync.runner import Parts, Progress, SyncThread, run_once
from tests.desk import TestDesk
from tests.sync.lines import Rig

GET = Request("GET", "/api/v2/tickets/1")
PATIENCE_S = 10.0
WORDS = "robin@example.com said 4111 1111 1111 1111"


class Engine:
    """An engine of the test: hands out what `todo` holds; `on` says what happened."""

    def __init__(self, todo: list[Callable[[], Flow[None]]]) -> None:
        self.todo = todo
        self.asked = threading.Semaphore(0)
        self.error: Exception | None = None

    def jobs(self, now: Instant) -> list[Job]:
        self.asked.release()
        if self.error is not None:
            error, self.error = self.error, None
            raise error
        found, self.todo[:] = list(self.todo), []
        return [Job(f"job {number}", make(), number) for number, make in enumerate(found)]

    def wake_at(self, now: Instant) -> Instant | None:
        return None

    def line_is_back(self) -> None:
        """Take the place of what the engine does then."""


class Room:
    """A store in a folder, and threads over it that end with the test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened = 0
        self.problems: list[Exception] = []
        self.todo: list[Callable[[], Flow[None]]] = []
        self.engine = Engine(self.todo)
        self.rig = Rig()
        self.closed = threading.Semaphore(0)
        self.desk().store.close()
        self.thread = SyncThread("work", self.open)

    def desk(self) -> Desk:
        return TestDesk(self.folder).desk

    def open(self) -> Parts:
        self.opened += 1
        if self.problems:
            raise self.problems.pop(0)
        return Parts("work", self.desk(), self.engine, self.driver(), self.closed.release)

    def driver(self) -> Driver:
        return self.rig.driver

    def state(self) -> remote.AccountRow | None:
        desk = self.desk()
        try:
            return remote.account(desk.store, "work")
        finally:
            desk.store.close()

    def until(self, semaphore: threading.Semaphore) -> None:
        assert semaphore.acquire(timeout=PATIENCE_S)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    found = Room(tmp_path)
    yield found
    found.thread.stop(PATIENCE_S)


def once(done: threading.Semaphore) -> Callable[[], Flow[None]]:
    """Return a job that asks one thing and says so."""

    def flow() -> Flow[None]:
        yield GET
        done.release()

    return flow


def never(begun: threading.Semaphore) -> Callable[[], Flow[None]]:
    """Return a job whose answer never comes."""

    def flow() -> Flow[None]:
        begun.release()
        yield GET._replace(path="/never")

    return flow


def breaks() -> Flow[None]:
    yield GET
    raise ZeroDivisionError(WORDS)


def hang(room: Room) -> None:
    """Let requests for /never be without an answer."""
    perform = room.rig.line.perform

    async def slow(request: Request, secret: str = "") -> object:
        if request.path == "/never":
            await asyncio.Event().wait()
        return await perform(request, secret)

    room.rig.driver.line = type("Slow", (), {"perform": staticmethod(slow)})()


def test_a_kick_brings_the_engine_to_work(room: Room) -> None:
    done = threading.Semaphore(0)
    room.thread.kick()
    room.thread.start()
    room.until(room.engine.asked)
    room.todo.append(once(done))
    room.thread.kick()
    room.until(done)
    assert room.thread.stop(PATIENCE_S)
    room.until(room.closed)
    assert not room.thread.is_alive
    assert room.thread.problem is None
    assert room.rig.line.is_closed
    room.thread.kick()


def test_leaving_does_not_wait_for_a_request(room: Room) -> None:
    hang(room)
    begun = threading.Semaphore(0)
    room.todo.append(never(begun))
    room.thread.start()
    room.until(begun)
    assert room.thread.stop(PATIENCE_S)


def test_four_jobs_are_at_work_and_a_fifth_waits(room: Room) -> None:
    hang(room)
    begun = threading.Semaphore(0)
    room.todo += [never(begun)] * 5
    room.thread.start()
    for _ in range(4):
        room.until(begun)
    assert not begun.acquire(blocking=False)


def test_an_error_of_the_program_stops_the_account_and_nothing_else(room: Room) -> None:
    room.todo.append(breaks)
    room.thread.start()
    room.until(room.engine.asked)
    reports = room.folder / "crash"
    for _ in range(1000):
        row = room.state()
        if row is not None and row.state == "stopped":
            break
        threading.Event().wait(0.005)
    assert row is not None
    assert "stopped" in row.words
    (report,) = reports.iterdir()
    text = report.read_text()
    assert "ZeroDivisionError" in text
    for hidden in ("robin", "example.com", "4111"):
        assert hidden not in text + row.words
    assert room.thread.is_alive
    # Kicks do not bring it back; what stopped it has to be looked at.
    asked = room.opened
    room.thread.kick()
    assert not room.engine.asked.acquire(timeout=0.05)
    assert room.opened == asked
    desk = room.desk()
    with desk.store.transaction():
        remote.set_account(desk.store, "work", state="new")
    desk.store.close()
    done = threading.Semaphore(0)
    room.todo.append(once(done))
    room.thread.kick()
    room.until(done)
    assert room.opened == 2


def test_an_error_of_the_engine_itself_stops_the_account(room: Room) -> None:
    room.engine.error = KeyError("x")
    room.thread.start()
    room.until(room.engine.asked)
    for _ in range(1000):
        row = room.state()
        if row is not None and row.state == "stopped":
            return
        threading.Event().wait(0.005)
    raise AssertionError("the account goes on")


@pytest.mark.parametrize("error", [Busy("the store is in use"), DiskFull("full")])
def test_a_busy_store_or_full_disk_is_tried_again_anew(
    room: Room, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(runner, "BUSY_S", 0.01)
    room.engine.error = error
    room.thread.start()
    room.until(room.engine.asked)
    room.until(room.engine.asked)
    assert room.opened == 2
    row = room.state()
    assert row is None or row.state != "stopped"


def test_while_another_process_syncs_it_waits_its_turn(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BUSY_S", 0.01)
    room.problems += [Busy("work is being synced already"), Busy("still")]
    room.thread.start()
    room.until(room.engine.asked)
    assert room.opened == 3
    assert room.thread.problem is None


@pytest.mark.parametrize("error", [ConfigError("the address is none"), ImportError("secret")])
def test_what_cannot_be_opened_ends_it_with_a_sentence(
    room: Room, error: Exception, capfd: pytest.CaptureFixture[str]
) -> None:
    room.problems.append(error)
    room.thread.start()
    room.thread._thread.join(PATIENCE_S)
    assert not room.thread.is_alive
    assert isinstance(room.thread.problem, DeskError)
    assert "secret" not in str(room.thread.problem)
    assert room.thread.stop()
    assert capfd.readouterr() == ("", "")


def test_a_thread_that_never_began_is_stopped_at_once(room: Room) -> None:
    assert room.thread.stop()


# One run, as `csr-desk sync`.


def parts_of(room: Room) -> Parts:
    return Parts("work", room.desk(), room.engine, room.driver())


async def test_one_run_goes_on_until_nothing_is_ready(room: Room) -> None:
    ended: list[int] = []

    def chain(left: int) -> Callable[[], Flow[None]]:
        def flow() -> Flow[None]:
            yield GET
            ended.append(left)
            if left:
                room.todo.append(chain(left - 1))

        return flow

    room.todo += [chain(3), chain(0)]
    seen: list[Progress] = []
    await run_once(parts_of(room), seen.append)
    assert sorted(ended) == [0, 0, 1, 2, 3]
    assert seen[-1] == Progress(5, 0, 5)
    assert room.rig.line.is_closed


async def test_one_run_with_nothing_to_do_ends_at_once(room: Room) -> None:
    await run_once(parts_of(room))
    assert room.rig.line.sent == []


async def test_one_run_tells_what_broke(room: Room) -> None:
    room.todo.append(breaks)
    with pytest.raises(ZeroDivisionError):
        await run_once(parts_of(room))


async def test_jobs_that_send_nothing_do_not_spin(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def counted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    def silent() -> Flow[None]:
        yield from ()
        if len(pauses) < 3:
            room.todo.append(silent)

    room.todo.append(silent)
    monkeypatch.setattr(runner.asyncio, "sleep", counted)
    await run_once(parts_of(room))
    assert pauses.count(runner.SPIN_PAUSE_S) >= 3
