"""The engine through thousands of bad days: real engine, real store, a fake helpdesk and clock.

`python -m tests.sync.test_simulation FIRST LAST [VENDOR]` runs more seeds than the suite does; a
seed that fails here is the whole recipe of its failure.
"""

import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import TestDesk
from tests.sync.simulation import run
from tests.sync.vendor_freshdesk import FEW_FRESHDESK
from tests.sync.vendor_local import LOCAL
from tests.sync.vendors import ZENDESK

VENDORS = {one.name: one for one in (ZENDESK, FEW_FRESHDESK, LOCAL)}
SEEDS = {"zendesk": 3_400, "freshdesk": 900, "local": 100}
"""With 570 of odd Freshdesks and 240 of late answers (their own modules) over 5,000 in all."""

BATCH = 100


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def folder() -> Iterator[Path]:
    with MemoryFolder() as found:
        yield found


class MemoryFolder:
    """A folder in memory where the machine has one: a seed commits a hundred times."""

    def __enter__(self) -> Path:
        shared = Path("/dev/shm")
        self.path = Path(tempfile.mkdtemp(dir=shared if shared.is_dir() else None))
        return self.path

    def __exit__(self, *problem: object) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def made_template(folder: Path) -> Path:
    """Make an empty store once; each seed begins with a copy."""
    hand = TestDesk(folder)
    hand.store.close()
    hand.heartbeat.close()
    return folder / "desk.db"


@pytest.mark.parametrize(
    ("vendor", "first"),
    [(vendor, first) for vendor, seeds in SEEDS.items() for first in range(0, seeds, BATCH)],
)
def test_a_day_on_a_bad_line(vendor: str, first: int, folder: Path, template: Path) -> None:
    for seed in range(first, first + BATCH):
        place = folder / str(seed)
        place.mkdir()
        assert run(seed, place, template, vendor=VENDORS[vendor]) == [], f"seed {seed}"
        shutil.rmtree(place)


def test_a_seed_is_the_whole_recipe(folder: Path, template: Path) -> None:
    """The same seed gives the same requests."""
    from tests.sync.world import World

    seen = []
    for name in ("one", "other"):
        (folder / name).mkdir()
        world = World(folder / name, random.Random(4), template=template)
        world.settle()
        seen.append([(one.method, one.path, one.status) for one in world.server.requests])
        world.close()
    assert seen[0] == seen[1]
    assert len(seen[0]) > 10


def main(first: int, last: int, vendor: str = ZENDESK.name) -> int:
    """Run a range of seeds and print those that break a promise."""
    bad = 0
    with MemoryFolder() as folder:
        template = made_template(folder)
        for seed in range(first, last):
            place = folder / str(seed)
            place.mkdir()
            broken = run(seed, place, template, vendor=VENDORS[vendor])
            shutil.rmtree(place)
            if broken:
                bad += 1
                print(f"seed {seed}:", *broken, sep="\n  ")
    print(f"{last - first} seeds, {bad} bad")
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])))
