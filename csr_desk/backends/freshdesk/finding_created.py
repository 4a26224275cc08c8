"""A new ticket, looked for in the list of its customer's tickets by the tag it was made with.

That tag can be gone: an account may drop tags, a colleague may have set others. Then its subject
and its first words tell.
"""

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.freshdesk.answered import SLA_S, first_message, has_tag
from csr_desk.backends.freshdesk.bodies import subject_out, words_out
from csr_desk.backends.freshdesk.context import Freshdesk, Query, rows
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.finding_words import began
from csr_desk.backends.freshdesk.likeness import Likeness, likeness
from csr_desk.backends.freshdesk.paging import MOST_PAGES, goes_on, numbered
from csr_desk.backends.freshdesk.structs import TicketRow
from csr_desk.backends.freshdesk.time_entries import utc
from csr_desk.backends.plain_text import same_words
from csr_desk.backends.records import RemoteTicket
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import text
from csr_desk.backends.wire import Flow
from csr_desk.backends.writes import Applied, Found, Requester, Write
from csr_desk.domain.instants import DAY, Instant

_WINDOW = 30 * DAY
"""How far back the list is asked for; without a beginning it has 30 days all the same."""

_NEWEST_FIRST = (("order_by", "created_at"), ("order_type", "desc"))
_PUT_AWAY = ("deleted", "spam")
"""The lists in which a ticket stands that is in no other any more."""

_MOST_ALIKE = 3
"""Tickets with the same subject whose words are read."""

_ALIKE = "A new ticket of this customer with the same subject stands at Freshdesk since then."


def created(freshdesk: Freshdesk, write: Write) -> Flow[Found]:
    """Look for a new ticket; the oldest where there are two of its tag."""
    tickets, at = yield from _made_since(freshdesk, write)
    ours = [one for one in tickets if has_tag(write, one)]
    if ours:
        made = min(ours, key=lambda one: (one.created_at, len(one.id), one.id))
        applied = Applied(made.id, "", made, first_message(made.id), at=at, again_s=SLA_S)
        return Found(applied, ticket=made, at=at)
    since = began(freshdesk, write, at)
    for chosen in _PUT_AWAY:
        gone = yield from _put_away(freshdesk, write, since, chosen)
        if gone is not None:
            return Found(Applied(gone.id, "", gone, at=at), ticket=gone, at=at)
    alike = [one for one in tickets if _is_alike(write, one, since)]
    return (yield from _by_words(freshdesk, write, alike, at))


def _put_away(
    freshdesk: Freshdesk, write: Write, since: Instant, chosen: str
) -> Flow[RemoteTicket | None]:
    """Return the ticket where somebody has deleted it, or marked it as spam, since it was made."""
    query = (("filter", chosen), ("updated_since", utc(since)), *_NEWEST_FIRST)
    found = rows((yield from freshdesk.get("/tickets", numbered(1, *query))), TicketRow)
    gone = (ticket(row, freshdesk.home, is_deleted=True) for row in found)
    return next((one for one in gone if has_tag(write, one)), None)


def _by_words(
    freshdesk: Freshdesk, write: Write, alike: list[RemoteTicket], at: Instant | None
) -> Flow[Found]:
    """Look which ticket says what the new one says; one alone is it, else the agent is asked."""
    found: dict[Likeness, list[RemoteTicket]] = {one: [] for one in Likeness}
    for one in alike[:_MOST_ALIKE]:
        try:
            shown = yield from freshdesk.get_row(f"/tickets/{one.id}", (), TicketRow)
        except (Missing, Forbidden):
            continue
        told = text(shown.description)
        compared = likeness(words_out(write), told) if told else Likeness.LONGER
        found[compared].append(ticket(shown, freshdesk.home))
    same = found[Likeness.SAME]
    if len(same) == 1 and not found[Likeness.LONGER]:
        made = same[0]
        applied = Applied(made.id, "", made, first_message(made.id), at=at, again_s=SLA_S)
        return Found(applied, ticket=made, at=at)
    if same or found[Likeness.LONGER] or len(alike) > _MOST_ALIKE:
        return Found(None, is_sure=False, likeness=_ALIKE, at=at)
    return Found(None, at=at)


def _made_since(
    freshdesk: Freshdesk, write: Write
) -> Flow[tuple[list[RemoteTicket], Instant | None]]:
    """Return the customer's tickets, the newest first, back to a day before the write."""
    since = write.began_at if write.since is None else write.since
    query: Query = (
        *_customers(write.requester),
        ("updated_since", utc(since - _WINDOW)),
        *_NEWEST_FIRST,
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
    return is_new and same_words(one.subject, subject_out(write))
