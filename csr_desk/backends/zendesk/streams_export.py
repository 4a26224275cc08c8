"""The stream of changes for admins: the incremental export by cursor, deleted tickets included.

It never shows the newest minute, and may show a ticket twice.
"""

from msgspec.structs import replace

from csr_desk.backends.failures import Expired, Forbidden, Missing, Rejected
from csr_desk.backends.records import Page
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.context import Query, Zendesk
from csr_desk.backends.zendesk.cursors import Place, written
from csr_desk.backends.zendesk.decode_pages import INCLUDE, page
from csr_desk.domain.instants import MINUTE, SECOND

PER_PAGE = 500
"""Rows an answer: ten thousand tickets in twenty of the ten requests that a minute allows."""

OVERLAP = 5 * MINUTE
_PATH = "/incremental/tickets/cursor"
_MOST_RESTARTS = 3


def exported(zendesk: Zendesk, place: Place) -> Flow[Page]:
    """Return the next page of the export; Forbidden when this agent is no admin."""
    try:
        return (yield from _page(zendesk, place, PER_PAGE))
    except Expired:
        if place.restarts >= _MOST_RESTARTS:
            raise
        place = replace(place, after="", restarts=place.restarts + 1)
    except Rejected as refusal:
        if isinstance(refusal, Forbidden | Missing):
            raise
    # Here a page was too large to be taken, or its cursor has died.
    return (yield from _page(zendesk, place, paging.PAGE))


def _page(zendesk: Zendesk, place: Place, size: int) -> Flow[Page]:
    response = yield from zendesk.get(_PATH, _query(place, size), budget=limits.EXPORT)
    found = paging.envelope(response)
    after = paging.value_of(found, "after_cursor", str) or place.after
    read = page(zendesk, found, response)
    newest = max((one.updated_at for one in read.tickets), default=0)
    is_through = paging.value_of(found, "end_of_stream", bool) is not False
    # An answer without a way on would be asked for again and again.
    ends = is_through or after == place.after
    following = Place(
        "export",
        after=after,
        newest=max(newest, place.newest),
        restarts=0 if place.after else place.restarts,
        is_whole=place.is_whole or is_through,
        total=0 if ends else place.total,
    )
    return read._replace(cursor=written(following), is_last=ends)


def _query(place: Place, size: int) -> Query:
    more = (("per_page", str(size)), INCLUDE)
    if place.after:
        return (("cursor", place.after), *more)
    since = max(0, place.newest - OVERLAP) // SECOND
    return (("start_time", str(since)), *more)
