"""The lists of tickets: those that changed, those that were deleted, those that are spam."""

from csr_desk.backends.failures import Rejected
from csr_desk.backends.freshdesk import authors, paging
from csr_desk.backends.freshdesk.context import Freshdesk, rows
from csr_desk.backends.freshdesk.cursors import Place, stamp
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.streams_windows import Step, moved, past_the_last_page
from csr_desk.backends.freshdesk.structs import TicketRow
from csr_desk.backends.records import Page, RemotePerson
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.wire import Flow

_ORDER = (("order_by", "updated_at"), ("order_type", "asc"))


def listed(freshdesk: Freshdesk, place: Place, chosen: str = "") -> Flow[Step]:
    """Return one page of tickets in the order of their change; `chosen` is `deleted` or `spam`.

    Each row of a page counts once, by its id and stamp. What comes again through the overlap is
    handed on: within one second a ticket may change twice under the same stamp.
    """
    query = [("updated_since", stamp(place.since)), *_ORDER]
    if chosen:
        query.append(("filter", chosen))
    if include := _include(place, chosen):
        query.append(("include", include))
    try:
        response = yield from freshdesk.get("/tickets", paging.numbered(place.page, *query))
    except Rejected as refusal:
        if place.page == 1 or "page" not in refusal.fields:
            raise
        return Step(Page(), past_the_last_page(place, place.newest))
    found = rows(response, TicketRow)
    each = {(row.id, row.updated_at): row for row in found}
    for row in found:
        freshdesk.faces.keep(str(row.id), row, freshdesk.settings.now())
    read = [ticket(row, freshdesk.home, is_deleted=bool(chosen)) for row in each.values()]
    people: tuple[RemotePerson, ...] = ()
    if place.is_first or not chosen:
        people = yield from authors.of_tickets(freshdesk, each.values())
    page = Page(tickets=tuple(read), people=people, at=server_instant(response))
    goes_on = paging.goes_on(response, len(found))
    return Step(page, moved(place, [one.updated_at for one in read], goes_on=goes_on))


def _include(place: Place, chosen: str) -> str:
    """Return what rows bring along: each embed costs two calls more of the account's.

    Whether anybody has responded is asked for once the first crawl is over; what was deleted or is
    spam is never made anew, so that its people are needed the first time at most.
    """
    if place.is_first:
        return "requester"
    return "" if chosen else "requester,stats"
