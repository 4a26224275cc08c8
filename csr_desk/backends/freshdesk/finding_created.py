"""A new ticket, looked for in the list of its customer's tickets by the tag it was made with."""

from csr_desk.backends.freshdesk.answered import SLA_S, first_message, has_tag
from csr_desk.backends.freshdesk.bodies import subject_out
from csr_desk.backends.freshdesk.context import Freshdesk, Query, rows
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.paging import MOST_PAGES, goes_on, numbered
from csr_desk.backends.freshdesk.structs import TicketRow
from csr_desk.backends.freshdesk.time_entries import utc
from csr_desk.backends.plain_text import same_words
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, Found, Requester, Write
from csr_desk.domain.instants import DAY, Instant

_WINDOW = 30 * DAY
"""How far back the list is asked for; without a beginning it has 30 days all the same."""

_ALIKE = "A new ticket of this customer with the same subject stands at Freshdesk since then."


def created(freshdesk: Freshdesk, write: Write) -> Flow[Found]:
    """Look for a new ticket; the oldest where there are two.

    One with the same subject and no tag at all may be it, in an account that drops tags.
    """
    since = write.began_at if write.since is None else write.since
    tickets, at = yield from _made_since(freshdesk, write, since)
    ours = [one for one in tickets if has_tag(write, one)]
    if ours:
        made = min(ours, key=lambda one: (one.created_at, len(one.id), one.id))
        applied = Applied(made.id, "", made, first_message(made.id), at=at, again_s=SLA_S)
        return Found(applied, ticket=made, at=at)
    if any(_is_alike(write, one, since) for one in tickets):
        return Found(None, is_sure=False, likeness=_ALIKE, at=at)
    return Found(None, at=at)


def _made_since(
    freshdesk: Freshdesk, write: Write, since: Instant
) -> Flow[tuple[list[RemoteTicket], Instant | None]]:
    """Return the customer's tickets, the newest first, back to a day before the write."""
    query: Query = (
        *_customers(write.requester),
        ("updated_since", utc(since - _WINDOW)),
        ("order_by", "created_at"),
        ("order_type", "desc"),
    )
    found: list[RemoteTicket] = []
    at = None
    for number in range(1, MOST_PAGES + 1):
        response = yield from freshdesk.get("/tickets", numbered(number, *query))
        at = server_instant(response)
        part = rows(response, TicketRow)
        found += [ticket(row, freshdesk.home) for row in part]
        if not goes_on(response, len(part)) or found[-1].created_at < since - DAY:
            break
    return found, at


def _customers(requester: Requester | None) -> Query:
    """Return what narrows the list to a customer; nothing for one known by a number alone."""
    if requester is None:
        return ()
    if requester.id is not None:
        return (("requester_id", requester.id),)
    return (("email", requester.email),) if requester.email else ()


def _is_alike(write: Write, one: RemoteTicket, since: Instant) -> bool:
    is_new = one.external_id is None and one.created_at >= since
    return is_new and not one.tags and same_words(one.subject, subject_out(write))
