"""Files of messages on this disk: each once, under the hash of its content, for its owner only."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from csr_desk import errors, paths
from csr_desk.store.connection import Store

FOLDER = "attachments"


def path_of(data: Path, sha256: str) -> Path:
    """Return where the file of a hash is, or would be."""
    return data / FOLDER / sha256


def keep(data: Path, content: bytes) -> str:
    """Write a file that is whole or not there, and return its hash; DiskFull or Refused else."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(data, sha256)
    if target.exists():
        return sha256
    paths.make_folder(target.parent)
    part = target.with_suffix(".part")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        with os.fdopen(paths.private_open(part, flags), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise errors.DiskFull(f"{target} cannot be written: {error.strerror}") from error
    return sha256


def kept(data: Path, sha256: str) -> bytes | None:
    """Return a kept file, None where it is not there or not what its hash says."""
    try:
        found = path_of(data, sha256).read_bytes()
    except OSError:
        return None
    return found if hashlib.sha256(found).hexdigest() == sha256 else None


def hashes_of(store: Store, tickets: str) -> set[str]:
    """Return the hashes of the files on tickets, a JSON list of ids."""
    rows = store.all(
        "SELECT DISTINCT sha256 FROM attachment WHERE sha256 IS NOT NULL"
        " AND ticket_id IN (SELECT value FROM json_each(?))",
        tickets,
    )
    return {str(row[0]) for row in rows}


def sweep(store: Store, data: Path) -> list[Path]:
    """Remove the files no message has any more; return those that could not be removed."""
    folder = data / FOLDER
    if not folder.is_dir():
        return []
    kept = {row[0] for row in store.all("SELECT sha256 FROM attachment WHERE sha256 IS NOT NULL")}
    left = []
    for path in sorted(folder.iterdir()):
        if path.name in kept:
            continue
        try:
            path.unlink()
        except OSError:
            left.append(path)
    return left
