"""Stops that ask before a pull does harm: an emptied helpdesk, and another account's.

Each raises Halt with a sentence for the agent. A mass deletion can be allowed for an hour
(csr_desk.actions.wishes.allow_deletions).
"""

from csr_desk.actions.desk import Desk
from csr_desk.backends.failures import Halt
from csr_desk.backends.records import Identity, Page
from csr_desk.domain.instants import HOUR
from csr_desk.store import remote, remote_tickets

MOST = 100
"""Tickets that may go in an hour without a question."""

SHARE = 0.2
"""Share of the known tickets that may go in an hour without a question."""

FEW = 2
"""So many may always go: in a small store two of them are a large share."""


def check_identity(desk: Desk, account: str, identity: Identity) -> None:
    """Raise Halt when the account answers as another one than the store was filled from."""
    row = remote.account(desk.store, account)
    if row is None or row.identity in ("", identity.account):
        return
    raise Halt(
        f"The account {account} answers as {identity.account}, but its tickets here come from"
        f" {row.identity}. Nothing was fetched. Give this sign-in an account name of its own."
    )


def check_page(desk: Desk, account: str, page: Page, *, is_first: bool = False) -> None:
    """Raise Halt for a page that would take away too much; `is_first` begins a whole pull."""
    if is_allowed(desk, account):
        return
    known = remote_tickets.known(desk.store, account)
    if is_first and page.is_last and known and not page.tickets:
        raise Halt(
            f"The helpdesk of {account} shows no ticket at all, but {known:,} are known here."
            " Nothing was changed. Look there; if this is right, allow it with"
            " `csr-desk account allow-deletions`."
        )
    going = len(_going(desk, account, page))
    if not going:
        return
    before = _went(desk, account)
    if going + before > max(FEW, min(MOST, int(SHARE * (known + before)))):
        raise Halt(
            f"{going + before:,} of {known + before:,} tickets of {account} are gone at the"
            " helpdesk. Nothing more was closed here. Look there; if this is right, allow it with"
            " `csr-desk account allow-deletions`."
        )


def is_allowed(desk: Desk, account: str) -> bool:
    """Tell whether the agent allowed a mass deletion in the last hour."""
    at = desk.store.value("SELECT deletions_allowed_at FROM account WHERE name = ?", account)
    return at is not None and at <= desk.now() < at + HOUR


def _going(desk: Desk, account: str, page: Page) -> set[int]:
    """Return the known tickets that a page takes away."""
    names = [*page.gone, *(ticket.id for ticket in page.tickets if ticket.is_deleted)]
    found = set()
    for name in names:
        ticket_id = remote.ticket_of(desk.store, account, name)
        state = None if ticket_id is None else remote.state(desk.store, ticket_id)
        if ticket_id is not None and (state is None or state.deleted_at is None):
            found.add(ticket_id)
    return found


def _went(desk: Desk, account: str) -> int:
    """Return how many went in the last hour, so that many small pages count as one deletion.

    What went while it was allowed does not count.
    """
    allowed = desk.store.value("SELECT deletions_allowed_at FROM account WHERE name = ?", account)
    since = max(desk.now() - HOUR, 0 if allowed is None else int(allowed) + HOUR)
    return int(
        desk.store.value(
            "SELECT count(*) FROM remote_ticket WHERE account = ? AND deleted_at > ?",
            account,
            since,
        )
    )
