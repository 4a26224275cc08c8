from collections.abc import Iterator
from pathlib import Path

import pytest

from csr_desk.demo.make import make
from csr_desk.domain.instants import parse_instant
from csr_desk.store.connection import Store

NOW = parse_instant("2026-11-23T09:00:00+00:00")


@pytest.fixture(scope="session")
def now() -> int:
    return NOW


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("demo") / "sample.db"
    make(path, 300, 1, now=NOW)
    store = Store(path, read_only=True)
    yield store
    store.close()
