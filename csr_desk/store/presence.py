"""Who else is on a ticket: what was told lately, and contacts of other desks on this store."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from csr_desk.domain.instants import HOUR, MINUTE, Instant
from csr_desk.store.connection import Store

TYPING, VIEWING = "typing", "viewing"
STAYS: Final = {TYPING: 2 * MINUTE, VIEWING: 5 * MINUTE}
"""How long what was told counts when nothing more comes."""

WROTE_LATELY: Final = 15 * MINUTE
"""How long ago a colleague may have written for it to be said."""


class Seen(NamedTuple):
    """A colleague on a ticket; `who` is as the source has it and is cleaned where it is shown."""

    who: str
    doing: str
    at: Instant


_FRESH = f"((doing = 'typing' AND at > ?1 - {STAYS[TYPING]}) OR at > ?1 - {STAYS[VIEWING]})"
_DOING = (
    f"CASE WHEN doing = 'typing' AND at > ?1 - {STAYS[TYPING]} THEN 'typing' ELSE 'viewing' END"
)


def keep(store: Store, ticket_id: int, who: str, doing: str, at: Instant) -> None:
    """Write that somebody was seen, inside the caller's transaction; an older word is ignored."""
    store.execute("DELETE FROM presence WHERE at < ?", at - HOUR)
    store.execute(
        "INSERT INTO presence VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE"
        " SET doing = ?3, at = ?4 WHERE ?4 >= at",
        ticket_id,
        who,
        doing,
        at,
    )


def gone(store: Store, ticket_id: int, who: str) -> None:
    """Forget that somebody was seen, inside the caller's transaction."""
    store.execute("DELETE FROM presence WHERE ticket_id = ? AND who = ?", ticket_id, who)


def others(store: Store, ticket_id: int, agent_id: int, now: Instant) -> list[Seen]:
    """Return who else is on a ticket as far as anybody told, those who type first."""
    rows = store.all(
        f"SELECT who, {_DOING}, at FROM presence WHERE ticket_id = ?2 AND {_FRESH}"
        " UNION ALL SELECT a.name, 'viewing', i.started_at FROM interaction i"
        " JOIN agent a ON a.id = i.agent_id WHERE i.ticket_id = ?2 AND i.agent_id <> ?3"
        " AND i.ended_at IS NULL ORDER BY 2, 3 DESC",
        now,
        ticket_id,
        agent_id,
    )
    found: dict[str, Seen] = {}
    for row in rows:
        found.setdefault(str(row[0]), Seen(*row))
    return list(found.values())


def typed_on(store: Store, now: Instant) -> frozenset[int]:
    """Return the tickets on which a colleague types now."""
    rows = store.all("SELECT ticket_id FROM presence WHERE doing = 'typing' AND at > ?",
                     now - STAYS[TYPING])  # fmt: skip
    return frozenset(row[0] for row in rows)


def seen_on(store: Store, now: Instant) -> dict[int, Seen]:
    """Return ticket to who else is on it, where somebody told; who types comes first."""
    rows: Iterable[tuple[int, str, str, Instant]] = store.db.execute(
        f"SELECT ticket_id, who, {_DOING}, at FROM presence WHERE {_FRESH} ORDER BY 3 DESC, 4",
        (now,),
    )
    return {row[0]: Seen(*row[1:]) for row in rows}


def wrote_last(store: Store, ticket_id: int, agent_id: int, now: Instant) -> Seen | None:
    """Return the colleague who wrote on a ticket within a quarter of an hour, None for nobody."""
    row = store.one(
        "SELECT author, 'wrote', at FROM message WHERE ticket_id = ? AND at > ?"
        " AND author_kind = 'agent' AND agent_id <> ? AND state <> 'dropped'"
        " ORDER BY at DESC, id DESC LIMIT 1",
        ticket_id,
        now - WROTE_LATELY,
        agent_id,
    )
    return None if row is None else Seen(*row)
