"""Messages and files that come from a helpdesk. All functions run inside the caller's transaction.

Messages are only ever added. One the desk sent itself is known by the remote id its write came back
with, or by the marker it carries; it is linked, never doubled.
"""

from typing import Any, NamedTuple

from csr_desk.store import remote
from csr_desk.store.connection import Store

MESSAGE = "message"


class Stored(NamedTuple):
    """A message as it is here, for what may change at the helpdesk later."""

    id: int
    body: str
    kind: str
    state: str
    warnings: str


def known(store: Store, account: str, remote_id: str) -> Stored | None:
    """Return the local message of a remote one, or None when it is not here."""
    row = store.one(
        "SELECT id, body, kind, state, warnings FROM message WHERE id = ("
        "SELECT local_id FROM remote_row WHERE account = ? AND kind = ? AND remote_id = ?)",
        account,
        MESSAGE,
        remote_id,
    )
    if row is None:
        row = store.one(
            "SELECT id, body, kind, state, warnings FROM message WHERE external_key = ?",
            key(account, remote_id),
        )
    return None if row is None else Stored(*row)


def key(account: str, remote_id: str) -> str:
    """Return the external key of a remote message."""
    return f"{account}:message:{remote_id}"


def link(store: Store, account: str, remote_id: str, message_id: int) -> None:
    """Remember which remote message a local one is."""
    remote.link(store, account, MESSAGE, remote_id, message_id)
    store.execute(
        "UPDATE message SET external_key = ? WHERE id = ? AND external_key IS NULL",
        key(account, remote_id),
        message_id,
    )


def own_by_marker(store: Store, account: str, ticket_id: int, marker: str | None) -> int | None:
    """Return the message a write of this desk brought, by the marker of that write."""
    if not marker:
        return None
    found = store.value(
        "SELECT m.id FROM operation o JOIN message m"
        " ON m.id = coalesce(o.message_id, json_extract(o.payload, '$.message'))"
        " WHERE o.account = ?1 AND o.ticket_id = ?2 AND (?3 IN (o.bundle, o.uid)"
        "  OR (length(?3) >= ?4 AND substr(o.bundle, -length(?3)) = ?3))"
        " AND o.kind IN ('reply', 'note', 'create')"
        " AND NOT EXISTS (SELECT 1 FROM remote_row r WHERE r.account = o.account"
        "  AND r.kind = 'message' AND r.local_id = m.id) ORDER BY o.seq LIMIT 1",
        account,
        ticket_id,
        marker,
        remote.CODE_LENGTH,
    )
    return None if found is None else int(found)


def own_by_words(store: Store, account: str, ticket_id: int, body: str) -> int | None:
    """Return a message of this desk that the helpdesk has and that reads the same, unlinked yet."""
    rows = store.all(
        "SELECT m.id, m.body FROM message m JOIN operation o ON o.uid = m.operation_uid"
        " WHERE m.ticket_id = ?1 AND o.account = ?2 AND o.state = 'acknowledged'"
        " AND NOT EXISTS (SELECT 1 FROM remote_row r WHERE r.account = ?2"
        "  AND r.kind = 'message' AND r.local_id = m.id) ORDER BY m.id",
        ticket_id,
        account,
    )
    words = body.split()
    return next((int(row[0]) for row in rows if str(row[1]).split() == words), None)


def add_file(store: Store, ticket_id: int, message_id: int, **columns: Any) -> bool:
    """Add a file of a message, or note what its malware scan says now; False for no change."""
    row = store.one(
        "SELECT id, scan FROM attachment WHERE message_id = ? AND remote_id = ?",
        message_id,
        columns["remote_id"],
    )
    if row is None and _came_back(store, message_id, columns):
        return True
    if row is None:
        store.insert("attachment", ticket_id=ticket_id, message_id=message_id, **columns)
        return True
    if row[1] == columns["scan"]:
        return False
    store.execute("UPDATE attachment SET scan = ? WHERE id = ?", columns["scan"], row[0])
    return True


def _came_back(store: Store, message_id: int, columns: dict[str, Any]) -> bool:
    """Tell a file the desk sent itself from a new one: it has the name, and no remote id yet."""
    mine = store.value(
        "SELECT min(id) FROM attachment WHERE message_id = ? AND remote_id IS NULL AND name = ?",
        message_id,
        columns["name"],
    )
    if mine is None:
        return False
    marks = ", ".join(f"{name} = ?" for name in columns)
    store.execute(f"UPDATE attachment SET {marks} WHERE id = ?", *columns.values(), mine)
    return True
