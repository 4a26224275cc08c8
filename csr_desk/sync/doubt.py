"""After a lost answer: the helpdesk is read before anything is sent again, never guessed."""

from csr_desk.backends.base import Can
from csr_desk.backends.failures import Missing, Rejected
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Found
from csr_desk.domain.instants import MINUTE, SECOND
from csr_desk.store import operations, remote
from csr_desk.store.operations import Bundle
from csr_desk.sync import outcomes, reading
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.bases import from_json
from csr_desk.sync.finishing import finish
from csr_desk.sync.joining import Joined
from csr_desk.sync.parting import sent_request
from csr_desk.sync.writing import write_of

KEY_LASTS = 110 * MINUTE
"""How long an idempotency key is trusted; helpdesks promise two hours (spec/zendesk.md 7)."""

LOOK_TWICE_APART = 30 * SECOND
"""How far two looks lie apart where nothing but them keeps a change from being made twice."""

_GONE = (
    "The ticket was deleted at the helpdesk. Whether this change had arrived before cannot be seen"
    " any more: keep the text as a note, or drop it."
)


def look(account: SyncAccount, ticket_id: int, marker: str) -> Flow[bool]:
    """Look whether a bundle is in effect; True when it is settled one way or the other."""
    store = account.desk.store
    bundle = operations.bundle(store, marker)
    if bundle is None:
        raise ValueError(f"operations of the bundle {marker} are in doubt, but it is not there")
    joined = sent_request(account, marker)
    if joined.is_create and _key_is_good(account, bundle):
        outcomes.send_again(account, bundle)
        return True
    state = remote.state(store, ticket_id)
    base = from_json(state.base) if state else None
    began = bundle.first_sent_at or joined.operations[0].created_at
    try:
        write = write_of(account, ticket_id, joined, base, marker, began)
        found = yield from account.backend.find(write._replace(since=bundle.since))
    except Missing:
        outcomes.rejected(account, joined, Missing(_GONE))
        reading.doubt_base(account, ticket_id)
        return True
    except Rejected as refusal:  # it may be there all the same: nobody but the agent can tell
        outcomes.not_found(account, bundle, LOOK_TWICE_APART, refusal.words)
        return False
    if joined.is_create and found.applied is not None:
        known = remote.ticket_of(store, account.name, found.applied.remote_id)
        if known not in (None, ticket_id):  # it looks the same, and is another ticket of this desk
            found = Found(None, at=found.at)
    if found.applied is not None:
        finish(account, ticket_id, joined, marker, found.applied)
        return True
    if not found.is_sure:
        outcomes.not_found(account, bundle, LOOK_TWICE_APART, found.likeness)
        return False
    if not _is_safe(account, joined, bundle):
        outcomes.not_found(account, bundle, LOOK_TWICE_APART, "")
        return False
    outcomes.send_again(account, bundle, found.ticket.stamp if found.ticket else "")
    if found.ticket is not None:
        reading.saw(account, found.ticket, found.at)
    return True


def _key_is_good(account: SyncAccount, bundle: Bundle) -> bool:
    """Tell whether the helpdesk itself keeps a repeated request from making a second ticket."""
    if Can.CREATE_KEY not in account.backend.can:
        return False
    return account.now() - (bundle.first_sent_at or 0) < KEY_LASTS


def _is_safe(account: SyncAccount, joined: Joined, bundle: Bundle) -> bool:
    """Tell whether "not there" may be believed: a stamp refuses a late copy, else look twice."""
    if Can.STAMP in account.backend.can and not joined.is_create:
        return True
    return bundle.looked > 0
