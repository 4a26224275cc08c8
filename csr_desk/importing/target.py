"""Where rows go: the store with the instant, the actor and fresh ids, and what became of a row."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from csr_desk.domain.instants import Instant
from csr_desk.importing.values import BadValue
from csr_desk.store.connection import Store

SOURCE = "import"
CACHE_LIMIT = 50_000


class Outcome(StrEnum):
    """What importing one row did to the store."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Target:
    """The store to write to, at which instant, by whom, with fresh unique ids; whose desk it is."""

    store: Store
    at: Instant
    actor: str
    new_uid: Callable[[], str]
    agent_id: int = 1


class UnknownReference(BadValue):
    """A row refers to a record that is not here; it may be imported again once that one is."""


def source_of(key: str) -> str:
    """Return the source's name out of a key."""
    return key.rpartition(":")[0].rpartition(":")[0]
