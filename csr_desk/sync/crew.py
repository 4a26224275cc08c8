"""The jobs at work: at most four at once, never two under one key, the most urgent first."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from csr_desk.sync.jobs import Job

MOST = 4


class Crew:
    """Runs jobs through `drive`; `failure` is the first exception that left one of them."""

    def __init__(self, drive: Callable[[Job], Coroutine[Any, Any, None]], most: int = MOST) -> None:
        self._drive, self._most = drive, most
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.failure: Exception | None = None
        self.finished = 0
        """How many jobs have ended since the start."""

    @property
    def size(self) -> int:
        """Return how many jobs are running."""
        return len(self._tasks)

    def expect_whole(self) -> None:
        """Raise the first exception that left a job."""
        if self.failure is not None:
            raise self.failure

    @property
    def has_room(self) -> bool:
        """Tell whether another job may start."""
        return self.size < self._most

    def start(self, jobs: Iterable[Job]) -> int:
        """Start what there is room for and return how many; the others are dropped unstarted."""
        started = 0
        for job in sorted(jobs, key=lambda job: job.priority):
            if self.has_room and job.key not in self._tasks:
                task = asyncio.create_task(self._drive(job), name=job.key)
                task.add_done_callback(self._ended)
                self._tasks[job.key] = task
                started += 1
            else:
                job.flow.close()
        return started

    async def wait(self, timeout_s: float | None = None) -> None:
        """Wait until a job has ended, or for so many seconds."""
        if self._tasks:
            await asyncio.wait(
                self._tasks.values(), timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
            )

    async def cancel(self) -> None:
        """Abandon every job where it stands."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.pop(task.get_name(), None)
        self.finished += 1
        error = None if task.cancelled() else task.exception()
        # An engine's job catches what a helpdesk can do to it: this is our own mistake.
        if isinstance(error, Exception):
            self.failure = self.failure or error
