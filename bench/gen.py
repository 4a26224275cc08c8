"""Sample stores for the benchmark: made once, kept in the temporary folder by size and schema."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import csr_desk

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = Path(csr_desk.__file__).parent / "store" / "schema"
GENERATION_LIMIT_SECONDS = 1800


class Unavailable(Exception):
    """Something a figure needs is not there; the message says what, in one sentence."""


def schema_hash(folder: Path = SCHEMA) -> str:
    """Return a short hash over the names and texts of the schema files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.sql")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def cache() -> Path:
    """Return the folder of this user that the stores are kept in."""
    folder = Path(tempfile.gettempdir()) / f"csr-desk-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def store(tickets: int) -> Path:
    """Return the data folder of a store with so many tickets, making it when it is not kept yet.

    Raises Unavailable when the demo cannot make one.
    """
    place = cache() / f"{tickets}-{csr_desk.__version__}-{schema_hash()}"
    if place.is_dir():
        return place
    with tempfile.TemporaryDirectory(dir=cache()) as name:
        making = Path(name) / "data"
        command = [sys.executable, "-m", "csr_desk", "--data", str(making), "demo"]
        command += ["--tickets", str(tickets), "--build-only"]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=GENERATION_LIMIT_SECONDS,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        if done.returncode or not making.is_dir():
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            raise Unavailable(f"csr-desk demo --tickets {tickets} failed: {lines[-1]}")
        making.rename(place)
    return place


def working_copy(tickets: int, folder: Path) -> Path:
    """Return a copy of a store in a folder, for a measurement that changes it."""
    place = folder / f"data-{tickets}"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(store(tickets), place)
    return place
