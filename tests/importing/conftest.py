import csv
import itertools
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from csr_desk.domain.clock import Clock
from csr_desk.importing.result import FileResult
from csr_desk.importing.run import import_files
from csr_desk.store import migrations
from csr_desk.store.connection import Store

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Hall:
    """An empty store and a folder to put files into, with `take` to import them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "shop"
        self.folder.mkdir()
        path = folder / "desk.db"
        path.touch()
        count = itertools.count()
        self.new_uid = lambda: f"uid-{next(count):06d}"
        self.store = Store(path)
        self.clock = Clock(lambda: NOON, lambda: 1.0, "boot")
        migrations.migrate(self.store, 0, self.new_uid, lambda version: None)

    def write(self, name: str, content: str | bytes, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def table(self, name: str, rows: Sequence[Sequence[object]], **options: Any) -> Path:
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n", **options).writerows(rows)
        return path

    def records(self, name: str, records: object) -> Path:
        return self.write(name, json.dumps(records, ensure_ascii=False))

    def take(self, *files: Path, **options: Any) -> FileResult:
        """Import files and return the result of the last one."""
        return self.take_all(*files, **options)[-1]

    def take_all(self, *files: Path, **options: Any) -> list[FileResult]:
        return import_files(self.store, self.clock, self.new_uid, files, **options)

    def count(self, table: str) -> int:
        return int(self.store.value(f"SELECT count(*) FROM {table}"))

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of the tables an import writes."""
        tables = (
            "customer identity customer_field field_history organisation agent team ticket message"
            " ticket_tag canned article customer_order order_line event meta customer_search"
        )
        return {name: self.store.all(f"SELECT * FROM {name}") for name in tables.split()}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    made = Hall(tmp_path)
    yield made
    made.store.close()


def counts(result: FileResult) -> tuple[int, int, int, int]:
    """Return (imported, updated, unchanged, rejected)."""
    return result.imported, result.updated, result.unchanged, result.rejected
