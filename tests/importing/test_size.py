"""A large table is imported in bounded memory, with progress, a thousand rows a transaction."""

import tracemalloc
from pathlib import Path

import pytest

from tests.importing.conftest import Hall, counts

ROW = '{0},"Parcel {0} is late","Hello, {1}\nwhere is it?",a{2}@example.org,Open,2026-11-{3:02d}\n'


def make(hall: Hall, megabytes: float) -> tuple[Path, int]:
    path, rows = hall.folder / "tickets.csv", 0
    with path.open("w", encoding="utf-8") as file:
        file.write("Ticket ID,Subject,Description,Email,Status,Created at\n")
        while file.tell() < megabytes * 2**20:
            rows += 1
            file.write(ROW.format(rows, "please tell me, " * 6, rows % 500, rows % 28 + 1))
    return path, rows


def test_progress_counts_bytes_and_rows(hall: Hall) -> None:
    path, rows = make(hall, 0.6)
    seen: list[tuple[int, int, int]] = []
    hall.take(path, progress=lambda file, done, size, row: seen.append((done, size, row)))
    assert seen == sorted(seen)
    assert [row for _, _, row in seen] == [*range(1_000, rows, 1_000), rows]
    assert seen[-1][0] == seen[-1][1] == path.stat().st_size


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(hall: Hall) -> None:
    path, rows = make(hall, 5)
    peaks: list[int] = []

    def note(file: Path, done: int, size: int, row: int) -> None:
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.reset_peak()

    tracemalloc.start()
    try:
        result = hall.take(path, progress=note)
    finally:
        tracemalloc.stop()
    assert counts(result) == (rows, 0, 0, 0)
    assert max(peaks) < 60 * 2**20
    assert max(peaks[len(peaks) // 2 :]) < max(peaks[: len(peaks) // 2]) + 8 * 2**20
