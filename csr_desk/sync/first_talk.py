"""A conversation that comes for the first time: its old words are no news to what waits here.

A reply that was begun before any of it was here has seen none of it. What the ticket had when it
was read then is no news to it, else every reply to a ticket just fetched would be held; all that
was written later is news, also when the reply itself was finished later still.
"""

from csr_desk.actions.desk import Desk


def came(desk: Desk, ticket_id: int) -> None:
    """Count as seen, for drafts and unsent operations, the words that were there before them."""
    for table, more in (
        ("operation", " AND state NOT IN ('acknowledged', 'dropped')"),
        ("draft", ""),
    ):
        desk.store.execute(
            f"UPDATE {table} SET began_version = max(began_version, coalesce((SELECT max(m.id)"
            " FROM message m WHERE m.ticket_id = ?1 AND m.state <> 'dropped'"
            " AND m.agent_id IS NOT ?2 AND m.at <= began_at), 0))"
            f" WHERE ticket_id = ?1 AND began_at IS NOT NULL{more}",
            ticket_id,
            desk.agent_id,
        )
