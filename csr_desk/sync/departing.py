"""The one transaction in which it is decided what of a ticket leaves now, and written down.

Until it begins the agent may still edit, drop or undo; once it is through, the request leaves.
"""

from typing import NamedTuple

from csr_desk.backends.failures import Rejected
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.writes import Write
from csr_desk.domain.instants import SECOND
from csr_desk.domain.models import OperationState
from csr_desk.store import operations, remote
from csr_desk.store.operations import Operation
from csr_desk.store.remote import RemoteState
from csr_desk.sync import outcomes
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.bases import from_json
from csr_desk.sync.joining import Joined
from csr_desk.sync.parting import leading, next_request, sent_request
from csr_desk.sync.writing import has_effect, write_of


class Departure(NamedTuple):
    """What leaves: the operations, their write, and the very text that is sent."""

    joined: Joined
    write: Write
    body: str


def joined_of(account: SyncAccount, waiting: list[Operation]) -> Joined:
    """Return what goes out together next; Rejected for a change this desk cannot send."""
    bundle = leading(waiting).bundle
    if bundle is not None:
        return sent_request(account, bundle)
    joined = next_request(account, waiting)
    if not joined.operations:
        raise Rejected(f"This desk does not know how to send a {waiting[0].kind!r}")
    return joined


def is_read(state: RemoteState | None) -> bool:
    """Tell whether a ticket was read late enough to be told from any change since."""
    if state is None or not state.stamp or state.deleted_at is not None:
        return False
    return state.settled


def is_heard(state: RemoteState, joined: Joined) -> bool:
    """Tell whether the conversation is here as far as what goes out needs it."""
    return not joined.is_reply or state.talk_stamp == state.stamp


def depart(account: SyncAccount, ticket_id: int) -> Departure | bool:
    """Decide what leaves now. True: settled without a request; False: look at the ticket again."""
    store = account.desk.store
    with store.transaction():
        waiting = operations.in_turn(store, ticket_id)
        first = leading(waiting) if waiting else None
        if first is None or first.state is not OperationState.QUEUED:
            return False
        try:
            joined = joined_of(account, waiting)
        except Rejected as refusal:
            outcomes.rejected(account, Joined([first]), refusal)
            return True
        base = None
        if not joined.is_create:
            base = _base(account, ticket_id, joined)
            if base is None or _stops(account, ticket_id, joined, base):
                return False
        return _written(account, ticket_id, joined, base)


def _base(account: SyncAccount, ticket_id: int, joined: Joined) -> RemoteTicket | None:
    state = remote.state(account.desk.store, ticket_id)
    if state is None or not is_read(state) or not is_heard(state, joined):
        return None
    return from_json(state.base)


def _stops(account: SyncAccount, ticket_id: int, joined: Joined, base: RemoteTicket) -> bool:
    """Hold back what must not go: a lost change that may be there, a reply over a new word."""
    if _is_past(account, joined, base):
        operations.move(account.desk.store, joined.uids, OperationState.IN_DOUBT)
        return True
    if joined.is_reply and outcomes.is_stale(account, ticket_id, joined):
        outcomes.held(account, joined)
        return True
    return False


def _is_past(account: SyncAccount, joined: Joined, base: RemoteTicket) -> bool:
    """Tell whether the ticket changed since a lost change was looked for: it may be that change.

    Only against the stamp of that look a second copy is told from the first.
    """
    bundle = operations.bundle(account.desk.store, joined.operations[0].bundle or "")
    if bundle is None or not bundle.looked:
        return False
    return bool(bundle.stamp) and bundle.stamp != base.stamp


def _written(
    account: SyncAccount, ticket_id: int, joined: Joined, base: RemoteTicket | None
) -> Departure | bool:
    marker = joined.operations[0].bundle or account.desk.new_uid()
    try:
        write = write_of(account, ticket_id, joined, base, marker, account.now())
        if base is not None:  # it was read after that second was over
            write = write._replace(since=base.updated_at + SECOND)
    except Rejected as refusal:
        outcomes.rejected(account, joined, refusal)
        return True
    if not has_effect(write):
        outcomes.acknowledged(account, joined, marker, None)
        return True
    known = operations.bundle(account.desk.store, marker)
    # A key stands for one body: the bytes of a new ticket are made once and never again.
    body = known.body if known and joined.is_create else account.backend.body(write)
    outcomes.trying(account, ticket_id, joined, write, body)
    return Departure(sent_request(account, marker), write, body)
