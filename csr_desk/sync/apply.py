"""A page of changes into the store, in short transactions; the cursor goes in with the last one.

A page that is applied twice changes nothing the second time. Whatever interrupts it, the cursor
still stands before it, and it comes again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from csr_desk.actions.desk import Desk
from csr_desk.backends.records import Page, RemotePerson, RemoteTicket
from csr_desk.domain.instants import Instant
from csr_desk.store import remote, remote_names, remote_operations, remote_tickets
from csr_desk.sync import apply_gone, apply_merged_people, guard
from csr_desk.sync.acting import as_sync
from csr_desk.sync.apply_agents import take_agent
from csr_desk.sync.apply_people import take_customer
from csr_desk.sync.apply_ticket import Outcome, apply_ticket

CHUNK = 25
"""Rows of one transaction: the agent's keys wait for the lock no longer than that takes."""

_Row = TypeVar("_Row")


class AppliedPage(NamedTuple):
    """What a page did, in tickets; `passed` are to be read again when their writes are through."""

    new: int = 0
    changed: int = 0
    gone: int = 0
    clashed: int = 0
    passed: int = 0
    same: int = 0
    is_last: bool = True


def apply_page(
    desk: Desk,
    account: str,
    page: Page,
    stream: str = "",
    *,
    breathe: Callable[[], None] = lambda: None,
) -> AppliedPage:
    """Take in a page; Halt when it would take away too much (csr_desk.sync.guard).

    With `stream` its cursor is kept, in the transaction of the last rows. `breathe` is called
    between transactions, where somebody else may write.
    """
    desk = as_sync(desk)
    is_first = bool(stream) and not remote.cursor(desk.store, account, stream)
    guard.check_page(desk, account, page, is_first=is_first)
    apply_people(desk, account, page, breathe)
    counts: Counter[Outcome] = Counter()
    rows: list[RemoteTicket | str] = [*page.tickets, *page.gone]
    chunks = list(chunked(rows)) or [[]]
    for number, chunk in enumerate(chunks, 1):
        with desk.store.transaction():
            for row in chunk:
                counts[_take(desk, account, row, page.at)] += 1
            if number == len(chunks):
                _finish(desk, account, page, stream)
            elif stream:
                _progress(desk, account, page)
        if number < len(chunks):
            breathe()
    return AppliedPage(
        new=counts[Outcome.NEW],
        changed=counts[Outcome.CHANGED],
        gone=counts[Outcome.GONE],
        clashed=counts[Outcome.CLASHED],
        passed=counts[Outcome.PASSED],
        same=counts[Outcome.SAME],
        is_last=page.is_last,
    )


def apply_people(
    desk: Desk, account: str, page: Page, breathe: Callable[[], None] = lambda: None
) -> None:
    """Take in the groups, organisations and people of a page."""
    names = [(remote_names.TEAM, one) for one in page.groups]
    names += [(remote_names.ORGANISATION, one) for one in page.organisations]
    for chunk in chunked(names):
        with desk.store.transaction():
            for sort, one in chunk:
                if not one.is_deleted and one.name.strip():
                    remote_names.take(desk.store, account, sort, one.id, one.name.strip())
        breathe()
    take_people(desk, account, page.people, breathe)


def take_people(
    desk: Desk, account: str, people: Iterable[RemotePerson], breathe: Callable[[], None]
) -> None:
    """Take in colleagues and customers, some in each transaction."""
    for chunk in chunked(people):
        with desk.store.transaction():
            for person in chunk:
                take_person(desk, account, person)
        breathe()


def take_person(desk: Desk, account: str, person: RemotePerson) -> bool:
    """Take in a colleague or a customer; False when nothing had to be changed."""
    if person.role != "end-user":
        return take_agent(desk, account, person)
    joined = [
        apply_merged_people.join(desk, account, other, person.id)
        for other in apply_merged_people.swallowed(desk, account, person)
    ]
    return take_customer(desk, account, person) or any(joined)


def chunked(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Yield rows in lists of at most `CHUNK`."""
    chunk: list[_Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _take(desk: Desk, account: str, row: RemoteTicket | str, at: Instant | None) -> Outcome:
    if isinstance(row, RemoteTicket):
        return apply_ticket(desk, account, row, at)
    ticket_id = remote.ticket_of(desk.store, account, row)
    if ticket_id is None:
        return Outcome.SAME
    if remote_operations.flies(desk.store, ticket_id):
        passed = remote_tickets.pass_over(desk.store, ticket_id, desk.now())
        return Outcome.PASSED if passed else Outcome.SAME
    return Outcome.GONE if apply_gone.take_gone(desk, account, ticket_id) else Outcome.SAME


def _finish(desk: Desk, account: str, page: Page, stream: str) -> None:
    if not stream:
        return
    if page.cursor != remote.cursor(desk.store, account, stream):
        remote.save_cursor(desk.store, account, stream, page.cursor, page.at or desk.now())
    _progress(desk, account, page)


def _progress(desk: Desk, account: str, page: Page) -> None:
    """Write how far the first pull is; nothing where it is through, or its end is not known."""
    row = remote.account(desk.store, account)
    before = "" if row is None else row.progress
    is_first = row is None or row.pulled_at is None
    words = ""
    if is_first and page.expected and not page.is_last:
        known = remote_tickets.held(desk.store, account)
        words = f"{min(known, page.expected):,} of {page.expected:,}"
    if words != before:
        remote.set_account(desk.store, account, progress=words)
