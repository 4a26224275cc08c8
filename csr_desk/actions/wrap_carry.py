"""The operations a wrap-up leaves for the helpdesk, also when it is taken back or corrected."""

from typing import Any

from csr_desk.actions import outbox, wishes
from csr_desk.actions.desk import Desk
from csr_desk.domain.models import Interaction
from csr_desk.store.tickets import Ticket

_UNSENT = "state IN ('waiting', 'queued', 'blocked') AND bundle IS NULL"


def carry(desk: Desk, one: Interaction, account: str, **payload: Any) -> None:
    """Leave the operation that carries a wrap-up to the helpdesk of its ticket."""
    outbox.write(
        desk,
        one.ticket_id,
        "wrap_up",
        {"interaction": one.id, **payload},
        account=account,
        interaction_id=one.id,
    )


def carry_back(desk: Desk, one: Interaction, ticket: Ticket, before: dict[str, Any]) -> None:
    """Take back what a wrap-up left: unsent it is dropped, sent it is followed by its reverse."""
    after = {"status": int(ticket.status), "tags": list(ticket.tags)}
    old = {"status": before["status"], "tags": list(before["tags"])}
    if after != old:
        # An unsent change and its reverse are joined, and come to nothing.
        reverse = {"before": after, "after": old, "told": "wrap-up undone"}
        outbox.write(desk, ticket.id, "update", reverse, account=ticket.account)
        wishes.want_ticket(desk, ticket.id)
    desk.store.execute(
        "UPDATE operation SET state = 'dropped' WHERE interaction_id = ? AND kind = 'wrap_up'"
        f" AND {_UNSENT}",
        one.id,
    )
    if desk.store.value(
        "SELECT 1 FROM operation WHERE interaction_id = ? AND kind = 'wrap_up'"
        " AND state <> 'dropped'",
        one.id,
    ):
        carry(desk, one, ticket.account, undone=True)
