"""Make docs/*.svg from the running program: `python docs/make_screenshots.py` (make screenshots).

The sample store is built for one fixed instant, so the pictures change only when the screens do.
"""

import asyncio
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from csr_desk.actions.opening import open_desk
from csr_desk.actions.session import Session
from csr_desk.app import DeskApp
from csr_desk.config import parse
from csr_desk.demo.make import make
from csr_desk.domain.instants import to_instant
from csr_desk.paths import Places
from csr_desk.store.heartbeat import Heartbeat

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
SHOTS: Sequence[tuple[str, tuple[int, int], Sequence[str]]] = (
    ("queue", (120, 32), ()),
    ("ticket", (120, 32), ("j", "enter", "r", *"Hello Rosie, ")),
    ("wrap-up", (100, 28), ("f5", *"Noah", "enter", "enter", "f9")),
)


async def shoot(name: str, size: tuple[int, int], keys: Sequence[str]) -> None:
    """Press keys on a fresh sample and save the picture."""
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder), Path(folder) / "config.toml")
        make(places.database, now=to_instant(NOW))
        config = parse('[desk]\nzone = "UTC"\n', places.config)
        uids = (f"{number:032x}" for number in range(10**9))
        desk = open_desk(places, config, lambda: NOW, lambda: 1.0, "shot", lambda: next(uids))
        app = DeskApp(desk, session=Session(desk, Heartbeat(places.heartbeat)))
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
            await pilot.pause()
            picture = app.export_screenshot(title="csr_desk")
        desk.store.close()
    (HERE / f"{name}.svg").write_text(picture, encoding="utf-8")
    print(f"docs/{name}.svg")


def main() -> None:
    """Make every picture."""
    for shot in SHOTS:
        asyncio.run(shoot(*shot))


if __name__ == "__main__":
    main()
