"""One key takes back what was done last: a message that still waits, or the wrap-up after it."""

from typing import TYPE_CHECKING

from csr_desk import errors
from csr_desk.actions import message, wrap_draft
from csr_desk.domain.instants import MINUTE
from csr_desk.domain.models import OperationState

if TYPE_CHECKING:
    from csr_desk.screens.host import Host

WRAP_UP_AGE = 10 * MINUTE
"""How old a wrap-up may be that this key takes back; `wrap.undo` knows no such limit."""

_WAITING = (
    "SELECT ticket_id FROM operation WHERE state = ? AND message_id IS NOT NULL"
    " AND release_at > ? ORDER BY seq DESC LIMIT 1"
)


async def take_back(host: "Host") -> None:
    """Take the waiting message back with the wrap-up that followed it, or else the last wrap-up.

    Then the agent is where it can be done anew: in the composer or in the wrap-up.
    """
    desk = host.desk
    logged = _last_logged(host)
    waiting = desk.store.one(_WAITING, OperationState.WAITING, desk.now())
    if waiting is None and logged is not None:
        wrap_draft.take_back(desk, logged)
        await host.go("wrap_up", interaction_id=logged)
        return
    with desk.store.transaction():
        if waiting is not None and logged is not None and _followed(host, logged, waiting[0]):
            wrap_draft.take_back(desk, logged)
        undone = message.undo(desk)
    await host.go("ticket", ticket_id=undone.ticket_id)


def _last_logged(host: "Host") -> int | None:
    try:
        return wrap_draft.last_logged(host.desk, host.desk.now() - WRAP_UP_AGE)
    except errors.Refused:
        return None


def _followed(host: "Host", interaction_id: int, ticket_id: int) -> bool:
    """Tell whether a wrap-up was the end of the contact in which a ticket's message was sent."""
    store = host.desk.store
    return bool(
        store.value(
            "SELECT 1 FROM interaction WHERE id = ? AND ticket_id = ?", interaction_id, ticket_id
        )
    )
