"""The companies, which tickets and contacts name by their ids alone."""

from msgspec.structs import replace

from csr_desk.backends.freshdesk import paging
from csr_desk.backends.freshdesk.context import Freshdesk, rows
from csr_desk.backends.freshdesk.cursors import Place, next_phase, stamp
from csr_desk.backends.freshdesk.people import names
from csr_desk.backends.freshdesk.streams_windows import Step
from csr_desk.backends.freshdesk.structs_people import CompanyRow
from csr_desk.backends.records import Page
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import instant
from csr_desk.backends.wire import Flow


def companies(freshdesk: Freshdesk, place: Place) -> Flow[Step]:
    """Return one page of the companies that changed; they come in the order of their names."""
    query = paging.numbered(place.page, ("updated_since", stamp(place.since)))
    response = yield from freshdesk.get("/companies", query)
    found = rows(response, CompanyRow)
    stamps = (instant(row.updated_at) or 0 for row in found)
    after = replace(place, page=place.page + 1, newest=max([place.newest, *stamps]))
    page = Page(organisations=names(found), at=server_instant(response))
    if paging.goes_on(response, len(found)) and place.page < paging.MOST_PAGES:
        return Step(page, after)
    return Step(page, next_phase(after))
