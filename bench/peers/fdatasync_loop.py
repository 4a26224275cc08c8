"""The floor of a durable write: 20 KB more at the end of a file, synced, as a log grows."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter

BLOCK = bytes(20 * 1024)


def writes(folder: Path) -> Iterator[float]:
    """Write once each time it is asked, and yield the milliseconds that took."""
    with (folder / "floor").open("wb", buffering=0) as file:
        while True:
            before = perf_counter()
            file.write(BLOCK)
            os.fdatasync(file)
            yield (perf_counter() - before) * 1000


def times(folder: Path, count: int) -> list[float]:
    """Return the milliseconds of each write."""
    return list(islice(writes(folder), count))
