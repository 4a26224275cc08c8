"""The team's shared folder of scripts, vectors and fixtures, which a user's clone does not have."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"
SHARED = Path(os.environ.get("CSR_DESK_SHARED", _BESIDE))


def shared(name: str) -> Path:
    """Return the path of one shared file, or skip the test; in CI a missing folder is a failure."""
    path = SHARED / name
    if path.exists():
        return path
    if os.environ.get("CI") and not os.environ.get("CSR_DESK_NO_SHARED"):
        pytest.fail(f"shared/{name} is missing, and CI may not skip what needs it")
    pytest.skip(f"shared/{name} is not beside this clone")
