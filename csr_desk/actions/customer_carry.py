"""What a change of a customer's record leaves for the helpdesks that know the customer."""

import json

from csr_desk.actions.desk import Desk
from csr_desk.domain.models import OperationState

CARRIED = frozenset({"name", "note", "language", "email", "phone"})
"""Fields a helpdesk keeps of a customer; the rest stays in this store."""


def carry(desk: Desk, customer_id: int, field: str, old: str, new: str) -> None:
    """Leave an operation for each helpdesk that knows the customer, in the current transaction."""
    if field not in CARRIED:
        return
    rows = desk.store.all(
        "SELECT DISTINCT account FROM remote_row WHERE kind = 'customer' AND local_id = ?",
        customer_id,
    )
    for (account,) in rows:
        desk.store.insert(
            "operation",
            uid=desk.new_uid(),
            account=account,
            customer_id=customer_id,
            kind="person",
            payload=json.dumps({"field": field, "before": old, "after": new}, ensure_ascii=False),
            state=OperationState.QUEUED,
            release_at=0,
            created_at=desk.now(),
        )
