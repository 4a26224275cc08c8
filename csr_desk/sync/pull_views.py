"""The helpdesk's own views: how many tickets each holds, and which."""

from csr_desk.backends.failures import Rejected
from csr_desk.backends.wire import Flow
from csr_desk.domain.instants import MINUTE, Instant
from csr_desk.store import remote, remote_catalogue
from csr_desk.store.remote_catalogue import View
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.apply import apply_page
from csr_desk.sync.pull_tickets import refresh

AT_ONCE = 4
"""Views whose tickets one job reads."""

FRESH = 4 * MINUTE
"""How long the tickets of a view are taken as they were read: a large one is ten requests."""


def read_views(account: SyncAccount) -> Flow[bool]:
    """Read the counts, then the tickets of some views; True while one was never read.

    One that was read a moment ago, by this process or another, is left as it is; one that the
    helpdesk refuses holds up no other.
    """
    yield from counts(account)
    known = sorted(remote_catalogue.views(account.desk.store, account.name), key=_urgency)
    before = account.now() - FRESH
    old = [one for one in known if one.wanted_at is not None or (one.read_at or 0) <= before]
    for view in old[:AT_ONCE]:
        try:
            yield from view_tickets(account, view.remote_id)
        except Rejected as refusal:
            _refused(account, view, refusal)
    return has_unread_views(account)


def has_unread_views(account: SyncAccount) -> bool:
    """Tell whether there is a view whose tickets were never read."""
    known = remote_catalogue.views(account.desk.store, account.name)
    return any(view.read_at is None for view in known)


def counts(account: SyncAccount) -> Flow[None]:
    """Read how many tickets each view holds; a count the helpdesk does not know yet stays.

    Counts of a moment ago stay as they are: helpdesks let few such requests through.
    """
    store, before = account.desk.store, account.now() - FRESH
    known = remote_catalogue.views(store, account.name)
    ids = tuple(view.remote_id for view in known)
    if all((view.counted_at or 0) > before for view in known):
        return
    found = yield from account.backend.view_counts(ids)
    with store.transaction():
        for view, n in found.items():
            if n is not None:
                remote_catalogue.set_count(store, account.name, view, n, account.now())


def view_tickets(account: SyncAccount, view: str) -> Flow[None]:
    """Read the tickets of a view in its order; those that came as a number only are fetched."""
    store = account.desk.store
    found = yield from account.backend.view(view)
    apply_page(account.desk, account.name, found.page, breathe=account.breathe)
    missing = [one for one in found.ids if remote.ticket_of(store, account.name, one) is None]
    if missing:
        yield from refresh(account, missing)
    here = (remote.ticket_of(store, account.name, one) for one in found.ids)
    with store.transaction():
        remote_catalogue.set_view_tickets(
            store, account.name, view, [one for one in here if one is not None]
        )
        store.execute(
            "UPDATE remote_view SET read_at = ?1, wanted_at = NULL"
            " WHERE account = ?2 AND remote_id = ?3",
            account.now(),
            account.name,
            view,
        )


def _refused(account: SyncAccount, view: View, refusal: Rejected) -> None:
    """Let a view that is refused be, and keep the words where `doctor` finds them."""
    store = account.desk.store
    with store.transaction():
        store.execute(
            "UPDATE remote_view SET read_at = ?1, wanted_at = NULL"
            " WHERE account = ?2 AND remote_id = ?3",
            account.now(),
            account.name,
            view.remote_id,
        )
        remote.set_account(store, account.name, words=f"view {view.title}: {refusal.words}"[:300])


def _urgency(view: View) -> tuple[bool, Instant]:
    """Order views: those the agent asked for, then the ones read longest ago."""
    return (view.wanted_at is None, view.read_at or 0)
