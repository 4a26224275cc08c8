"""What was promised to a customer, on them or on a ticket of theirs."""

from dataclasses import dataclass

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store


@dataclass(frozen=True, slots=True)
class Promise:
    """A follow-up: what was promised, when it is due, who wrote it down and when."""

    id: int
    ticket_id: int | None
    kind: str
    text: str
    due_at: Instant
    created_at: Instant
    done_at: Instant | None
    by: str


_PROMISE = (
    "SELECT f.id, f.ticket_id, f.kind, f.text, f.due_at, f.created_at, f.done_at,"
    " coalesce((SELECT e.actor FROM event e WHERE e.at BETWEEN f.created_at AND"
    " f.created_at + 1000 AND e.kind = 'follow_up.added'"
    " AND json_extract(e.data, '$.follow_up') = f.id LIMIT 1),"
    " (SELECT a.name FROM interaction i JOIN agent a ON a.id = i.agent_id"
    "  WHERE i.id = f.interaction_id), '') FROM follow_up f"
)


def promises(store: Store, customer_id: int, done_too: bool = False) -> list[Promise]:
    """Return what was promised to a customer, on them or on a ticket of theirs, by due time.

    Dropped follow-ups are left out, and those that are done unless `done_too`.
    """
    rows = store.all(
        f"{_PROMISE} WHERE f.id IN (SELECT id FROM follow_up WHERE customer_id = ?1 UNION"
        " SELECT u.id FROM ticket t JOIN follow_up u ON u.ticket_id = t.id"
        " WHERE t.customer_id = ?1) AND f.dropped_at IS NULL"
        " AND (?2 OR f.done_at IS NULL) ORDER BY f.due_at, f.id LIMIT 200",
        customer_id,
        done_too,
    )
    return [Promise(*row) for row in rows]
