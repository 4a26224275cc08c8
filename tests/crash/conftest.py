"""Folders for tests that sync a thousand times: in memory where the system has such a place."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_MEMORY = "/dev/shm"


@pytest.fixture
def quick_folder() -> Iterator[Path]:
    """An empty folder whose syncs cost nothing, if there is one."""
    usable = os.access(_MEMORY, os.W_OK | os.X_OK)
    folder = Path(tempfile.mkdtemp(prefix="csr-desk-", dir=_MEMORY if usable else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
