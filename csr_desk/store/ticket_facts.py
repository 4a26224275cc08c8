"""What stands beside a conversation about its customer."""

from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store


@dataclass(frozen=True, slots=True)
class Recent:
    """One contact with the customer before this one."""

    at: Instant
    channel: str
    reason: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What stands beside the conversation about the customer."""

    name: str
    organisation: str
    language: str
    note: str
    verified_at: Instant | None
    addresses: tuple[tuple[str, str], ...]
    open_tickets: int
    recent: tuple[Recent, ...]


def facts(store: Store, customer_id: int, *, recent: int = 5) -> Facts:
    """Return what is known of a customer, with the last few logged contacts."""
    row = store.one(
        "SELECT c.name, coalesce(o.name, ''), c.language, c.note, c.verified_at FROM customer c"
        " LEFT JOIN organisation o ON o.id = c.organisation_id WHERE c.id = ?",
        customer_id,
    ) or ("", "", "", "", None)
    addresses = store.all(
        "SELECT kind, value FROM identity WHERE customer_id = ? AND kind <> 'external'"
        " ORDER BY is_primary DESC, id LIMIT 6",
        customer_id,
    )
    contacts = store.all(
        "SELECT i.started_at, i.channel, coalesce(w.reason, ''), coalesce(w.outcome, '')"
        " FROM interaction i LEFT JOIN wrap_up w ON w.id = (SELECT max(id) FROM wrap_up"
        "  WHERE interaction_id = i.id AND undone_at IS NULL)"
        " WHERE i.customer_id = ? AND i.wrapped_at IS NOT NULL"
        " ORDER BY i.started_at DESC LIMIT ?",
        customer_id,
        recent,
    )
    open_tickets = store.value(
        "SELECT count(*) FROM ticket WHERE customer_id = ? AND status < 4", customer_id
    )
    name, organisation, language, note, verified_at = row
    return Facts(
        name,
        organisation,
        language,
        note,
        verified_at,
        tuple((kind, value) for kind, value in addresses),
        int(open_tickets),
        tuple(Recent(*one) for one in contacts),
    )
