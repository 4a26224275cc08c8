"""Sample stores for the benchmark: made once, kept in the temporary folder by size and schema."""

import hashlib
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import csr_desk
from csr_desk import errors
from csr_desk.demo.make import make
from csr_desk.domain.instants import to_instant
from csr_desk.paths import Places

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = Path(csr_desk.__file__).parent / "store" / "schema"


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

    Raises Unavailable when it cannot be made.
    """
    place = cache() / f"{tickets}-{csr_desk.__version__}-{schema_hash()}"
    if place.is_dir():
        return place
    with tempfile.TemporaryDirectory(dir=cache()) as name:
        making = Path(name) / "data"
        making.mkdir(mode=0o700)
        database = Places(making, making / "config.toml").database
        try:
            make(database, tickets, now=to_instant(datetime.now(UTC)))
        except (errors.DeskError, OSError) as error:
            raise Unavailable(f"a store of {tickets:,} tickets cannot be made: {error}") from error
        making.rename(place)
    return place


def working_copy(tickets: int, folder: Path) -> Path:
    """Return a copy of a store in a folder, for a measurement that changes it."""
    place = folder / f"data-{tickets}"
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(store(tickets), place)
    return place
