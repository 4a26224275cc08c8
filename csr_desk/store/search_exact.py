"""What an e-mail address, a telephone number, an order number or a reference names."""

from collections.abc import Iterator

from csr_desk.domain.models import IdentityKind
from csr_desk.store import people
from csr_desk.store.connection import Store
from csr_desk.store.search_hits import CUSTOMER, TICKETS, Hit, customers, ticket

SHARE = 8
"""How many customers, responses and articles each stand beside the tickets."""

SUFFIX = 4
"""How many last digits of a telephone number are enough to look for it."""


def exact(store: Store, text: str) -> Iterator[Hit]:
    """Return what a ticket reference, e-mail address, telephone or order number names."""
    wanted = text.strip()
    bare = wanted.removeprefix("#").strip()
    if not bare:
        return
    row = store.one(f"{TICKETS} WHERE t.reference = ?", bare)
    if row is not None:
        yield ticket(row)
    yield from _orders(store, bare)
    ids: list[int] = []
    if "@" in wanted:
        ids += people.find(store, IdentityKind.EMAIL, wanted)
        ids += people.find(store, IdentityKind.SOCIAL, wanted)
    ids += by_phone_end(store, wanted)
    yield from customers(store, ids)


def by_phone_end(store: Store, text: str, limit: int = SHARE) -> list[int]:
    """Return customers whose telephone number ends in the digits typed, or has its last seven."""
    if any(char.isalpha() for char in text):
        return []
    digits = people.normal_phone(text)
    if len(digits) < SUFFIX:
        return []
    start = digits[::-1]
    rows = store.all(
        "SELECT customer_id FROM identity WHERE reversed >= ? AND reversed < ? LIMIT ?",
        start,
        start + ":",  # ':' follows '9'
        limit,
    )
    ids = [people.survivor(store, row[0]) for row in rows] or people.find_by_phone(store, text)
    return list(dict.fromkeys(ids))[:limit]


def _orders(store: Store, number: str) -> Iterator[Hit]:
    rows = store.all(
        "SELECT c.id, c.name, o.number, o.status, o.placed_at FROM customer_order o"
        " JOIN customer c ON c.id = o.customer_id"
        " WHERE o.number = ? COLLATE NOCASE LIMIT 5",
        number,
    )
    for row in rows:
        words = f"order {row[2]} {row[3]}".strip()
        yield Hit(CUSTOMER, people.survivor(store, row[0]), row[1], words, row[4] or 0, row[2])
