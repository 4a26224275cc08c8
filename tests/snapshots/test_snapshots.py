"""Pictures of every screen at 80x24 and 120x40: looks only; what screens say is tested beside them.

`make snapshots` takes them anew; a run that fails writes `snapshot_report.html` (or the file that
`--snapshot-report` names) with both pictures side by side.
"""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from csr_desk.demo.make import make
from tests.snapshots.scenes import SCENES
from tests.snapshots.stage import REFERENCE_PYTHON, TICKETS, Scene, Stage, now, produce

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] != REFERENCE_PYTHON,
    reason="pictures are compared on Python {}.{} alone".format(*REFERENCE_PYTHON),
)


def shots() -> Iterator[object]:
    for scene in SCENES:
        for size in scene.sizes:
            for theme in scene.themes:
                name = f"{scene.name}-{size[0]}x{size[1]}-{theme}"
                yield pytest.param(scene, size, theme, id=name)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample store, built once; every picture opens a copy."""
    path = tmp_path_factory.mktemp("sample") / "desk.db"
    make(path, tickets=TICKETS, now=now())
    return path


@pytest.mark.parametrize(("scene", "size", "theme"), shots())
def test_looks(
    snap_compare: Callable[..., bool],
    sample: Path,
    tmp_path: Path,
    scene: Scene,
    size: tuple[int, int],
    theme: str,
) -> None:
    made = produce(scene, theme, sample, tmp_path / "data")

    async def play(pilot: Pilot[int]) -> None:
        stage = Stage(made.desk, made.hands, pilot)
        await pilot.pause()
        await scene.act(stage)
        await stage.settle()

    try:
        assert snap_compare(made.app, terminal_size=size, run_before=play)
    finally:
        made.close()
