"""The floor of a durable write: 20 KB more at the end of a file, synced, as a log grows."""

import os
from pathlib import Path
from time import perf_counter

BLOCK = bytes(20 * 1024)


def times(folder: Path, count: int) -> list[float]:
    """Return the milliseconds of each write."""
    descriptor = os.open(folder / "floor", os.O_RDWR | os.O_CREAT, 0o600)
    taken = []
    for number in range(count):
        before = perf_counter()
        os.pwrite(descriptor, BLOCK, number * len(BLOCK))
        os.fdatasync(descriptor)
        taken.append((perf_counter() - before) * 1000)
    os.close(descriptor)
    return taken
