"""Reading one ticket before or after something of it is sent."""

from csr_desk.backends.failures import Missing
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied
from csr_desk.domain.instants import SECOND, Instant
from csr_desk.domain.merge import CUSTOM
from csr_desk.store import remote, remote_tickets, tickets
from csr_desk.sync.account import SyncAccount
from csr_desk.sync.acting import as_sync
from csr_desk.sync.apply import apply_page
from csr_desk.sync.apply_ticket import apply_ticket
from csr_desk.sync.apply_values import Values, local_values
from csr_desk.sync.bases import from_json
from csr_desk.sync.joining import Joined
from csr_desk.sync.pull_tickets import conversation


def ticket(account: SyncAccount, ticket_id: int) -> Flow[None]:
    """Read a ticket anew; Missing when the helpdesk has it no more."""
    remote_id = _remote_id(account, ticket_id)
    page = yield from account.backend.tickets((remote_id,))
    apply_page(account.desk, account.name, page)


def talk(account: SyncAccount, ticket_id: int) -> Flow[None]:
    """Read the conversation of a ticket anew."""
    yield from conversation(account, ticket_id)


def doubt_base(account: SyncAccount, ticket_id: int) -> None:
    """Forget that the ticket is known: it is read again before anything goes out."""
    store = account.desk.store
    with store.transaction():
        if remote.state(store, ticket_id) is not None:
            remote.set_state(store, ticket_id, account.name, settled=0)


def know_ticket(account: SyncAccount, ticket_id: int, remote_id: str) -> None:
    """Give a ticket that was made at the helpdesk its number there; the customer reads that one."""
    store = account.desk.store
    known = tickets.ticket(store, ticket_id)
    if known.remote_id is not None:
        return
    reference = remote_tickets.free_reference(store, account.name, remote_id)
    store.execute(
        "UPDATE ticket SET remote_id = ?, reference = ? WHERE id = ?",
        remote_id,
        reference,
        ticket_id,
    )
    store.execute("INSERT OR REPLACE INTO ticket_alias VALUES (?, ?)", known.reference, ticket_id)
    account.desk.log("ticket.numbered", ticket_id=ticket_id, was=known.reference, now=reference)


def took(account: SyncAccount, ticket_id: int, joined: Joined, applied: Applied) -> None:
    """Take in the ticket as a write left it; where the answer did not show it, it is read anew.

    When the effect was found later, what this write brought is ours: it clashes with nothing.
    """
    found = applied.ticket
    if found is None:
        doubt_base(account, ticket_id)
    else:
        _took(account, ticket_id, joined, applied, found)
    if applied.again_s is not None:
        at = account.now() + int(applied.again_s * SECOND)
        account.desk.store.execute(
            "UPDATE remote_ticket SET stale_at = ? WHERE ticket_id = ?", at, ticket_id
        )


def _took(
    account: SyncAccount, ticket_id: int, joined: Joined, applied: Applied, found: RemoteTicket
) -> None:
    desk = as_sync(account.desk)
    if joined.is_create:
        _know_requester(account, ticket_id, found)
    own = None if applied.is_echo else _own(account, ticket_id, joined)
    apply_ticket(desk, account.name, found, applied.at, own=own, is_echo=applied.is_echo)


def saw(account: SyncAccount, found: RemoteTicket, at: Instant | None) -> None:
    """Take in a ticket as a look for something else showed it."""
    with account.desk.store.transaction():
        apply_ticket(as_sync(account.desk), account.name, found, at)


def _know_requester(account: SyncAccount, ticket_id: int, found: RemoteTicket) -> None:
    """Tie the customer of a new ticket to the person the helpdesk made or found for it."""
    store = account.desk.store
    if remote.local_id(store, account.name, "customer", found.requester) is None:
        customer_id = tickets.ticket(store, ticket_id).customer_id
        remote.link(store, account.name, "customer", found.requester, customer_id)


def _own(account: SyncAccount, ticket_id: int, joined: Joined) -> Values:
    state = remote.state(account.desk.store, ticket_id)
    base = from_json(state.base) if state else None
    own: Values = dict(joined.fields)
    own.update({f"{CUSTOM}{name}": value for name, value in joined.custom.items()})
    if base is not None and (joined.add_tags or joined.remove_tags):
        sofar = set(local_values(account.desk, account.name, base)["tags"])
        own["tags"] = tuple(sorted((sofar | set(joined.add_tags)) - set(joined.remove_tags)))
    return own


def _remote_id(account: SyncAccount, ticket_id: int) -> str:
    found = tickets.ticket(account.desk.store, ticket_id).remote_id
    if found is None:
        raise Missing(f"the ticket is not at {account.name} yet")
    return found
