"""Rows that tie the store to helpdesks: accounts, cursors, remote ids, tickets as read last.

All functions that write run inside the caller's transaction.
"""

import json
from typing import Any, NamedTuple

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Row, Store

CODE_LENGTH = 8
"""Letters at the end of an uid that are enough to know it by, where a helpdesk has no room for
more."""


class AccountRow(NamedTuple):
    """How an account stands; `since` is when `state` began, `until` when a wait is over.

    `role_since` is when the helpdesk first told this role.
    """

    name: str
    identity: str
    role: str
    me: str
    state: str
    since: Instant
    until: Instant | None
    words: str
    pulled_at: Instant | None
    progress: str
    allowed: frozenset[str]
    role_since: Instant | None = None


class RemoteState(NamedTuple):
    """What the helpdesk had of a ticket when it was read last; `base` as csr_desk.sync.bases."""

    ticket_id: int
    account: str
    stamp: str
    settled: bool
    base: dict[str, Any]
    talk_stamp: str
    read_at: Instant
    wanted_at: Instant | None
    deleted_at: Instant | None
    merged_into: str | None
    seen_at: Instant = 0


_ACCOUNT = (
    "SELECT name, identity, role, me, state, since, until, words, pulled_at, progress, allowed,"
    " role_since"
    " FROM account"
)


def account(store: Store, name: str) -> AccountRow | None:
    """Return how an account stands, or None when it was never used."""
    row = store.one(f"{_ACCOUNT} WHERE name = ?", name)
    return None if row is None else _account_row(row)


def accounts(store: Store) -> list[AccountRow]:
    """Return every account that was ever used, by name."""
    rows = store.all(f"{_ACCOUNT} ORDER BY name")
    return [_account_row(row) for row in rows]


def _account_row(row: Row) -> AccountRow:
    values = list(row)
    values[10] = frozenset(str(row[10]).split())
    return AccountRow(*values)


def set_account(store: Store, name: str, **columns: Any) -> None:
    """Write columns of an account's row, made where it is new."""
    store.execute("INSERT INTO account (name) VALUES (?) ON CONFLICT DO NOTHING", name)
    if not columns:
        return
    marks = ", ".join(f"{column} = ?" for column in columns)
    store.execute(f"UPDATE account SET {marks} WHERE name = ?", *columns.values(), name)


def cursor(store: Store, account: str, stream: str) -> str:
    """Return where the pull of a stream goes on; '' at the beginning."""
    found = store.value(
        "SELECT value FROM sync_cursor WHERE account = ? AND stream = ?", account, stream
    )
    return str(found or "")


def save_cursor(store: Store, account: str, stream: str, value: str, at: Instant) -> None:
    """Keep where the pull of a stream goes on."""
    store.execute(
        "INSERT OR REPLACE INTO sync_cursor VALUES (?, ?, ?, ?)", account, stream, value, at
    )


def local_id(store: Store, account: str, kind: str, remote_id: str | None) -> int | None:
    """Return the local row of a remote one, or None when it is not here."""
    if remote_id is None:
        return None
    found = store.value(
        "SELECT local_id FROM remote_row WHERE account = ? AND kind = ? AND remote_id = ?",
        account,
        kind,
        remote_id,
    )
    return None if found is None else int(found)


def remote_id(store: Store, account: str, kind: str, local: int | None) -> str | None:
    """Return the remote id of a local row, the newest where it has several; None for none."""
    if local is None:
        return None
    found = store.value(
        "SELECT remote_id FROM remote_row WHERE account = ? AND kind = ? AND local_id = ?"
        " ORDER BY length(remote_id) DESC, remote_id DESC LIMIT 1",
        account,
        kind,
        local,
    )
    return None if found is None else str(found)


def link(store: Store, account: str, kind: str, remote: str, local: int) -> None:
    """Remember which local row a remote one is."""
    store.execute(
        "INSERT OR REPLACE INTO remote_row VALUES (?, ?, ?, ?)", account, kind, remote, local
    )


def ticket_of(store: Store, account: str, remote: str) -> int | None:
    """Return the local ticket of a remote one, or None when it is not here."""
    found = store.value(
        "SELECT id FROM ticket WHERE account = ? AND remote_id = ?", account, remote
    )
    return None if found is None else int(found)


def state(store: Store, ticket_id: int) -> RemoteState | None:
    """Return what the helpdesk had of a ticket, or None when it was never read there."""
    row = store.one(
        "SELECT ticket_id, account, stamp, settled, base, talk_stamp, read_at, wanted_at,"
        " deleted_at, merged_into, seen_at FROM remote_ticket WHERE ticket_id = ?",
        ticket_id,
    )
    if row is None:
        return None
    values = list(row)
    values[3], values[4] = bool(row[3]), json.loads(row[4])
    return RemoteState(*values)


READ_UNTIL = (
    "(SELECT json_extract(base, '$.updated_at') - iif(settled, 0, 1000) FROM remote_ticket"
    " WHERE ticket_id = {0} AND talk_stamp = '' AND NOT EXISTS (SELECT 1 FROM message"
    " WHERE ticket_id = {0} AND external_key IS NOT NULL))"
)
"""SQL: up to when, by the helpdesk's clock, a ticket was read whose conversation is not here.

NULL when any of it is here, or the ticket was never read. What was read within the second of its
last change may lack a word of that second.
"""


def read_until(store: Store, ticket_id: int) -> int | None:
    """Return up to when a ticket without its conversation was read; None for any other."""
    found = store.value(f"SELECT {READ_UNTIL.format('?1')}", ticket_id)
    return None if found is None else int(found)


def set_state(store: Store, ticket_id: int, account: str, **columns: Any) -> None:
    """Write columns of a ticket's remote row, made where it is new; `base` as a dict."""
    if "base" in columns:
        columns["base"] = json.dumps(columns["base"], ensure_ascii=False)
    store.execute(
        "INSERT INTO remote_ticket (ticket_id, account) VALUES (?, ?) ON CONFLICT DO NOTHING",
        ticket_id,
        account,
    )
    marks = ", ".join(f"{column} = ?" for column in columns)
    store.execute(
        f"UPDATE remote_ticket SET {marks} WHERE ticket_id = ?", *columns.values(), ticket_id
    )
