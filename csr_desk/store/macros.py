"""Macros as the store has them, and the runs that can still be taken back."""

import json
from typing import NamedTuple

from csr_desk import errors
from csr_desk.domain.instants import Instant
from csr_desk.domain.macro_steps import Steps, from_text
from csr_desk.store.connection import Row, Store


class Macro(NamedTuple):
    """One macro; `account` is the helpdesk it came from, "" for the agent's own."""

    id: int
    account: str
    name: str
    folder: str
    keywords: str
    steps: Steps
    left_out: tuple[str, ...]
    version: int
    uses: int
    archived_at: Instant | None


class Run(NamedTuple):
    """A run of a macro that can be taken back."""

    id: int
    macro_id: int
    name: str
    at: Instant


_MACRO = (
    "SELECT id, account, name, folder, keywords, steps, left_out, version, uses, archived_at"
    " FROM macro"
)


def macro(store: Store, macro_id: int) -> Macro:
    """Return a macro; Refused when there is none of that id."""
    row = store.one(f"{_MACRO} WHERE id = ?", macro_id)
    if row is None:
        raise errors.Refused(f"there is no macro {macro_id}")
    return _macro(row)


def macros(store: Store, accounts: frozenset[str], *, archived: bool = False) -> list[Macro]:
    """Return the agent's own macros and those of some accounts, the most used first."""
    rows = store.all(
        f"{_MACRO} WHERE (archived_at IS NOT NULL) = ?1"
        " AND (account = '' OR account IN (SELECT value FROM json_each(?2)))"
        " ORDER BY uses DESC, coalesce(last_used_at, 0) DESC, folder, name COLLATE NOCASE, id",
        int(archived),
        json.dumps(sorted(accounts)),
    )
    return [_macro(row) for row in rows]


def named(store: Store, name: str) -> Macro | None:
    """Return the agent's own macro of a name, capitals or not; None for none."""
    row = store.one(f"{_MACRO} WHERE account = '' AND name = ? COLLATE NOCASE", name)
    return None if row is None else _macro(row)


def last_run(store: Store, now: Instant) -> Run | None:
    """Return the newest run that can still be taken back, None for none."""
    row = store.one(
        "SELECT r.id, r.macro_id, m.name, r.at FROM macro_run r JOIN macro m ON m.id = r.macro_id"
        " WHERE r.undone_at IS NULL AND r.until > ? ORDER BY r.id DESC LIMIT 1",
        now,
    )
    return None if row is None else Run(*row)


def _macro(row: Row) -> Macro:
    values = list(row)
    values[5], values[6] = from_text(row[5]), tuple(json.loads(row[6]))
    return Macro(*values)
