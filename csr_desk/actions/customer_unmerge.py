"""Taking two joined records apart again."""

import json
from dataclasses import dataclass

from csr_desk import errors
from csr_desk.actions.desk import Desk
from csr_desk.actions.merge_fields import restore_fields
from csr_desk.actions.merge_rows import (
    MOVED_TABLES,
    follow_tickets,
    ids_of,
    move,
    return_identities,
)
from csr_desk.store import customers, people


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that stands; `from_id` is the record that went into `into_id`."""

    id: int
    from_id: int
    into_id: int
    at: int
    actor: str
    from_name: str


def undo_merge(desk: Desk, merge_id: int) -> int:
    """Take a merge apart again and return the id of the record that is back.

    What came after it on a ticket that goes back goes with the ticket; a field that was edited
    since keeps the newer value. Raises Refused when the merge is undone already, or when one of
    the two records took part in a later merge that must be undone first.
    """
    with desk.store.transaction():
        row = desk.store.one(
            "SELECT from_id, into_id, moved, undone_at FROM customer_merge WHERE id = ?", merge_id
        )
        if row is None or row[3] is not None:
            raise errors.Refused("this merge is undone already, or never was")
        from_id, into_id = int(row[0]), int(row[1])
        survivor = customers.record(desk.store, into_id)
        if survivor.merged_into is not None:
            raise errors.Refused(
                "the record they were joined in was merged itself", "Undo that merge first."
            )
        moved = json.loads(row[2])
        _expect_parted_tickets(desk, moved.get("ticket", []))
        for table in MOVED_TABLES:
            move(desk.store, table, moved.get(table, []), from_id, only_from=into_id)
        follow_tickets(desk.store, moved, from_id, into_id)
        return_identities(desk.store, moved["identity"], from_id, into_id)
        restore_fields(desk, survivor, moved)
        desk.store.execute(
            "UPDATE customer SET merged_into = NULL, version = version + 1 WHERE id = ?", from_id
        )
        desk.store.execute(
            "UPDATE customer_merge SET undone_at = ? WHERE id = ?", desk.now(), merge_id
        )
        for one in (from_id, into_id):
            people.refresh_search(desk.store, one)
        desk.log(
            "customer.merge_undone",
            customer_id=into_id,
            from_id=from_id,
            merge=merge_id,
            contacts=ids_of(desk.store, "interaction", from_id),
        )
        return from_id


def _expect_parted_tickets(desk: Desk, ticket_ids: list[int]) -> None:
    """Refuse while a ticket that goes back is one with a ticket that stays."""
    row = desk.store.one(
        "SELECT f.reference, i.reference FROM ticket_move m JOIN ticket f ON f.id = m.from_id"
        " JOIN ticket i ON i.id = m.into_id WHERE m.kind = 'merge' AND m.undone_at IS NULL"
        " AND (m.from_id IN (SELECT value FROM json_each(?1)))"
        " <> (m.into_id IN (SELECT value FROM json_each(?1))) LIMIT 1",
        json.dumps(ticket_ids),
    )
    if row is not None:
        raise errors.Refused(
            f"their tickets #{row[0]} and #{row[1]} were merged since",
            "Take that merge apart first, with {ticket.unmerge} in the ticket.",
        )


def last_merge(desk: Desk, customer_id: int) -> MergeRow | None:
    """Return the last merge into a record that still stands, None when there is none."""
    row = desk.store.one(
        "SELECT m.id, m.from_id, m.into_id, m.at, m.actor, c.name FROM customer_merge m"
        " JOIN customer c ON c.id = m.from_id WHERE m.into_id = ? AND m.undone_at IS NULL"
        " ORDER BY m.id DESC LIMIT 1",
        customer_id,
    )
    return MergeRow(*row) if row else None
