"""What customers said of tickets: each rating is handed on with its ticket as it is now."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from csr_desk.backends.failures import Forbidden, Missing
from csr_desk.backends.freshdesk import authors, paging
from csr_desk.backends.freshdesk.context import Freshdesk, rows
from csr_desk.backends.freshdesk.cursors import OVERLAP, Place, next_phase, stamp
from csr_desk.backends.freshdesk.decode_tickets import ticket
from csr_desk.backends.freshdesk.recent import Reading
from csr_desk.backends.freshdesk.satisfaction import rating, satisfaction
from csr_desk.backends.freshdesk.streams_windows import Step
from csr_desk.backends.freshdesk.structs import RatingRow
from csr_desk.backends.freshdesk.tickets import reading
from csr_desk.backends.records import Page, RemoteTicket
from csr_desk.backends.retry_after import server_instant
from csr_desk.backends.values import ident, instant
from csr_desk.backends.wire import Flow
from csr_desk.domain.instants import DAY, Instant

PER_PAGE: Final = 10
"""Ratings of one page; each makes its ticket be read by itself."""

AT_FIRST: Final = 30 * DAY
"""How far before the newest ticket the first look for ratings goes back."""


def ratings(freshdesk: Freshdesk, place: Place) -> Flow[Step]:
    """Return the tickets that were rated, with what was said of them."""
    since = _since(place)
    query = paging.numbered(place.page, ("created_since", stamp(since)), size=PER_PAGE)
    response = yield from freshdesk.get("/surveys/satisfaction_ratings", query)
    found = rows(response, RatingRow)
    said = {ident(row.id) or "": row for row in found}
    new = [row for id_, row in said.items() if id_ not in place.rated]
    readings = yield from _tickets(freshdesk, _latest(new))
    people = yield from authors.of_tickets(freshdesk, [one.row for one, _ in readings])
    read = [_rated(freshdesk, one, rating) for one, rating in readings]
    at = readings[0][0].at if readings else server_instant(response)
    newest = max([place.newest, *(_at(row) for row in found)])
    near = [id_ for id_, row in said.items() if _at(row) >= newest - OVERLAP]
    rated = tuple(dict.fromkeys((*(place.rated if place.page > 1 else ()), *near)))
    after = replace(place, since=since, page=place.page + 1, newest=newest, rated=rated)
    page = Page(tickets=tuple(read), people=people, at=at)
    if paging.goes_on(response, len(found), PER_PAGE) and place.page < paging.MOST_PAGES:
        return Step(page, after)
    return Step(page, next_phase(after))


def _since(place: Place) -> Instant:
    """Return the start of the window: what was rated long ago is not gone through at first."""
    if place.phase in place.grounds or place.page > 1:
        return place.since
    return max(place.since, place.grounds.get("tickets", 0) - AT_FIRST)


def _at(row: RatingRow) -> Instant:
    return instant(row.created_at) or 0


def _latest(found: Iterable[RatingRow]) -> dict[str, RatingRow]:
    """Return the last rating of each ticket."""
    return {id_: row for row in sorted(found, key=_at) if (id_ := ident(row.ticket_id))}


def _rated(freshdesk: Freshdesk, one: Reading, row: RatingRow) -> RemoteTicket:
    """Return a ticket with its rating, in words and on its scale."""
    found = ticket(one.row, freshdesk.home)
    return found._replace(satisfaction=satisfaction(row.ratings), rating=rating(row))


def _tickets(
    freshdesk: Freshdesk, found: dict[str, RatingRow]
) -> Flow[list[tuple[Reading, RatingRow]]]:
    """Return the rated tickets that this agent may see, with their ratings."""
    read: list[tuple[Reading, RatingRow]] = []
    for id_, row in found.items():
        try:
            one = yield from reading(freshdesk, id_, "requester,stats")
        except (Missing, Forbidden):
            continue
        read.append((one, row))
    return read
