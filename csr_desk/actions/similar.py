"""How tickets like an open one were wrapped up: kept from the look for suggestions, in memory."""

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from csr_desk.store.connection import Store

KEPT = 50
"""Tickets whose shares are kept: more are not open at a time."""

_kept: WeakKeyDictionary[Store, dict[int, Mapping[str, float]]] = WeakKeyDictionary()


def keep(store: Store, ticket_id: int, shares: Mapping[str, float]) -> None:
    """Keep the share of each reason among tickets like one, 1 for all of them."""
    known = _kept.setdefault(store, {})
    known.pop(ticket_id, None)
    known[ticket_id] = shares
    while len(known) > KEPT:
        known.pop(next(iter(known)))


def of(store: Store, ticket_id: int) -> Mapping[str, float]:
    """Return the share of each reason among tickets like one, none before it was looked up."""
    return _kept.get(store, {}).get(ticket_id, {})
