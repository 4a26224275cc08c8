"""Reading from a helpdesk: jobs as flows that end in the store. No failure is caught here.

`changes` and `views` return whether there is more to read at once.
"""

from collections.abc import Iterable
from typing import NamedTuple

from csr_desk.backends.base import Can
from csr_desk.backends.failures import Expired
from csr_desk.backends.wire import Flow
from csr_desk.store import remote, remote_order
from csr_desk.sync import apply_merged_people, files, guard, pull_articles
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.acting import as_sync
from csr_desk.sync.apply import apply_page, take_person
from csr_desk.sync.catalogue import apply_catalogue
from csr_desk.sync.pull_again import look_for_person, reconcile
from csr_desk.sync.pull_tickets import wanted_file, wanted_ticket
from csr_desk.sync.pull_views import has_unread_views, read_views

STREAM = "tickets"

__all__ = [
    "catalogue",
    "changes",
    "has_unread_views",
    "identify",
    "reconcile",
    "views",
    "wishes",
]


class Wish(NamedTuple):
    """A ticket or file to fetch; `is_wanted` when the agent asked for it."""

    key: str
    is_wanted: bool
    flow: Flow[None]


def identify(account: SyncAccount) -> Flow[None]:
    """Learn who is signed in; Halt when it is another account than the store was filled from."""
    found = yield from account.backend.identify()
    desk, store = as_sync(account.desk), account.desk.store
    guard.check_identity(desk, account.name, found)
    columns = {
        "identity": found.account,
        "me": found.me.id,
        "role": found.role,
        "allowed": " ".join(sorted(found.allowed)),
    }
    with store.transaction():
        known = remote.account(store, account.name)
        before = known and (known.identity, known.me, known.role, " ".join(sorted(known.allowed)))
        if before != tuple(columns.values()):
            remote.set_account(store, account.name, **columns)
        if known is None or known.role != found.role or known.role_since is None:
            remote.set_account(store, account.name, role_since=account.now())
        take_person(desk, account.name, found.me)


def changes(account: SyncAccount) -> Flow[bool]:
    """Read the next page of changed tickets; True while more waits.

    When the helpdesk forgot the cursor, the next reading begins anew.
    """
    store = account.desk.store
    before = remote.cursor(store, account.name, STREAM)
    try:
        page = yield from account.backend.changed(before)
    except Expired:
        forget_cursor(account)
        raise
    # A helpdesk that answers the same place for ever must not keep the desk busy for ever.
    is_last = page.is_last or (page.cursor == before and bool(before))
    page = page._replace(is_last=is_last)
    apply_page(account.desk, account.name, page, STREAM, breathe=account.breathe)
    if is_last:
        with store.transaction():
            remote.set_account(store, account.name, pulled_at=account.now())
    return not is_last


def forget_cursor(account: SyncAccount) -> None:
    """Let the stream of changes begin anew."""
    store = account.desk.store
    with store.transaction():
        store.execute(
            "DELETE FROM sync_cursor WHERE account = ? AND stream = ?", account.name, STREAM
        )


def catalogue(account: SyncAccount) -> Flow[bool]:
    """Read agents, groups, fields, forms, statuses, macros and the names of views."""
    found = yield from account.backend.catalogue()
    if Can.MACROS not in account.backend.can:
        found = found._replace(macros=())
    apply_catalogue(account.desk, account.name, found)
    return False


def views(account: SyncAccount) -> Flow[bool]:
    """Read the counts of all views, and the tickets of those that are looked at or oldest."""
    if Can.VIEWS not in account.backend.can:
        return False
    return (yield from read_views(account))


def wishes(account: SyncAccount, limit: int) -> Iterable[Wish]:
    """Return what to fetch next, what the agent waits for first; each ticket once."""
    store, name = account.desk.store, account.name
    seen: set[int] = set()
    for ticket_id in remote_order.wanted(store, name, limit):
        seen.add(ticket_id)
        yield Wish(f"ticket:{ticket_id}", True, wanted_ticket(account, ticket_id))
    for file_id in files.wanted(account.desk, name, limit):
        yield Wish(f"file:{file_id}", True, wanted_file(account, file_id))
    for loser, winner in apply_merged_people.suspects(account.desk, name)[:limit]:
        yield Wish(f"person:{loser}", False, look_for_person(account, loser, winner))
    for wish, flow in pull_articles.wanted(account, 1):
        yield Wish(f"articles:{wish}", True, flow)
    background = [
        *remote_order.stale(store, name, limit, account.now()),
        *remote_order.next_talks(store, name, account.desk.agent_id, limit + len(seen)),
    ]
    for ticket_id in [one for one in dict.fromkeys(background) if one not in seen][:limit]:
        yield Wish(f"ticket:{ticket_id}", False, wanted_ticket(account, ticket_id))
