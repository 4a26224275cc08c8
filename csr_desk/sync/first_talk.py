"""A conversation that comes for the first time: its old words are no news to what waits here.

A reply that was begun before any of it was here has seen none of it. What the ticket had when it
was read then is no news to it, else every reply to a ticket just fetched would be held; all that
was written later is news, also when the reply itself was finished later still.
"""

from csr_desk.actions.desk import Desk
from csr_desk.domain.instants import SECOND, Instant

_NEWEST_BEFORE = (
    "max(began_version, coalesce((SELECT max(m.id) FROM message m WHERE m.ticket_id = ?1"
    " AND m.state <> 'dropped' AND m.agent_id IS NOT ?2"
    " AND m.at <= coalesce(began_at, {} + ?3)), 0))"
)


def came(desk: Desk, ticket_id: int, at: Instant | None) -> None:
    """Count as seen, for drafts and unsent operations, the words that were there before them.

    `at` is now on the helpdesk's clock, by which its messages are dated, to the second: where it is
    not known how late the ticket had been read, what came within the same second is news.
    """
    ahead = (0 if at is None else at - desk.now()) - SECOND
    for table, began, more in (
        ("operation", "created_at", " AND state NOT IN ('acknowledged', 'dropped')"),
        ("draft", "updated_at", ""),
    ):
        desk.store.execute(
            f"UPDATE {table} SET began_version = {_NEWEST_BEFORE.format(began)}"
            f" WHERE ticket_id = ?1{more}",
            ticket_id,
            desk.agent_id,
            ahead,
        )
