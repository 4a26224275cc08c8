"""Runs the engine: in a thread beside the desk, or once for `csr-desk sync`.

The thread has its own loop, store connection and line. Leaving the desk never waits for it: a
request in flight may be abandoned, the store says `trying`, and the next start reads back.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import NamedTuple

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.errors import Busy, DeskError, DiskFull
from csr_desk.sync import stopping
from csr_desk.sync.crew import Crew
from csr_desk.sync.driver import Driver, EngineLike
from csr_desk.sync.jobs import Job
from csr_desk.sync.route import LOOK_EVERY_S, RouteWatch

LONGEST_SLEEP_S = 60.0
"""Seconds after which the engine is asked again in any case: a machine may have slept."""

SHORTEST_SLEEP_S = 1.0
"""Seconds until the engine is asked again while jobs run and none of them ends."""

BUSY_S = 5.0
"""Seconds until a store or account that another process holds, or a full disk, is tried again."""

SPIN_PAUSE_S = 0.05
"""Seconds of rest after jobs that ended without sending anything, so that none can spin."""


class Parts(NamedTuple):
    """What one account runs on; made inside the thread. `close` gives lines and locks back."""

    account: str
    desk: Desk
    engine: EngineLike
    driver: Driver
    close: Callable[[], None] = lambda: None
    line_is_back: Callable[[], None] = lambda: None
    """Called when the machine has a network again."""


class Progress(NamedTuple):
    """How far a run has come."""

    finished: int
    running: int
    requests: int


def _unseen(progress: Progress) -> None:
    """Take the place of a progress callback where nobody looks."""


class SyncThread:
    """Keeps one account in step from `start` to `stop`; a daemon thread that nothing waits for.

    `open_parts` is called inside the thread. While another process syncs the account it is called
    again and again; any other error it raises ends the thread and is kept in `problem`.
    """

    def __init__(self, name: str, open_parts: Callable[[], Parts]) -> None:
        self.problem: DeskError | None = None
        self._open_parts = open_parts
        self._thread = threading.Thread(target=self._main, name=f"sync-{name}", daemon=True)
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kicked = asyncio.Event()
        self._is_stopping = False
        self._route = RouteWatch()

    @property
    def is_alive(self) -> bool:
        """Tell whether the thread is at work."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start the thread; returns at once."""
        self._thread.start()

    def kick(self) -> None:
        """Let the engine look for work now; from any thread, also before and after its life."""
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._kicked.set)

    def stop(self, wait_s: float = 0.3) -> bool:
        """Abandon what is in flight; tell whether the thread ended within `wait_s` seconds."""
        self._is_stopping = True
        self.kick()
        if self._thread.ident is not None:
            self._thread.join(wait_s)
        return not self._thread.is_alive()

    def _main(self) -> None:
        with asyncio.Runner() as runner:
            runner.run(self._guarded())

    async def _guarded(self) -> None:
        """Live in a task that holds whatever breaks: nothing is printed over the desk."""
        life = asyncio.create_task(self._life())
        await asyncio.wait([life])
        error = None if life.cancelled() else life.exception()
        if error is not None:
            kind = type(error).__name__
            self.problem = DeskError(f"sync ended over an error of its own ({kind})")

    async def _life(self) -> None:
        with self._lock:
            self._loop = asyncio.get_running_loop()
        try:
            while not self._is_stopping:
                self._kicked.clear()
                try:
                    parts = self._open_parts()
                except Busy as error:
                    self.problem = error
                    await self._pause(BUSY_S)
                except DeskError as error:
                    self.problem = error
                    return
                else:
                    self.problem = None
                    await self._session(parts)
        finally:
            with self._lock:
                self._loop = None

    async def _session(self, parts: Parts) -> None:
        """Work until the thread stops or something breaks; then everything is made anew.

        Made anew, because what a job left half done is put right where an engine begins.
        """
        # A task of its own holds whatever leaves it, and none of it reaches the desk.
        work = asyncio.create_task(self._work(parts))
        try:
            await asyncio.wait([work])
            error = work.exception()
            if isinstance(error, Busy | DiskFull):
                await self._pause(BUSY_S)
            elif isinstance(error, Exception):
                stopping.stop(parts.desk, parts.account, error)
                await self._rest(parts)
        finally:
            await parts.driver.close()
            parts.close()
            parts.desk.store.close()

    async def _work(self, parts: Parts) -> None:
        crew = Crew(partial(_driven, parts))
        try:
            while not self._is_stopping:
                self._kicked.clear()
                if self._route.came_back():
                    parts.line_is_back()
                if crew.has_room:
                    crew.start(parts.engine.jobs(parts.desk.now()))
                await self._sleep(parts, crew)
                crew.expect_whole()
        finally:
            await crew.cancel()

    async def _sleep(self, parts: Parts, crew: Crew) -> None:
        """Wait for a kick, the end of a job, or the engine's own time."""
        sent = parts.driver.sent
        kicked = asyncio.create_task(self._kicked.wait())
        ended = asyncio.create_task(crew.wait()) if crew.size else None
        waited = [task for task in (kicked, ended) if task is not None]
        try:
            await asyncio.wait(
                waited, timeout=self._rest_s(parts, crew), return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            for task in waited:
                task.cancel()
        if ended is not None and ended.done() and parts.driver.sent == sent:
            await asyncio.sleep(SPIN_PAUSE_S)

    def _rest_s(self, parts: Parts, crew: Crew) -> float:
        """Return how long to sleep; without a network it is looked for every few seconds."""
        seconds = _sleep_s(parts, crew)
        return seconds if self._route.is_there else min(seconds, LOOK_EVERY_S)

    async def _rest(self, parts: Parts) -> None:
        """Do nothing until somebody takes the account out of its stop."""
        while not self._is_stopping:
            await self._pause(LONGEST_SLEEP_S)
            if not stopping.is_stopped(parts.desk, parts.account):
                return

    async def _pause(self, seconds: float) -> None:
        """Wait for a kick, at most so many seconds."""
        self._kicked.clear()
        if not self._is_stopping:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._kicked.wait(), seconds)


