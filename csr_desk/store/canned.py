"""Responses as the store has them: the list without texts, one whole, folders, words, past use."""

import json
from dataclasses import dataclass

from csr_desk import errors
from csr_desk.domain import folding, letters
from csr_desk.domain.canned_fit import Entry
from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Canned, Scope, Status
from csr_desk.store import search_terms
from csr_desk.store.connection import Row, Store

RECENT_USES = 2_000
"""How many of the newest uses tell which response is used for a reason."""

LOOK_INTO = 300
"""How many texts are read for a word that no text has as it is typed."""

VISIBLE = "(scope <> 'mine' OR owner_id IS NULL OR owner_id = ?1)"


@dataclass(frozen=True, slots=True)
class Response:
    """One response whole; `body` holds the placeholders unfilled."""

    id: int
    uid: str
    name: str
    title: str
    body: str
    folder: str
    scope: Scope
    owner_id: int | None
    owner: str
    language: str
    product: str
    channels: tuple[str, ...]
    tags: tuple[str, ...]
    set_status: Status | None
    valid_until: Instant | None
    version: int
    uses: int
    last_used_at: Instant | None
    created_at: Instant
    updated_at: Instant
    archived_at: Instant | None
    follow_up_days: int | None


_RESPONSE = (
    "SELECT r.id, r.uid, r.name, r.title, r.body, r.folder, r.scope, r.owner_id,"
    " coalesce(a.name, ''), r.language, r.product, r.channels, r.tags, r.set_status,"
    " r.valid_until, r.version, r.uses, r.last_used_at, r.created_at, r.updated_at, r.archived_at,"
    " r.follow_up_days FROM canned r LEFT JOIN agent a ON a.id = r.owner_id"
)


def _response(row: Row) -> Response:
    values = list(row)
    values[6] = Scope(row[6])
    values[11], values[12] = tuple(json.loads(row[11])), tuple(json.loads(row[12]))
    values[13] = None if row[13] is None else Status(row[13])
    return Response(*values)


def response(store: Store, canned_id: int) -> Response:
    """Return one response, also an archived one; Refused when there is none of that id."""
    row = store.one(f"{_RESPONSE} WHERE r.id = ?", canned_id)
    if row is None:
        raise errors.Refused(f"there is no response {canned_id}", "Look for it by its name.")
    return _response(row)


def by_name(store: Store, name: str) -> Response | None:
    """Return the response of a short name, archived or not, None when there is none."""
    row = store.one(f"{_RESPONSE} WHERE r.name = ?", name)
    return None if row is None else _response(row)


def whole(store: Store, ids: list[int]) -> list[Canned]:
    """Return responses with their texts in the order of their ids; unknown ids are left out."""
    marks = ", ".join("?" * len(ids))
    rows = store.all(
        "SELECT id, name, title, body, folder, scope, language, uses, version, valid_until, tags,"
        f" set_status FROM canned WHERE id IN ({marks})",
        *ids,
    )
    by_id = {row[0]: _canned(row) for row in rows}
    return [by_id[one] for one in ids if one in by_id]


def _canned(row: Row) -> Canned:
    status = None if row[11] is None else Status(row[11])
    values = (*row[:5], Scope(row[5]), *row[6:10], tuple(json.loads(row[10])), status)
    return Canned(*values)


def every(store: Store, agent_id: int) -> list[Response]:
    """Return all responses an agent may use, by folder and name, without archived ones."""
    sql = f"{_RESPONSE} WHERE r.archived_at IS NULL AND {VISIBLE} ORDER BY r.folder, r.name"
    return [_response(row) for row in store.all(sql, agent_id)]


def entries(store: Store, agent_id: int, *, archived: bool = False) -> list[Entry]:
    """Return what a find needs of all responses an agent may use, without their texts."""
    state = "IS NOT NULL" if archived else "IS NULL"
    rows = store.all(
        "SELECT id, name, title, folder, scope, owner_id, language, channels, tags, uses,"
        f" valid_until, updated_at FROM canned WHERE archived_at {state} AND {VISIBLE}",
        agent_id,
    )
    return [_entry(row) for row in rows]


_SCOPES = {one.value: one for one in Scope}


def _entry(row: Row) -> Entry:
    name, title = folding.fold(row[1]), folding.fold(row[2])
    channels = () if row[7] == "[]" else tuple(json.loads(row[7]))
    tags = () if row[8] == "[]" else tuple(json.loads(row[8]))
    folded = (name, title, letters.mask(name + title))
    values = (*row[:4], _SCOPES[row[4]], *row[5:7], channels, tags, *row[9:], *folded)
    return Entry(*values)


def folders(store: Store, agent_id: int) -> list[tuple[str, int]]:
    """Return every folder with the number of responses an agent may use in it."""
    return [
        (str(row[0]), int(row[1]))
        for row in store.all(
            f"SELECT folder, count(*) FROM canned WHERE archived_at IS NULL AND {VISIBLE}"
            " GROUP BY folder ORDER BY folder COLLATE NOCASE",
            agent_id,
        )
    ]


def with_word(store: Store, word: str) -> frozenset[int]:
    """Return the responses that have a word, or one that begins with it, in their text."""
    expression = search_terms.expression(word)
    if not expression:
        return frozenset()
    sql = "SELECT rowid FROM canned_fts WHERE canned_fts MATCH ?"
    return frozenset(row[0] for row in store.db.execute(sql, (f"body : ({expression})",)))


def near_word(store: Store, word: str) -> frozenset[int]:
    """Return responses with a word like the typed one in their text; reads `LOOK_INTO` texts."""
    if len(word) < 4 or not word.isalnum():
        return frozenset()
    rows = store.db.execute(
        "SELECT rowid, body FROM canned_fts WHERE canned_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
        (f"body : {search_terms.quoted(word[:2], prefix=True)}", LOOK_INTO),
    )
    return frozenset(row[0] for row in rows if letters.near_in(word, folding.fold(row[1])))


def reason_uses(store: Store, reason: str) -> dict[int, int]:
    """Return how often each response was used for a reason, among the newest 2,000 uses."""
    rows = store.all(
        "SELECT u.canned_id, count(*) FROM"
        " (SELECT canned_id, interaction_id FROM canned_use ORDER BY id DESC LIMIT ?) u"
        " JOIN wrap_up w ON w.id = (SELECT max(id) FROM wrap_up"
        "  WHERE interaction_id = u.interaction_id AND undone_at IS NULL)"
        " WHERE w.reason = ? GROUP BY u.canned_id",
        RECENT_USES,
        reason,
    )
    return {int(row[0]): int(row[1]) for row in rows}
