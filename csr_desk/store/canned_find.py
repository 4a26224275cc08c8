"""Finding a response by a few letters of its name, its title or its text."""

import json

from csr_desk.domain.instants import Instant
from csr_desk.domain.models import Canned, Scope, Status
from csr_desk.store.connection import Row, Store

_CANNED = (
    "SELECT id, name, title, body, folder, scope, language, uses, version, valid_until, tags,"
    " set_status FROM canned WHERE archived_at IS NULL AND (scope <> 'mine' OR owner_id IS ?1)"
)


def _canned(row: Row) -> Canned:
    return Canned(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        Scope(row[5]),
        row[6],
        row[7],
        row[8],
        row[9],
        tuple(json.loads(row[10])),
        None if row[11] is None else Status(row[11]),
    )


def find(store: Store, letters: str, *, agent_id: int, now: Instant, limit: int) -> list[Canned]:
    """Return the responses that fit some letters, the best first; expired ones come last.

    A name that begins with them is best, then the letters in a name or title, then every word in
    the text, then the letters in order; equal ones by how often they were used.
    """
    wanted = letters.strip().lower()
    ranked = []
    for row in store.all(_CANNED, agent_id):
        one = _canned(row)
        rank = _rank(one, wanted)
        if rank is not None:
            expired = one.valid_until is not None and one.valid_until < now
            ranked.append(((expired, rank, -one.uses, one.name.lower()), one))
    ranked.sort(key=lambda pair: pair[0])
    return [one for _, one in ranked[:limit]]


def _rank(one: Canned, wanted: str) -> int | None:
    name, title = one.name.lower(), one.title.lower()
    if not wanted or name.startswith(wanted):
        return 0
    if wanted in name or wanted in title:
        return 1
    words = wanted.split()
    text = f"{name} {title} {one.body.lower()}"
    if all(word in text for word in words):
        return 2
    return 3 if _in_order(wanted.replace(" ", ""), f"{name} {title}") else None


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)
