"""Files of messages: what is known of them, saving one elsewhere, attaching one to a text."""

import mimetypes
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from csr_desk import errors, paths, text
from csr_desk.actions.desk import Desk
from csr_desk.domain import file_words
from csr_desk.domain.file_words import MALWARE as MALWARE
from csr_desk.domain.file_words import size_words as size_words
from csr_desk.domain.instants import Instant
from csr_desk.store import remote_files
from csr_desk.store.connection import Store

LARGEST = 20_000_000
"""Bytes of a file that can be attached."""

_COLUMNS = (
    "SELECT id, message_id, name, content_type, size, scan, sha256, wanted_at, error"
    " FROM attachment"
)


class File(NamedTuple):
    """A file of a message; `name` is what the sender called it, not cleaned, `size` in bytes.

    It is on this disk once `sha256` is there; `wanted_at` is set while it is fetched.
    """

    id: int
    message_id: int | None
    name: str
    content_type: str
    size: int
    scan: str
    sha256: str | None
    wanted_at: Instant | None
    error: str

    @property
    def warning(self) -> str:
        """Return what speaks against opening it, "" for nothing."""
        return file_words.warning(text.file_name(self.name), self.scan)

    @property
    def state(self) -> str:
        """Return where it is, in a few words."""
        if self.scan == MALWARE:
            return "never fetched"
        if self.sha256 is not None:
            return "here"
        if self.wanted_at is not None:
            return "being fetched"
        return f"failed: {self.error}" if self.error else "at the helpdesk"


def of_ticket(store: Store, ticket_id: int) -> list[File]:
    """Return the files of a ticket's messages, in their order; those of undone ones left out."""
    rows = store.all(
        f"{_COLUMNS} WHERE ticket_id = ? AND message_id IN"
        " (SELECT id FROM message WHERE state <> 'dropped') ORDER BY message_id, id",
        ticket_id,
    )
    return [File(*row) for row in rows]


def one(desk: Desk, file_id: int) -> File:
    """Return a file; Refused when there is none of that id."""
    row = desk.store.one(f"{_COLUMNS} WHERE id = ?", file_id)
    if row is None:
        raise errors.Refused(f"there is no file {file_id}")
    return File(*row)


def pending(desk: Desk, ids: Iterable[int]) -> list[File]:
    """Return those files that are attached to a text not sent yet."""
    rows = [desk.store.one(f"{_COLUMNS} WHERE id = ? AND message_id IS NULL", id_) for id_ in ids]
    return [File(*row) for row in rows if row is not None]


def attach(desk: Desk, ticket_id: int, typed: str) -> File:
    """Copy a file into the store for a text of a ticket; it may be changed or gone afterwards.

    Raises Refused for a folder, a device, an empty file, one above 20 MB, or one not to be read.
    """
    path = Path(typed.strip()).expanduser()
    content = _read(path)
    sha256 = remote_files.keep(desk.places.data, content)
    with desk.store.transaction():
        file_id = desk.store.insert(
            "attachment",
            ticket_id=ticket_id,
            name=text.file_name(path.name),
            content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
            size=len(content),
            sha256=sha256,
        )
        desk.log("file.attached", ticket_id=ticket_id, attachment=file_id, size=len(content))
    return one(desk, file_id)


def _read(path: Path) -> bytes:
    shown = text.line(path.name or str(path), 60)
    try:
        # A named pipe must not make the desk wait.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is no path"
        raise errors.Refused(f"{shown} cannot be read: {why}", "Check the path.") from error
    known = os.fstat(handle)
    if not stat.S_ISREG(known.st_mode):
        os.close(handle)
        raise errors.Refused(f"{shown} is no file", "Name a file; a folder can be zipped.")
    with os.fdopen(handle, "rb") as file:
        if known.st_size > LARGEST:
            words = f"{shown} has {size_words(known.st_size)}"
            raise errors.Refused(words, f"At most {size_words(LARGEST)} can be attached.")
        content = file.read(LARGEST + 1)
    if not content or len(content) > LARGEST:
        raise errors.Refused(f"{shown} is empty or still grows", "Try again when it is whole.")
    return content


def detach(desk: Desk, file_id: int) -> None:
    """Take a file off a text that is not sent yet; what was sent keeps its files."""
    with desk.store.transaction():
        desk.store.execute(
            "DELETE FROM attachment WHERE id = ? AND message_id IS NULL AND remote_id IS NULL",
            file_id,
        )


def link(desk: Desk, ticket_id: int, message_id: int, files: Sequence[int]) -> None:
    """Give files to the message they go out with, inside the current transaction."""
    for file_id in files:
        desk.store.execute(
            "UPDATE attachment SET message_id = ? WHERE id = ? AND ticket_id = ?"
            " AND message_id IS NULL",
            message_id,
            file_id,
            ticket_id,
        )


def take_back(desk: Desk, message_id: int) -> list[int]:
    """Free the unsent files of a message that was undone, inside the current transaction."""
    sql = "SELECT id FROM attachment WHERE message_id = ? AND remote_id IS NULL ORDER BY id"
    found = [int(row[0]) for row in desk.store.all(sql, message_id)]
    desk.store.execute(
        "UPDATE attachment SET message_id = NULL WHERE message_id = ? AND remote_id IS NULL",
        message_id,
    )
    return found


def target_of(file: File, typed: str) -> Path:
    """Return where a typed path saves a file: a folder takes it under its own safe name."""
    path = Path(typed.strip() or "~").expanduser()
    return path / text.file_name(file.name) if path.is_dir() else path


def save_as(desk: Desk, file_id: int, typed: str) -> Path:
    """Save a fetched file under a path, readable by its owner alone, and return where it is.

    Nothing is overwritten, no link is followed, nothing is opened. Raises Refused with the reason.
    """
    file = one(desk, file_id)
    content = remote_files.kept(desk.places.data, file.sha256) if file.sha256 else None
    if content is None:
        raise errors.Refused("the file is not here yet", "Fetch it first.")
    target = target_of(file, typed)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = paths.private_open(target, flags)
    except FileExistsError as error:
        raise errors.Refused(f"{target} exists already", "Give another name.") from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "its name is no path"
        raise errors.Refused(f"{target} cannot be written: {why}", "Give another path.") from error
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
    except OSError as error:
        with suppress(OSError):
            target.unlink()
        raise errors.DiskFull(f"{target} cannot be written: {error.strerror}") from error
    return target


def completions(typed: str, limit: int = 8) -> list[str]:
    """Return the paths a typed beginning may become, folders with a slash at their end."""
    head, slash, beginning = typed.rpartition("/")
    folder = Path(f"{head}{slash}" or ".").expanduser()
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".") and not beginning.startswith(".")
                if entry.name.startswith(beginning) and not hidden:
                    end = "/" if entry.is_dir() else ""
                    found.append(f"{head}{slash}{entry.name}{end}")
    except (OSError, ValueError):
        return []
    return sorted(found)[:limit]
