"""Days on a bad line with a Freshdesk that is not quite the usual one."""

import shutil
import sys
from pathlib import Path

import pytest

from tests.sync.odd_freshdesk import ODDITIES, OPTIONS, odd
from tests.sync.simulation import run
from tests.sync.test_simulation import MemoryFolder, folder, made_template, template

__all__ = ["folder", "template"]
NAMES = [*ODDITIES, *OPTIONS]
SEEDS = 30


@pytest.mark.parametrize("name", NAMES)
def test_a_day_at_an_odd_freshdesk(name: str, folder: Path, template: Path) -> None:
    vendor = odd(name)
    for seed in range(SEEDS):
        place = folder / str(seed)
        place.mkdir()
        assert run(seed, place, template, vendor=vendor) == [], f"seed {seed}"
        shutil.rmtree(place)


def main(first: int, last: int, *names: str) -> int:
    """Run a range of seeds for some oddities and print those that break a promise."""
    bad = 0
    with MemoryFolder() as place:
        made = made_template(place)
        for name in names or NAMES:
            vendor = odd(name)
            for seed in range(first, last):
                here = place / f"{name}-{seed}"
                here.mkdir()
                broken = run(seed, here, made, vendor=vendor)
                shutil.rmtree(here)
                if broken:
                    bad += 1
                    print(f"{name}, seed {seed}:", *broken, sep="\n  ", flush=True)
    return bad


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])))
