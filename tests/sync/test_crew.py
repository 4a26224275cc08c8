"""The crew: at most four, never two under one key, the urgent first."""

import asyncio

import pytest

from csr_desk.backends.wire import Flow
from csr_desk.sync.crew import Crew
from csr_desk.sync.jobs import Job


def idle() -> Flow[None]:
    yield from ()


class Work:
    """Jobs that run until they are let go."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.crew = Crew(self.drive)

    async def drive(self, job: Job) -> None:
        self.begun.append(job.key)
        gate = self.gates.setdefault(job.key, asyncio.Event())
        await gate.wait()
        if job.key.startswith("bad"):
            raise ZeroDivisionError(job.key)

    def start(self, *names: str) -> int:
        """Start jobs named `key` or `key:priority`."""
        parts = [name.partition(":") for name in names]
        return self.crew.start([Job(key, idle(), int(rank or 0)) for key, _, rank in parts])

    async def settle(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)


async def test_four_at_once_and_the_urgent_first() -> None:
    work = Work()
    assert work.start("a:5", "b:1", "c:9", "d:2", "e:0", "f:3") == 4
    await work.settle()
    assert work.begun == ["e", "b", "d", "f"]
    assert not work.crew.has_room
    assert work.start("g") == 0
    await work.crew.cancel()


async def test_never_two_under_one_key() -> None:
    work = Work()
    assert work.start("a", "a", "b") == 2
    assert work.start("a") == 0
    await work.settle()
    work.gates["a"].set()
    await work.crew.wait()
    assert (work.crew.size, work.crew.finished) == (1, 1)
    assert work.start("a") == 1
    await work.crew.cancel()
    assert work.crew.size == 0


async def test_a_job_that_breaks_is_known_and_the_others_go_on() -> None:
    work = Work()
    work.start("bad", "good")
    await work.settle()
    work.gates["bad"].set()
    await work.crew.wait()
    assert work.crew.size == 1
    with pytest.raises(ZeroDivisionError):
        work.crew.expect_whole()
    await work.crew.cancel()


async def test_cancelled_jobs_are_no_failures() -> None:
    work = Work()
    work.start("a", "b")
    await work.settle()
    await work.crew.cancel()
    work.crew.expect_whole()
    assert work.crew.size == 0
    await work.crew.wait()
    await work.crew.cancel()


async def test_what_is_dropped_was_never_started() -> None:
    begun = []

    def flow() -> Flow[None]:
        begun.append(1)
        yield from ()

    work = Work()
    work.start("a", "b", "c", "d")
    work.crew.start([Job("e", flow(), 0)])
    assert begun == []
    await work.crew.cancel()
