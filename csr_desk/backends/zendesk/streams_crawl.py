"""The stream of changes for every agent: tickets newest first, down to known ground.

A crawl remembers the newest change it began with. What changes while it runs moves above that, and
is found by the next crawl; so nothing falls between two pages. Known ground is taken five minutes
lower than it was seen, because lists may lag behind.
"""

from msgspec.structs import replace

from csr_desk.backends.failures import Expired
from csr_desk.backends.records import Page, RemoteTicket
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.context import Query, Zendesk
from csr_desk.backends.zendesk.cursors import Place, written
from csr_desk.backends.zendesk.decode_pages import INCLUDE, page
from csr_desk.domain.instants import MINUTE

OVERLAP = 5 * MINUTE
_MOST_RESTARTS = 3
_BY_NUMBER = "page:"


def crawled(zendesk: Zendesk, place: Place) -> Flow[Page]:
    """Return the next page of a crawl; a page cursor that died begins this crawl anew."""
    try:
        return (yield from _page(zendesk, place))
    except Expired:
        if place.restarts >= _MOST_RESTARTS:
            raise
    again = replace(place, after="", top=0, restarts=place.restarts + 1)
    return (yield from _page(zendesk, again))


def _page(zendesk: Zendesk, place: Place) -> Flow[Page]:
    query = _query(place)
    response = yield from zendesk.get("/tickets", query, budget=limits.TICKETS)
    found = paging.envelope(response)
    read = page(zendesk, found, response)
    limit = place.ground - OVERLAP
    top = _top(place, read.tickets)
    following = paging.following(found, query)
    if following is None or _reaches(read.tickets, limit):
        cursor = Place("crawl", ground=max(top, place.ground))
    else:
        cursor = replace(place, after=_after(following), top=top)
    fresh = tuple(one for one in read.tickets if one.updated_at >= limit)
    return read._replace(tickets=fresh, cursor=written(cursor), is_last=not cursor.after)


def _query(place: Place) -> Query:
    more = paging.sized(("sort", "-updated_at"), INCLUDE)
    if not place.after:
        return more
    name = "page" if place.after.startswith(_BY_NUMBER) else "page[after]"
    return (*more, (name, place.after.removeprefix(_BY_NUMBER)))


def _after(following: Query) -> str:
    """Return the cursor of the next page, or its number where there are no cursors."""
    named = dict(following)
    return named.get("page[after]") or f"{_BY_NUMBER}{named['page']}"


def _top(place: Place, tickets: tuple[RemoteTicket, ...]) -> int:
    """Return the newest change at the time this crawl began."""
    if place.after and place.top:
        return place.top
    return max((one.updated_at for one in tickets), default=0)


def _reaches(tickets: tuple[RemoteTicket, ...], limit: int) -> bool:
    """Tell whether a page comes to known ground; one that is not in order proves nothing."""
    stamps = [one.updated_at for one in tickets]
    return bool(stamps) and stamps[-1] < limit and stamps == sorted(stamps, reverse=True)
