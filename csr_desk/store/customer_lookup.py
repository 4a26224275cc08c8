"""Who is calling: customers by any piece of what they say, results while typing.

A ticket or order number, an e-mail address, a telephone number or its end are looked up in their
own indexes first; pieces of a name, company or address come from the word index.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from csr_desk.domain.models import IdentityKind
from csr_desk.store import people, search_exact, search_terms
from csr_desk.store.connection import Store

LIMIT = 12
NUMBER_START = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A customer who was found; `why` says by what, `ticket_id` which ticket they named."""

    customer_id: int
    name: str
    organisation: str
    addresses: str
    why: str = ""
    ticket_id: int | None = None


def look(store: Store, typed: str, limit: int = LIMIT) -> list[Found]:
    """Return the customers a typed text finds, exact addresses and numbers first."""
    found: dict[int, tuple[str, int | None]] = {}
    for customer_id, why, ticket_id in _stages(store, typed.strip(), limit):
        found.setdefault(customer_id, (why, ticket_id))
        if len(found) >= limit:
            break
    return described(store, [(one, *rest) for one, rest in found.items()])


def described(store: Store, ids: Iterable[tuple[int, str, int | None]]) -> list[Found]:
    """Return customers with what tells them apart, in the order of the (id, why, ticket) given."""
    wanted = list(ids)
    marks = ", ".join("?" * len(wanted))
    rows = {
        row[0]: row
        for row in store.all(
            "SELECT c.id, c.name, coalesce(o.name, ''), coalesce((SELECT group_concat(value, '  ')"
            " FROM (SELECT value FROM identity WHERE customer_id = c.id AND kind <> 'external'"
            "  ORDER BY kind, is_primary DESC, id LIMIT 4)), '')"
            " FROM customer c LEFT JOIN organisation o ON o.id = c.organisation_id"
            f" WHERE c.id IN ({marks})",
            *(one[0] for one in wanted),
        )
    }
    return [Found(*(*rows[one], why, ticket_id)) for one, why, ticket_id in wanted if one in rows]


def recent(store: Store, agent_id: int, limit: int = 5) -> list[Found]:
    """Return the customers of the agent's last contacts, the last one first."""
    rows = store.all(
        "SELECT customer_id FROM interaction WHERE agent_id = ? ORDER BY started_at DESC, id DESC"
        " LIMIT ?",
        agent_id,
        limit * 4,
    )
    ids = list(dict.fromkeys(people.survivor(store, row[0]) for row in rows))[:limit]
    return described(store, [(one, "last contact", None) for one in ids])


def _stages(store: Store, typed: str, limit: int) -> Iterator[tuple[int, str, int | None]]:
    bare = typed.removeprefix("#").strip()
    if not bare:
        return
    row = store.one("SELECT customer_id, id, subject FROM ticket WHERE reference = ?", bare)
    if row is not None:
        yield row[0], f"ticket #{bare} {row[2]}", row[1]
    for customer_id, number in _orders(store, bare, limit):
        yield people.survivor(store, customer_id), f"order {number}", None
    if "@" in typed:
        for kind in (IdentityKind.EMAIL, IdentityKind.SOCIAL):
            yield from ((one, "", None) for one in people.find(store, kind, typed))
    yield from ((one, "", None) for one in search_exact.by_phone_end(store, typed, limit))
    match = search_terms.expression(typed)
    for one in search_terms.newest(store, "customer_fts", match, limit):
        yield one, "", None


def _orders(store: Store, bare: str, limit: int) -> list[tuple[int, str]]:
    if len(bare) < NUMBER_START or not any(char.isdigit() for char in bare):
        return []
    rows = store.all(
        "SELECT customer_id, number FROM customer_order WHERE number >= ?1 COLLATE NOCASE"
        " AND number < ?2 COLLATE NOCASE ORDER BY number COLLATE NOCASE LIMIT ?3",
        bare,
        bare + "\U0010ffff",
        limit,
    )
    return [(row[0], row[1]) for row in rows]
