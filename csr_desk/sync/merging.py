"""Merging tickets at the helpdesk: naming the same two again changes nothing, so it is repeated."""

from csr_desk.backends.base import Can
from csr_desk.backends.failures import BackendFailure, NoAnswer, Rejected
from csr_desk.backends.wire import Flow
from csr_desk.domain.models import OperationState
from csr_desk.store import operations, tickets
from csr_desk.store.operations import Operation
from csr_desk.sync import outcomes
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.joining import Joined

_STATES = (OperationState.QUEUED, OperationState.IN_DOUBT)


def merge(account: SyncAccount, one: Operation) -> Flow[bool]:
    """Merge a ticket into another one; False when the operation does not go now."""
    if one.state not in _STATES:
        return False
    store, joined = account.desk.store, Joined([one])
    source = tickets.ticket(store, one.ticket_id or 0)
    into = tickets.ticket(store, int(one.payload["into"]))
    try:
        if Can.MERGE_TICKETS not in account.backend.can:
            raise Rejected(f"{account.name} does not merge tickets")
        if source.remote_id is None or into.remote_id is None:
            raise Rejected("Both tickets must be at the helpdesk before they can be merged")
        with store.transaction():
            now_is = store.value("SELECT state FROM operation WHERE uid = ?", one.uid)
            if now_is not in _STATES:
                return False  # it was taken back in this very moment
            operations.move(
                store, [one.uid], OperationState.TRYING, attempts=one.attempts + 1, error=None
            )
        note = str(one.payload.get("note", ""))
        yield from account.backend.merge_tickets(into.remote_id, (source.remote_id,), note)
    except Rejected as refusal:
        outcomes.rejected(account, joined, refusal)
        return True
    except NoAnswer as failure:
        outcomes.in_doubt(account, joined, failure.words, failure.after_s)
        raise
    except BackendFailure as failure:
        outcomes.not_applied(account, joined, failure.words, failure.after_s)
        raise
    outcomes.acknowledged(account, joined, one.uid, None)
    with store.transaction():
        for ticket_id in (source.id, into.id):
            store.execute(
                "UPDATE remote_ticket SET wanted_at = ? WHERE ticket_id = ?",
                account.now(),
                ticket_id,
            )
    return True
