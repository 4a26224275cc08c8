"""What is fetched next: what the agent asked for, then what they will open, in this order."""

from csr_desk.domain.instants import Instant
from csr_desk.store.connection import Store

_FLIES = (
    "EXISTS (SELECT 1 FROM operation o WHERE o.ticket_id = r.ticket_id"
    " AND o.state IN ('trying', 'in_doubt'))"
)


def wanted(store: Store, account: str, limit: int) -> list[int]:
    """Return the tickets the agent asked to see, the newest wish first."""
    rows = store.all(
        "SELECT ticket_id FROM remote_ticket WHERE account = ? AND wanted_at IS NOT NULL"
        " AND deleted_at IS NULL ORDER BY wanted_at DESC, ticket_id LIMIT ?",
        account,
        limit,
    )
    return [int(row[0]) for row in rows]


def stale(store: Store, account: str, limit: int, now: Instant) -> list[int]:
    """Return the tickets to read again whose writes are through now.

    A reading was passed over, or the helpdesk needed a moment after a write.
    """
    rows = store.all(
        "SELECT r.ticket_id FROM remote_ticket r WHERE r.account = ? AND r.stale_at <= ?"
        f" AND r.deleted_at IS NULL AND NOT {_FLIES} ORDER BY r.stale_at, r.ticket_id LIMIT ?",
        account,
        now,
        limit,
    )
    return [int(row[0]) for row in rows]


def next_talks(store: Store, account: str, agent_id: int, limit: int) -> list[int]:
    """Return the tickets whose conversation is fetched next.

    What the agent asked for; open tickets something waits for; their own open ones; other open
    ones, what changed last first. A solved ticket is fetched only when it is asked for, one with
    a write on its way when that is through.
    """
    rows = store.all(
        "SELECT r.ticket_id FROM remote_ticket r CROSS JOIN ticket t ON t.id = r.ticket_id"
        " WHERE r.account = ?1 AND r.talk_stamp <> r.stamp AND r.deleted_at IS NULL"
        f" AND (r.wanted_at IS NOT NULL OR t.status < 4) AND NOT {_FLIES}"
        " ORDER BY coalesce(r.wanted_at, 0) DESC, EXISTS (SELECT 1 FROM operation o"
        "  WHERE o.ticket_id = r.ticket_id AND o.state NOT IN ('acknowledged', 'dropped')) DESC,"
        " t.assignee_id IS ?2 DESC, t.updated_at DESC, r.ticket_id LIMIT ?3",
        account,
        agent_id,
        limit,
    )
    return [int(row[0]) for row in rows]


def behind(store: Store, account: str) -> int:
    """Return how many tickets have something new that is fetched without being asked for."""
    return int(
        store.value(
            "SELECT count(*) FROM remote_ticket r JOIN ticket t ON t.id = r.ticket_id"
            " WHERE r.account = ? AND r.deleted_at IS NULL AND (r.stale_at IS NOT NULL"
            " OR r.talk_stamp <> r.stamp AND (r.wanted_at IS NOT NULL OR t.status < 4))"
            f" AND NOT {_FLIES}",
            account,
        )
    )


def read_long_ago(store: Store, account: str, before: int, limit: int) -> list[str]:
    """Return the remote ids of open tickets not read since an instant, the oldest reading first."""
    rows = store.all(
        "SELECT t.remote_id FROM remote_ticket r JOIN ticket t ON t.id = r.ticket_id"
        " WHERE r.account = ? AND r.deleted_at IS NULL AND r.read_at < ? AND t.status < 4"
        f" AND t.remote_id IS NOT NULL AND NOT {_FLIES} ORDER BY r.read_at, r.ticket_id LIMIT ?",
        account,
        before,
        limit,
    )
    return [str(row[0]) for row in rows]
