"""A sample store of 300 tickets, made once and copied for every test."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e import scene_desk
from tests.e2e.desk_folder import DeskFolder
from tests.e2e.helpdesk import Shifted
from tests.e2e.scene_desk import SceneDesk
from tests.pty_session import ROOT


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store that every test copies."""
    data = tmp_path_factory.mktemp("sample")
    argv = [sys.executable, "-m", "csr_desk", "--data", str(data), "demo", "--build-only"]
    subprocess.run(argv, cwd=ROOT, check=True, capture_output=True)
    return data / "demo" / "desk.db"


@pytest.fixture
def make_folder(tmp_path: Path, sample: Path) -> Callable[[str], DeskFolder]:
    def make(name: str) -> DeskFolder:
        data = tmp_path / name
        data.mkdir(mode=0o700)
        shutil.copy(sample, data / "desk.db")
        return DeskFolder(data)

    return make


@pytest.fixture
def folder(make_folder: Callable[[str], DeskFolder]) -> DeskFolder:
    """A data folder of its own with the sample in it."""
    return make_folder("data")


@pytest.fixture(scope="session")
def scenery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the scenes that every scene copies."""
    folder = tmp_path_factory.mktemp("scenery")
    return scene_desk.build(folder / "data", Shifted(folder / "shift.txt")).path / "desk.db"


@pytest.fixture
def scene(tmp_path: Path, scenery: Path) -> SceneDesk:
    """A desk of its own with the people, orders and tickets of the scenes."""
    return scene_desk.copy(scenery, tmp_path / "scene")
