"""A tiny store under a clock that stands still until a test moves it, and the app over it."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from csr_desk.actions.desk import Desk
from csr_desk.app import DeskApp
from csr_desk.config import Config, DeskConfig
from csr_desk.screens import table
from tests.desk import TestDesk

Running = Callable[..., AbstractAsyncContextManager[Pilot[int]]]


@pytest.fixture
def config() -> Config:
    """The settings of the desk; a test module overrides this fixture to change them."""
    return replace(Config(), desk=DeskConfig(zone="UTC", plan_contacts=60))


@pytest.fixture
def world(tmp_path: Path, config: Config) -> Iterator[TestDesk]:
    """A store with the customer Thomas Berg and his tickets 1 (e-mail) and 2 (chat).

    `world.wait(seconds)` moves the clock; `world.ticket()` and `world.customer()` add more.
    """
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    made = TestDesk(folder, config=config)
    made.customer("Thomas Berg")
    made.ticket("Question 1", "email")
    made.ticket("Question 2", "chat")
    yield made
    made.store.close()
    made.heartbeat.close()


@pytest.fixture
def desk(world: TestDesk) -> Desk:
    """The desk of the small world, as actions take it."""
    return world.desk


@pytest.fixture
def running(world: TestDesk) -> Running:
    """Run the app: `async with running() as pilot`; `screens` adds places to the table.

    `session=True` runs it with its session: recovery, heartbeat, idle keyboard.
    """

    @asynccontextmanager
    async def run(
        *,
        screens: Mapping[str, str] | None = None,
        size: tuple[int, int] = (80, 24),
        first: str = "queue",
        session: bool = False,
    ) -> AsyncIterator[Pilot[int]]:
        app = DeskApp(
            world.desk,
            session=world.session if session else None,
            screen_table={**table.SCREENS, **(screens or {})},
            first=first,
        )
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield pilot

    return run


def host_of(pilot: Pilot[int]) -> DeskApp:
    """Return the app of a pilot with its own type."""
    assert isinstance(pilot.app, DeskApp)
    return pilot.app


def toasts(pilot: Pilot[int]) -> list[str]:
    """Return what the toasts say, the oldest first."""
    return [str(note.message) for note in pilot.app._notifications]
