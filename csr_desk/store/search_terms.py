"""What is typed into a search field as an expression of the word index, and nothing else of it.

Every piece is quoted, so no character of it is syntax. The bounds are those of performance.md
section 3: newest rows first, prefixes of two letters or more, too frequent words left out.
"""

import re

from csr_desk.store.connection import Store

PIECES = 12
PIECE_LENGTH = 64
SAMPLE = 1_000
"""How many of the newest rows tell whether a word is too frequent to be searched for."""

FREQUENT = SAMPLE // 5

_TAIL = re.compile(r"[^\W_]*$")


def pieces(text: str) -> list[str]:
    """Return the parts of a typed text that hold a letter or digit, at most twelve."""
    found = [one[:PIECE_LENGTH] for one in text.replace("\0", " ").split()]
    return [one for one in found if any(char.isalnum() for char in one)][:PIECES]


def quoted(piece: str, *, prefix: bool = False) -> str:
    """Return a piece as a quoted phrase; with `prefix` its last word may go on."""
    tail = _TAIL.search(piece)
    goes_on = prefix and tail is not None and len(tail[0]) >= 2
    return '"' + piece.replace('"', '""') + '"' + ("*" if goes_on else "")


def expression(text: str) -> str:
    """Return the index expression of a typed text; '' when there is nothing to look up yet.

    The last piece may be unfinished unless a space follows it; a single letter asks nothing.
    """
    found = pieces(text)
    typing = bool(text) and not text[-1].isspace()
    if found and typing and len(found[-1]) == 1:
        found = found[:-1]
        typing = False
    last = len(found) - 1
    return " AND ".join(
        quoted(piece, prefix=typing and place == last) for place, piece in enumerate(found)
    )


def telling(store: Store, table: str, text: str) -> str:
    """Return the expression without words that every fifth of the newest rows has.

    `table` is an index whose row ids grow with time. The words stay when there are no others, and
    in a small store.
    """
    whole = expression(text)
    parts = whole.split(" AND ") if len(pieces(text)) > 1 else [whole]
    top = int(store.value(f"SELECT max(id) FROM {table.removesuffix('_fts')}") or 0)
    if len(parts) < 2 or top < 5 * SAMPLE:
        return whole
    rare = [part for part in parts if not _is_frequent(store, table, part, top - SAMPLE)]
    return " AND ".join(rare) or whole


def _is_frequent(store: Store, table: str, part: str, above: int) -> bool:
    sql = (
        f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? AND rowid > ?"
        f" ORDER BY rowid DESC LIMIT {FREQUENT + 1})"
    )
    return int(store.value(sql, part, above)) > FREQUENT


def newest(store: Store, table: str, match: str, limit: int) -> list[int]:
    """Return the newest rows of an index that match an expression, without ranking them."""
    if not match:
        return []
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?"
    return [row[0] for row in store.all(sql, match, limit)]


def ranked(store: Store, table: str, match: str, limit: int) -> list[int]:
    """Return the best of the newest thousand rows that match an expression, by bm25."""
    recent = newest(store, table, match, SAMPLE)
    if not recent:
        return []
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid >= ? ORDER BY rank LIMIT ?"
    return [row[0] for row in store.all(sql, match, recent[-1], limit)]


def ticket_ids(store: Store, text: str, limit: int = 2_000) -> list[int]:
    """Return tickets whose own words match, newest first, then those of customers who match."""
    match = expression(text)
    found = newest(store, "ticket_fts", match, limit)
    people = newest(store, "customer_fts", match, 200)
    if people:
        marks = ", ".join("?" * len(people))
        sql = f"SELECT id FROM ticket WHERE customer_id IN ({marks}) LIMIT ?"
        found += [row[0] for row in store.all(sql, *people, limit)]
    return list(dict.fromkeys(found))[:limit]
