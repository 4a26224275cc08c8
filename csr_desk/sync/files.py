"""Files the agent asked for: fetched, kept under their hash, the wish granted."""

from csr_desk.actions.desk import Desk
from csr_desk.backends.failures import Rejected
from csr_desk.backends.writes import OutFile
from csr_desk.store import remote_files
from csr_desk.store.connection import Row


def wanted(desk: Desk, account: str, limit: int) -> list[int]:
    """Return the files the agent waits for, the newest wish first."""
    rows = desk.store.all(
        "SELECT a.id FROM attachment a JOIN ticket t ON t.id = a.ticket_id"
        " WHERE a.wanted_at IS NOT NULL AND t.account = ? ORDER BY a.wanted_at DESC LIMIT ?",
        account,
        limit,
    )
    return [int(row[0]) for row in rows]


def url_of(desk: Desk, attachment_id: int) -> str:
    """Return where a file is fetched from; '' for one that is not to be had."""
    row: Row | None = desk.store.one("SELECT url FROM attachment WHERE id = ?", attachment_id)
    return "" if row is None else str(row[0])


def take_file(desk: Desk, attachment_id: int, content: bytes) -> str:
    """Keep a fetched file and return its hash; the file is on the disk before the row says so."""
    sha256 = remote_files.keep(desk.places.data, content)
    with desk.store.transaction():
        desk.store.execute(
            "UPDATE attachment SET sha256 = ?, size = ?, wanted_at = NULL, error = '' WHERE id = ?",
            sha256,
            len(content),
            attachment_id,
        )
        desk.log("file.fetched", attachment=attachment_id, size=len(content))
    return sha256


def refuse_file(desk: Desk, attachment_id: int, words: str) -> None:
    """Note why a file cannot be had; the agent may ask again."""
    with desk.store.transaction():
        desk.store.execute(
            "UPDATE attachment SET wanted_at = NULL, error = ? WHERE id = ?", words, attachment_id
        )


def outgoing(desk: Desk, message_id: int) -> tuple[OutFile, ...]:
    """Return the files that go out with a message; Rejected when one is not here any more."""
    rows = desk.store.all(
        "SELECT name, content_type, sha256 FROM attachment WHERE message_id = ?"
        " AND remote_id IS NULL AND sha256 IS NOT NULL ORDER BY id",
        message_id,
    )
    found = []
    for name, content_type, sha256 in rows:
        content = remote_files.kept(desk.places.data, sha256)
        if content is None:
            words = f"The file {name} is not in the data folder any more: attach it again."
            raise Rejected(words)
        found.append(OutFile(name, content_type or "application/octet-stream", content))
    return tuple(found)
