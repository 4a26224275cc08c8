"""What a picture is taken of: the app over a copy of the sample, in an hour that stands still."""

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from csr_desk.actions.desk import Desk
from csr_desk.actions.opening import open_desk
from csr_desk.app import DeskApp
from csr_desk.config import parse
from csr_desk.domain.instants import to_instant
from csr_desk.paths import Places
from csr_desk.screens.queue import QueueScreen
from tests.desk import Hands

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TICKETS = 120
REFERENCE_PYTHON = (3, 11)
"""The one Python on which pictures are compared: others may bring other Unicode tables."""

TINY, SMALL, LARGE = (50, 14), (80, 24), (120, 40)


@dataclass
class Stage:
    """The running app in the hands of a scene."""

    desk: Desk
    hands: Hands
    pilot: Pilot[int]

    @property
    def app(self) -> DeskApp:
        """Return the app with its own type."""
        assert isinstance(self.pilot.app, DeskApp)
        return self.pilot.app

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, words: str) -> None:
        """Type words letter by letter, where each letter matters."""
        await self.press(*words)

    async def write(self, words: str) -> None:
        """Put words where the cursor is, at once."""
        self.app.post_message(Paste(words))
        await self.pilot.pause()

    async def go(self, place: str, **what: Any) -> None:
        """Go to a place."""
        await self.app.go(place, **what)
        await self.pilot.pause()

    async def wait(self, seconds: float) -> None:
        """Let time pass on the desk's clocks."""
        self.hands.wall += timedelta(seconds=seconds)
        self.hands.seconds += seconds
        self.app.tick()
        await self.pilot.pause()

    def ticket(self, channel: str, place: int = 0) -> int:
        """Return one of the open tickets of a channel that hold several messages, by its place."""
        return int(
            self.desk.store.value(
                "SELECT t.id FROM ticket t JOIN message m ON m.ticket_id = t.id"
                " WHERE t.channel = ? AND t.status IN (0, 1) GROUP BY t.id"
                " HAVING count(*) BETWEEN 3 AND 8 ORDER BY t.queue_key, t.id LIMIT 1 OFFSET ?",
                channel,
                place,
            )
        )

    async def settle(self) -> None:
        """Stop what moves by itself, and bring about at once what comes a moment later."""
        place = self.app.place
        if isinstance(place, QueueScreen):
            # Counts and preview follow when the cursor has rested for a tenth of a second.
            if place._rest is not None:
                place._rest.stop()
            place._at_rest()
        for field in self.app.screen.query("Input, TextArea").results(Input | TextArea):
            field.cursor_blink = False
        await self.pilot.pause()


Act = Callable[[Stage], Awaitable[None]]


@dataclass(frozen=True)
class Scene:
    """A picture: its name, what is done before, and how it is shown."""

    name: str
    act: Act
    first: str = "queue"
    empty: bool = False
    sizes: tuple[tuple[int, int], ...] = (SMALL, LARGE)
    themes: tuple[str, ...] = ("dark",)


@dataclass
class Production:
    """Everything of a scene before it plays: the desk, the clock, the app."""

    desk: Desk
    hands: Hands
    app: DeskApp

    def close(self) -> None:
        """Close the store."""
        self.desk.store.close()


def produce(scene: Scene, theme: str, sample: Path, folder: Path) -> Production:
    """Open the app of a scene over a copy of the sample, or over an empty store."""
    folder.mkdir(mode=0o700, exist_ok=True)
    places = Places(folder, folder / "config.toml")
    if not scene.empty:
        shutil.copyfile(sample, places.database)
        places.database.chmod(0o600)
    hands = Hands(wall=NOW)
    config = parse(f'[desk]\nzone = "UTC"\ntheme = "{theme}"\n', places.config)
    desk = open_desk(
        places, config, lambda: hands.wall, lambda: hands.seconds, hands.boot, hands.uid
    )
    return Production(desk, hands, DeskApp(desk, first=scene.first))


def now() -> int:
    """Return the instant the sample is built for."""
    return to_instant(NOW)