async def _driven(parts: Parts, job: Job) -> None:
    """Run a job as far as anybody waits for it."""
    await parts.driver.drive(job.flow, is_background=job.is_background, is_patient=job.is_patient)


async def _no_rest() -> bool:
    """Take the place of a rest where nothing later is waited for."""
    return False


async def run_once(
    parts: Parts,
    progress: Callable[[Progress], None] = _unseen,
    rest: Callable[[], Awaitable[bool]] = _no_rest,
) -> None:
    """Run until nothing is ready any more, as `csr-desk sync` does; later work is left alone.

    `rest` is called then: it may wait for what is ready soon, and tells whether to go on. Raises
    what a job raises beyond what it catches; the account is then as at a sudden end.
    """
    crew = Crew(partial(_driven, parts))
    try:
        while True:
            sent = parts.driver.sent
            if crew.has_room:
                crew.start(parts.engine.jobs(parts.desk.now()))
            if not crew.size:
                if not await rest():
                    break
                continue
            await crew.wait()
            crew.expect_whole()
            progress(Progress(crew.finished, crew.size, parts.driver.sent))
            if parts.driver.sent == sent:
                await asyncio.sleep(SPIN_PAUSE_S)
    finally:
        await crew.cancel()
        await parts.driver.close()


def _sleep_s(parts: Parts, crew: Crew) -> float:
    now: Instant = parts.desk.now()
    wake = parts.engine.wake_at(now)
    if wake is None:
        return LONGEST_SLEEP_S
    # What is due but at work already is over when its job ends, which needs no clock.
    shortest = SHORTEST_SLEEP_S if crew.size else SPIN_PAUSE_S
    return min(max((wake - now) / SECOND, shortest), LONGEST_SLEEP_S)
