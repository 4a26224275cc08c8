"""What has changed: the export for admins, a crawl of the newest tickets for everybody else.

Which of the two is asked once, at the start, and kept in the cursor; an export that is refused
goes on as a crawl from the ground the export has covered (spec/zendesk.md 3).
"""

from csr_desk.backends.failures import Forbidden, Missing, Rejected
from csr_desk.backends.records import Page
from csr_desk.backends.wire import Flow
from csr_desk.backends.zendesk import limits, paging
from csr_desk.backends.zendesk.context import Zendesk
from csr_desk.backends.zendesk.cursors import Place, read
from csr_desk.backends.zendesk.identity import signed_in
from csr_desk.backends.zendesk.streams_crawl import crawled
from csr_desk.backends.zendesk.streams_export import exported
from csr_desk.backends.zendesk.structs_count import Count


def changed(zendesk: Zendesk, cursor: str) -> Flow[Page]:
    """Return the next page of changed tickets after a cursor, `""` at first."""
    place = read(cursor) if cursor else (yield from _first(zendesk))
    if place.how == "export":
        try:
            page = yield from exported(zendesk, place)
        except (Forbidden, Missing):
            # The export is in another order: before its end, it covers no ground of a crawl.
            ground = place.newest if place.is_whole else 0
            crawl = Place("crawl", ground=ground, total=place.total)
            page = yield from crawled(zendesk, crawl)
    else:
        page = yield from crawled(zendesk, place)
    return page._replace(expected=place.total or None)


def _first(zendesk: Zendesk) -> Flow[Place]:
    me = yield from signed_in(zendesk)
    total = yield from _count(zendesk)
    return Place("export" if me.role == "admin" else "crawl", total=total or 0)


def _count(zendesk: Zendesk) -> Flow[int | None]:
    """Return about how many tickets there are; None where Zendesk does not say."""
    try:
        response = yield from zendesk.get("/tickets/count", budget=limits.API)
    except Rejected:
        return None
    told = paging.value_of(paging.envelope(response), "count", Count)
    return None if told is None else told.value
