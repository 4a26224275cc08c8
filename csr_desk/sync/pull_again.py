"""Reading again what no list of changes tells: tickets that are gone, customers who were merged."""

from csr_desk.backends.base import Can
from csr_desk.backends.failures import Missing
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import PersonWrite
from csr_desk.domain.instants import HOUR
from csr_desk.store import remote_order
from csr_desk.sync import apply_merged_people
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.acting import as_sync
from csr_desk.sync.pull_tickets import MOST, refresh

AFTER = HOUR
"""An open ticket that was not read for so long is read again."""

AFTER_TOLD = 24 * HOUR
"""The same where the changes tell what was deleted, and only a record's erasure is not told."""


def reconcile(account: SyncAccount) -> Flow[bool]:
    """Read the open tickets that were not read for long; True while there are more.

    A ticket that was deleted may be in no list of changes an ordinary agent may see.
    """
    store = account.desk.store
    before = account.now() - (AFTER_TOLD if Can.DELETIONS in account.backend.can else AFTER)
    ids = remote_order.read_long_ago(store, account.name, before, MOST)
    if not ids:
        return False
    yield from refresh(account, ids)
    left = remote_order.read_long_ago(store, account.name, before, MOST)
    # What the helpdesk did not date is not asked for again and again.
    return bool(left) and left != ids


def look_for_person(account: SyncAccount, loser: str, winner: str) -> Flow[None]:
    """Look whether somebody whose ticket went to another is gone: then they were merged."""
    desk = as_sync(account.desk)
    write = PersonWrite(marker="", uid="", id=loser, fields={})
    try:
        yield from account.backend.find_person(write)
        is_gone = False
    except Missing:
        is_gone = True
    with desk.store.transaction():
        apply_merged_people.clear(desk, account.name, loser)
        if is_gone:
            apply_merged_people.join(desk, account.name, loser, winner)
