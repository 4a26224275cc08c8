"""A world whose helpdesk takes its time over writes, and one run of `csr-desk sync` in a world."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from unittest.mock import patch

from csr_desk.backends.failures import BackendFailure
from csr_desk.backends.wire import Flow, Request, Response
from csr_desk.cli import sync_run
from csr_desk.domain.instants import SECOND
from csr_desk.sync import runner
from tests.sync.world import World

SLOW_S = (0.2, 1.5)


@dataclass
class SlowWorld(World):
    """A share of the writes, `slow`, is answered a moment after it took effect."""

    slow: float = 0.0

    def deliver(self, request: Request) -> Response | BackendFailure:
        """Bring a request to the fake; an answer tells the time at which it leaves."""
        outcome = super().deliver(request)
        if isinstance(outcome, BackendFailure) or request.method == "GET" or not self.slow:
            return outcome
        if "date" not in outcome.headers or self.rng.random() >= self.slow:
            return outcome
        before = self.hands.wall.replace(microsecond=0)
        self.pass_time(self.rng.uniform(*SLOW_S))
        later = self.hands.wall.replace(microsecond=0) - before
        headers = {**outcome.headers, "date": _moved(outcome.headers["date"], later)}
        return outcome._replace(headers=headers)


def _moved(date: str, later: timedelta) -> str:
    return format_datetime(parsedate_to_datetime(date) + later, usegmt=True)


@dataclass
class Drives:
    """Takes the place of the driver of a run."""

    world: World
    sent: int = 0

    async def drive(
        self, flow: Flow[Any], *, is_background: bool = False, is_patient: bool = True
    ) -> None:
        """Run a flow to its end; others go on between its requests."""
        with suppress(StopIteration):
            request = next(flow)
            while True:
                self.sent += 1
                outcome = self.world.deliver(request)
                self.world.pass_time(0.02)
                await asyncio.sleep(0)
                if isinstance(outcome, BackendFailure):
                    request = flow.throw(outcome)
                else:
                    request = flow.send(outcome)

    async def close(self) -> None:
        """Close nothing."""


def run_once(world: World) -> None:
    """Start anew and work as one `csr-desk sync` does, which ends when it thinks it may."""
    world.crash()
    driver: Any = Drives(world)
    parts = runner.Parts(world.account.name, world.desk, world.engine, driver)

    async def sleep(seconds: float) -> None:
        world.pass_time(seconds)

    with patch.object(sync_run, "sleep", sleep), patch.object(runner, "SPIN_PAUSE_S", 0.0):
        asyncio.run(runner.run_once(parts, rest=sync_run.Patience(parts).rest))


def is_held_back(world: World) -> bool:
    """Tell whether a limit keeps a conversation back for longer than a run waits."""
    longest = world.desk.now() + int(sync_run.PATIENCE_S * SECOND)
    due = world.engine._due.items()
    return any(at > longest for key, at in due if key.startswith("ticket:"))
